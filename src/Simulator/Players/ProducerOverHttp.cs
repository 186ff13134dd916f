using System.Net.Http.Headers;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Players;

/// <summary>
/// Plays a producer without AMQP: <c>POST /v1/events</c> with a bearer key. Whatever waits when a request can be made travels in one
/// array.
/// </summary>
sealed class ProducerOverHttp : IPlayer, IAsyncDisposable
{
    const int MaxArray = 200;
    const int Requests = 4;
    static readonly MediaTypeHeaderValue Json = new("application/json");

    readonly HttpClient _http;
    readonly Uri _url;
    readonly AuthenticationHeaderValue _key;
    readonly Gathering<object> _gathering;

    public ProducerOverHttp(HttpClient http, Uri ingress, string key)
    {
        _http = http;
        _url = new Uri(ingress, "/v1/events");
        _key = new AuthenticationHeaderValue("Bearer", key);
        _gathering = new Gathering<object>(MaxArray, Requests, PostAsync);
    }

    public bool Plays(Fact fact) => fact is ProducerFact { ByToken: false };

    public Task PrepareAsync(
        IReadOnlyList<Sending> sendings, IProgress<int>? progress, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public Task<Answer> SendAsync(Sending sending, CancellationToken cancellationToken) =>
        _gathering.SendAsync(((ProducerFact)sending.Fact).Message, cancellationToken);

    public ValueTask DisposeAsync() => _gathering.DisposeAsync();

    async Task<Answer> PostAsync(IReadOnlyList<object> messages, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _url)
        {
            Content = new ByteArrayContent(ProducerJson.WriteArray(messages)) { Headers = { ContentType = Json } },
        };
        request.Headers.Authorization = _key;
        return await _http.AnswerAsync(request, cancellationToken);
    }
}

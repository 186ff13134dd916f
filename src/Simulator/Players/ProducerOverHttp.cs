using System.Net.Http.Headers;
using System.Threading.Channels;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Players;

/// <summary>
/// Plays a producer without AMQP: <c>POST /v1/events</c> with a bearer key. Whatever waits when a request can be made travels in one
/// array; alone, a message travels alone.
/// </summary>
sealed class ProducerOverHttp : IPlayer, IAsyncDisposable
{
    const int MaxArray = 200;
    const int Requests = 4;
    static readonly MediaTypeHeaderValue Json = new("application/json");

    readonly HttpClient _http;
    readonly Uri _url;
    readonly AuthenticationHeaderValue _key;
    readonly Channel<Waiting> _waiting = Channel.CreateUnbounded<Waiting>();
    readonly CancellationTokenSource _stop = new();
    readonly Task _posting;

    public ProducerOverHttp(HttpClient http, Uri ingress, string key)
    {
        _http = http;
        _url = new Uri(ingress, "/v1/events");
        _key = new AuthenticationHeaderValue("Bearer", key);
        _posting = Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => PostAsync()));
    }

    public bool Plays(Fact fact) => fact is ProducerFact;

    public Task PrepareAsync(
        IReadOnlyList<Sending> sendings, IProgress<int>? progress, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public async Task<Answer> SendAsync(Sending sending, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(((ProducerFact)sending.Fact).Message);
        await _waiting.Writer.WriteAsync(waiting, cancellationToken);
        return await waiting.Answered.Task.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stop.CancelAsync();
        await _posting;
        _stop.Dispose();
    }

    async Task PostAsync()
    {
        var batch = new List<Waiting>(MaxArray);
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(_stop.Token))
            {
                while (batch.Count < MaxArray && _waiting.Reader.TryRead(out var next))
                    batch.Add(next);
                if (batch.Count == 0)
                    continue;
                await PostAsync(batch);
                batch.Clear();
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over: nobody waits for the rest.
            foreach (var waiting in batch)
                waiting.Answered.TrySetResult(new Answer(Outcome.Unknown, "stopped"));
        }
    }

    async Task PostAsync(List<Waiting> batch)
    {
        var answer = await PostAsync([.. batch.Select(w => w.Message)]);
        // All or nothing: one message that is refused takes the others with it, so each is then asked about by itself.
        if (answer.Outcome == Outcome.Refused && batch.Count > 1)
        {
            foreach (var waiting in batch)
                waiting.Answered.SetResult(await PostAsync([waiting.Message]));
            return;
        }

        foreach (var waiting in batch)
            waiting.Answered.SetResult(answer);
    }

    async Task<Answer> PostAsync(IReadOnlyList<object> messages)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _url)
        {
            Content = new ByteArrayContent(ProducerJson.WriteArray(messages)) { Headers = { ContentType = Json } },
        };
        request.Headers.Authorization = _key;
        return await _http.AnswerAsync(request, _stop.Token);
    }

    sealed record Waiting(object Message)
    {
        public TaskCompletionSource<Answer> Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

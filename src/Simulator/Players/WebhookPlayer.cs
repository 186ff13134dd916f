using Tracking.Simulator.Scenarios;
using Tracking.Simulator.Webhooks;

namespace Tracking.Simulator.Players;

/// <summary>Plays a provider by its vocabulary. Where it sends batches, whatever waits when a request can be made travels in one.</summary>
sealed class WebhookPlayer : IPlayer, IAsyncDisposable
{
    const int Requests = 4;

    readonly HttpClient _http;
    readonly Uri _ingress;
    readonly Uri _publicUrl;
    readonly Webhook _webhook;
    readonly TimeProvider _time;
    readonly Gathering<Telling>? _gathering;

    /// <param name="ingress">Where requests go.</param>
    /// <param name="publicUrl">The ingress as the provider believes to call it: what some of them sign.</param>
    public WebhookPlayer(HttpClient http, Uri ingress, Uri publicUrl, Webhook webhook, TimeProvider time)
    {
        _http = http;
        _ingress = ingress;
        _publicUrl = publicUrl;
        _webhook = webhook;
        _time = time;
        _gathering = webhook.MostInOne > 1 ? new Gathering<Telling>(webhook.MostInOne, Requests, SendAsync) : null;
    }

    public bool Plays(Fact fact) => fact is WebhookFact told && told.Webhook == _webhook;

    public Task PrepareAsync(
        IReadOnlyList<Sending> sendings, IProgress<int>? progress, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public Task<Answer> SendAsync(Sending sending, CancellationToken cancellationToken)
    {
        var telling = Telling.Of(sending);
        return _gathering is null ? SendAsync([telling], cancellationToken) : _gathering.SendAsync(telling, cancellationToken);
    }

    public ValueTask DisposeAsync() => _gathering?.DisposeAsync() ?? ValueTask.CompletedTask;

    async Task<Answer> SendAsync(IReadOnlyList<Telling> tellings, CancellationToken cancellationToken)
    {
        using var request = _webhook.Request(_ingress, _publicUrl, tellings, _time.GetUtcNow());
        return await _http.AnswerAsync(request, cancellationToken);
    }
}

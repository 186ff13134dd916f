using System.Net;
using Microsoft.Extensions.Options;
using Tracking.Deliveries;

namespace Tracking.Worker.Reconciliation;

/// <summary>
/// Asks providers what became of a message whose verdict did not come: their callback may have been lost, and they know all the same.
/// The answer is evidence like any other, and joins the delivery as such.
/// </summary>
sealed partial class Reconciler : IDisposable
{
    /// <summary>What the timeline says of a message that its provider does not know.</summary>
    public const string NotFound = "not_found";

    readonly Dictionary<string, (IMessageLookup Lookup, ProviderApi Api)> _providers;
    readonly TimeProvider _clock;
    readonly ILogger<Reconciler> _logger;

    public Reconciler(
        IEnumerable<IMessageLookup> lookups, IHttpClientFactory clients, IOptions<ReconciliationOptions> options, TimeProvider clock,
        ILogger<Reconciler> logger)
    {
        (_clock, _logger) = (clock, logger);
        _providers = lookups.ToDictionary(
            lookup => lookup.Provider, lookup => (lookup, new ProviderApi(lookup, clients, options.Value, clock, logger)),
            StringComparer.Ordinal);
    }

    /// <summary>Whether any provider can be asked at all.</summary>
    public bool IsConfigured => _providers.Count > 0;

    /// <summary>Whether credentials are configured for that provider.</summary>
    public bool Asks(string? provider) => provider is not null && _providers.ContainsKey(provider);

    /// <summary>
    /// May be called by many at once: what is more than the provider's rate waits its turn, so bound how many are asked for. Asking
    /// again does no harm: the same answer is the same event.
    /// </summary>
    /// <param name="account">The configured account whose callbacks the message would have; null for the unnamed one.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled. There is no other.</exception>
    public async Task<LookUp> AskAsync(
        string provider, string? account, string providerMessageId, CancellationToken cancellationToken)
    {
        if (!_providers.TryGetValue(provider, out var known))
            return new LookUp(LookUpOutcome.NotAsked, Problem: "no credentials are configured");
        var (lookup, api) = known;
        if (!lookup.IsMessageId(providerMessageId))
            return new LookUp(LookUpOutcome.NotAsked, Problem: "the id is none of its messages'");

        var answer = await api.GetAsync(lookup.UrlOf(providerMessageId), cancellationToken);
        var lookUp = Read(lookup, account, providerMessageId, answer);
        Asked(provider, providerMessageId, lookUp.Outcome, lookUp.Event?.Evidence, lookUp.Problem);
        return lookUp;
    }

    public void Dispose()
    {
        foreach (var (_, api) in _providers.Values)
            api.Dispose();
    }

    LookUp Read(IMessageLookup lookup, string? account, string providerMessageId, ApiAnswer answer)
    {
        switch (answer.Status)
        {
            case HttpStatusCode.OK:
                var reading = lookup.Read(answer.Body, providerMessageId, account, _clock.GetUtcNow());
                return reading.Event is { } e
                    ? new LookUp(LookUpOutcome.Answered, e)
                    : new LookUp(LookUpOutcome.Unreadable, Problem: reading.Problem);
            case HttpStatusCode.NotFound:
                return new LookUp(LookUpOutcome.NoSuchMessage, Missing(lookup.Provider, account, providerMessageId));
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                return new LookUp(LookUpOutcome.Refused, Problem: answer.Problem);
            case null or >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout:
                return new LookUp(LookUpOutcome.Unavailable, Problem: answer.Problem);
            default:
                return new LookUp(LookUpOutcome.Unreadable, Problem: answer.Problem);
        }
    }

    DeliveryEvent Missing(string provider, string? account, string providerMessageId) => new()
    {
        Id = EventId.Of(EventSource.Reconciliation, provider, account, providerMessageId, NotFound),
        Source = EventSource.Reconciliation,
        Evidence = Evidence.Unknown,
        Provider = provider,
        Account = account,
        ProviderMessageId = providerMessageId,
        Reason = NotFound,
        ReceivedAt = _clock.GetUtcNow(),
    };

    [LoggerMessage(LogLevel.Debug, "Asked {Provider} about {ProviderMessageId}: {Outcome} {Evidence} {Problem}")]
    partial void Asked(string provider, string providerMessageId, LookUpOutcome outcome, Evidence? evidence, string? problem);
}

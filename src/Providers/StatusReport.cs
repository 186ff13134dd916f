using Tracking.Contracts;
using Tracking.Deliveries;

namespace Tracking.Providers;

/// <summary>
/// One status of one message at one recipient, as a provider's reader found it: read here the same way for all, within the limits of what
/// can be kept.
/// </summary>
sealed record StatusReport
{
    public required string Provider { get; init; }

    /// <summary>All of the provider's own words that <see cref="Evidence"/> was read from: a part of the event's id.</summary>
    public required string Words { get; init; }

    public required Evidence Evidence { get; init; }

    public string? Reason { get; init; }

    /// <summary>Null where the provider gave none: it is then about the recipient.</summary>
    public string? MessageId { get; init; }

    public string? Recipient { get; init; }

    /// <summary>Where the sender's own text names it (<see cref="DeliveryReference"/>).</summary>
    public string? DeliveryId { get; init; }

    public DateTimeOffset? StatedAt { get; init; }

    /// <summary>Shown only where something went wrong.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Shown only where something went wrong.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>What was clicked.</summary>
    public string? Url { get; init; }

    /// <summary>Who opened or clicked, as far as it is told: it tells two of them apart, and is not kept.</summary>
    public (string? IpAddress, string? UserAgent) By { get; init; }

    public bool ByMachine { get; init; }

    /// <summary>Of one of several recipients, and nobody can tell of which.</summary>
    public bool Ambiguous { get; init; }

    /// <summary>Where the provider says something finer than evidence and reason do.</summary>
    public Suppression? Suppression { get; init; }

    /// <summary>The event; or why there is none, without a word of what was reported.</summary>
    public CallbackReading Read(RawCallback callback)
    {
        var recipient = Deliveries.Recipient.Normalize(Recipient);
        if (MessageId is null && recipient is null && DeliveryId is null)
            return CallbackReading.NotReadable("neither a message nor a recipient is named");
        if (MessageId?.Length > MessageRules.MaxProviderMessageIdLength)
            return CallbackReading.NotReadable($"the message's id is longer than {MessageRules.MaxProviderMessageIdLength}");
        if (StorableText.IsTooLong(recipient))
            return CallbackReading.NotReadable($"the recipient is longer than {MessageRules.MaxRecipientLength}");

        var hasError = Evidence is Evidence.Deferred or Evidence.SoftBounce or Evidence.HardBounce or Evidence.Complaint
            or Evidence.Undelivered or Evidence.FailedAtProvider or Evidence.Unknown;
        return CallbackReading.Of(new DeliveryEvent
        {
            Id = EventId.Of(
                Provider, callback.Account, MessageId, recipient, DeliveryId, Words, EventId.Part(StatedAt), ErrorCode,
                Url, By.IpAddress, By.UserAgent, Suppression?.Scope),
            Source = EventSource.Callback,
            Evidence = Evidence,
            DeliveryId = DeliveryId,
            Provider = Provider,
            Account = callback.Account,
            ProviderMessageId = MessageId,
            Recipient = recipient,
            Reason = StorableText.Cut(Reason, MessageRules.MaxNameLength),
            ErrorCode = hasError ? StorableText.Cut(ErrorCode, MessageRules.MaxNameLength) : null,
            ErrorMessage = hasError ? StorableText.Cut(ErrorMessage, MessageRules.MaxErrorLength) : null,
            // A clock that was never set would win over every other time.
            StatedAt = StatedAt >= MessageRules.Earliest ? StatedAt : null,
            ReceivedAt = callback.ReceivedAt,
            ByMachine = ByMachine,
            Ambiguous = Ambiguous,
            Url = StorableText.Cut(Url, MessageRules.MaxErrorLength),
            Suppression = Suppression,
        });
    }
}

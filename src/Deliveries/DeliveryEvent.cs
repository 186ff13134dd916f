namespace Tracking.Deliveries;

/// <summary>One fact about a delivery, with the provider's or producer's id and time: a line of its timeline.</summary>
public sealed record DeliveryEvent
{
    /// <summary>A fingerprint of what the event says (<see cref="EventId"/>).</summary>
    public required Guid Id { get; init; }

    /// <summary>One of <see cref="EventSource"/>.</summary>
    public required string Source { get; init; }

    public required Evidence Evidence { get; init; }

    /// <summary>Set where the evidence names its delivery itself; null where it must be correlated by a claim.</summary>
    public string? DeliveryId { get => _deliveryId; init => _deliveryId = Named(value); }

    /// <summary>In lower case.</summary>
    public string? Provider { get => _provider; init => _provider = Named(value)?.Trim().ToLowerInvariant(); }

    /// <summary>The configured account whose secret verified it; null for the unnamed one.</summary>
    public string? Account { get; init; }

    /// <summary>
    /// Null where the provider gave none: an orphan until an operator assigns it. Without the angle brackets of a mail's Message-ID, which a
    /// provider writes around it in the answer to a send call and leaves out in its callbacks, or the other way round.
    /// </summary>
    public string? ProviderMessageId { get => _providerMessageId; init => _providerMessageId = Unwrapped(Named(value)); }

    /// <summary>As it is compared (<see cref="Deliveries.Recipient.Normalize"/>). Null: it is about the whole message.</summary>
    public string? Recipient { get => _recipient; init => _recipient = Deliveries.Recipient.Normalize(value); }

    /// <summary>
    /// Refines the status, or the provider's own word where the evidence is <see cref="Evidence.Unknown"/>. Where it is left out,
    /// what the evidence alone says (<see cref="EvidenceRules.DefaultReason"/>).
    /// </summary>
    public string? Reason { get => _reason ?? Evidence.DefaultReason(); init => _reason = Named(value); }

    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    /// <summary>When the source says it happened; null where it does not say. Whole microseconds.</summary>
    public DateTimeOffset? StatedAt { get => _statedAt; init => _statedAt = value.ToMicroseconds(); }

    /// <summary>When it reached us, the earliest of all repeats. Whole microseconds.</summary>
    public required DateTimeOffset ReceivedAt { get => _receivedAt; init => _receivedAt = value.ToMicroseconds(); }

    /// <summary>An open or click of a mail to several that names none of them, a complaint that lists a whole domain: shown in the timeline of each, and counts for none.</summary>
    public bool Ambiguous { get; init; }

    /// <summary>An open by a machine, such as a mail proxy: it proves delivery, and counts apart.</summary>
    public bool ByMachine { get; init; }

    /// <summary>What was clicked.</summary>
    public string? Url { get; init; }

    /// <summary>
    /// What it says of later sends to its recipient; null for nothing, as always where it is ambiguous. Where it is left out, what the
    /// evidence and the reason alone say (<see cref="Deliveries.Suppression.Of"/>).
    /// </summary>
    public Suppression? Suppression
    {
        get => Ambiguous ? null : _suppression ?? Deliveries.Suppression.Of(Evidence, Reason);
        init => _suppression = value;
    }

    /// <summary>The callback that told of it, the earliest of all repeats; null for what came otherwise. No part of <see cref="Id"/>.</summary>
    public Guid? CallbackId { get; init; }

    /// <summary>What a producer's message says of the delivery; null for anybody else's.</summary>
    public Description? Description { get; init; }

    /// <summary>Whether the event asserts that its delivery has its provider message id.</summary>
    public bool Claims { get; init; }

    /// <summary>When it happened, as far as anybody knows: arrival stands in for a source that states no time.</summary>
    public DateTimeOffset OccurredAt => StatedAt ?? ReceivedAt;

    /// <summary>The claim that the event makes, if it makes one.</summary>
    public Claim? Claim => this is { Claims: true, DeliveryId: { } delivery, Provider: { } provider, ProviderMessageId: { } id }
        ? new Claim(delivery, provider, id, Recipient, OccurredAt)
        : null;

    /// <summary>What it says of the status. Nothing where it is ambiguous.</summary>
    public Observation Observation => Ambiguous || Evidence.Strength() == 0
        ? Observation.Bottom
        : new Observation(Evidence, StatedAt ?? DateTimeOffset.MaxValue, Id, Reason, ErrorCode, ErrorMessage);

    // A source that writes an empty id names nothing: two blanks are not the same message.
    static string? Named(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    /// <summary>A provider's message id without the angle brackets of a mail's Message-ID.</summary>
    public static string? Unwrapped(string? id) => id is ['<', .. { Length: > 0 } bare, '>'] && Named(bare) is { } named ? named : id;

    readonly string? _deliveryId;
    readonly string? _provider;
    readonly string? _providerMessageId;
    readonly string? _reason;
    readonly string? _recipient;
    readonly Suppression? _suppression;
    readonly DateTimeOffset? _statedAt;
    readonly DateTimeOffset _receivedAt;
}

/// <summary>Where an event came from.</summary>
public static class EventSource
{
    public const string Producer = "producer";
    public const string Callback = "callback";
    public const string Receipt = "receipt";
    public const string Operator = "operator";
    public const string Reconciliation = "reconciliation";
}

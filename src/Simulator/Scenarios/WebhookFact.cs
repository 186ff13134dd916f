using Tracking.Simulator.Webhooks;

namespace Tracking.Simulator.Scenarios;

/// <summary>One thing that a provider says of one message at one recipient.</summary>
sealed record WebhookFact : Fact
{
    public required Webhook Webhook { get; init; }

    /// <summary>Its words, and what they stand for.</summary>
    public required Saying Said { get; init; }

    /// <summary>What the send call returned; null where the provider does not name the message.</summary>
    public required string? MessageId { get; init; }

    /// <summary>The delivery that the sender's own text names; null for one that names none.</summary>
    public string? DeliveryId { get; init; }

    /// <summary>As the sender wrote it, without a display name.</summary>
    public required string Recipient { get; init; }

    /// <summary>Another recipient of the same mail, where the provider names both and does not tell to which of them it happened.</summary>
    public string? Also { get; init; }

    /// <summary>What was clicked.</summary>
    public string? Link { get; init; }

    public string? IpAddress { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>As it is stated; null where none is.</summary>
    public DateTimeOffset? StatedAt => Webhook.Clock is { } clock ? new(At.UtcTicks - At.UtcTicks % clock.Ticks, TimeSpan.Zero) : null;

    public override string Kind => $"{Webhook.Provider} {Said.Word}";

    public override bool IsCallback => true;

    public override IEnumerable<DeliveryEvent> Evidence(DateTimeOffset receivedAt) =>
    [
        new DeliveryEvent
        {
            Id = IdOf(),
            Source = EventSource.Callback,
            Evidence = Said.Means,
            DeliveryId = DeliveryId,
            Provider = Webhook.Provider,
            ProviderMessageId = MessageId,
            Recipient = Webhook.TellsRecipient && Also is null ? Recipient : null,
            Reason = Said.Reason,
            ErrorCode = Said.Code,
            StatedAt = StatedAt,
            ReceivedAt = receivedAt,
            Ambiguous = Also is not null && Said.Means is not (Deliveries.Evidence.Queued or Deliveries.Evidence.Sent),
            ByMachine = Said.ByMachine,
            Url = Said.Means == Deliveries.Evidence.Clicked ? Link : null,
            Suppression = Said.Suppression,
        },
    ];
}

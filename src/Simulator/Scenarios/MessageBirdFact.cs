namespace Tracking.Simulator.Scenarios;

/// <summary>One status of a MessageBird message at one of its recipients. It states its time, in seconds.</summary>
sealed record MessageBirdFact : Fact
{
    public required string MessageId { get; init; }

    /// <summary>The delivery that the reference names; null for a reference that names none.</summary>
    public string? DeliveryId { get; init; }

    public required string Recipient { get; init; }

    /// <summary>MessageBird's own word.</summary>
    public required string Status { get; init; }

    public string? ErrorCode { get; init; }

    /// <summary>What the word stands for.</summary>
    public required Evidence Means { get; init; }

    public string? Reason { get; init; }

    public DateTimeOffset StatedAt => DateTimeOffset.FromUnixTimeSeconds(At.ToUnixTimeSeconds());

    public override string Kind => "messagebird " + Status;

    public override bool IsCallback => true;

    public override IEnumerable<DeliveryEvent> Evidence(DateTimeOffset receivedAt) =>
    [
        new DeliveryEvent
        {
            Id = IdOf(),
            Source = EventSource.Callback,
            Evidence = Means,
            DeliveryId = DeliveryId,
            Provider = "messagebird",
            ProviderMessageId = MessageId,
            Recipient = Recipient,
            Reason = Reason,
            ErrorCode = ErrorCode,
            StatedAt = StatedAt,
            ReceivedAt = receivedAt,
        },
    ];
}

namespace Tracking.Simulator.Scenarios;

/// <summary>One status of one Plivo message, or of a part of it. Plivo states no time: arrival stands in.</summary>
sealed record PlivoFact : Fact
{
    public const string Sender = "14155550100";

    /// <summary>What the send call returned.</summary>
    public required string MessageUuid { get; init; }

    /// <summary>Of a part, where it is reported by itself: its own id, and which it is, such as <c>1 of 2</c>.</summary>
    public (string Uuid, string Info)? Part { get; init; }

    /// <summary>Plivo's own word.</summary>
    public required string Status { get; init; }

    public string? ErrorCode { get; init; }

    public required string To { get; init; }

    /// <summary>The signature version, 2 or 3.</summary>
    public required int Version { get; init; }

    /// <summary>Told by GET, with everything in the query.</summary>
    public bool ByGet { get; init; }

    /// <summary>What the word stands for.</summary>
    public required Evidence Means { get; init; }

    public string? Reason { get; init; }

    /// <summary>What it says of later sends, where that is not what evidence and reason say.</summary>
    public Suppression? Suppression { get; init; }

    public override string Kind => "plivo " + Status;

    public override bool IsCallback => true;

    public override IEnumerable<DeliveryEvent> Evidence(DateTimeOffset receivedAt) =>
    [
        new DeliveryEvent
        {
            Id = IdOf(),
            Source = EventSource.Callback,
            Evidence = Means,
            Provider = "plivo",
            ProviderMessageId = MessageUuid,
            Recipient = To,
            Reason = Reason,
            ErrorCode = ErrorCode,
            ReceivedAt = receivedAt,
            Suppression = Suppression,
        },
    ];
}

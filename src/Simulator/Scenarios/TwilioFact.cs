namespace Tracking.Simulator.Scenarios;

/// <summary>One status of one Twilio message. Twilio states no time: arrival stands in.</summary>
sealed record TwilioFact : Fact
{
    public required string MessageSid { get; init; }

    /// <summary>Twilio's own word, <c>MessageStatus</c>.</summary>
    public required string Status { get; init; }

    public string? ErrorCode { get; init; }

    public required string From { get; init; }

    /// <summary>With the channel's prefix, <c>whatsapp:+31…</c>, where it is no SMS.</summary>
    public required string To { get; init; }

    /// <summary>What the word stands for.</summary>
    public required Evidence Means { get; init; }

    public string? Reason { get; init; }

    /// <summary>What it says of later sends, where that is not what evidence and reason say.</summary>
    public Suppression? Suppression { get; init; }

    public override string Kind => "twilio " + Status;

    public override bool IsCallback => true;

    public override IEnumerable<DeliveryEvent> Evidence(DateTimeOffset receivedAt) =>
    [
        new DeliveryEvent
        {
            Id = IdOf(),
            Source = EventSource.Callback,
            Evidence = Means,
            Provider = "twilio",
            ProviderMessageId = MessageSid,
            Recipient = To,
            Reason = Reason,
            ErrorCode = ErrorCode,
            ReceivedAt = receivedAt,
            Suppression = Suppression,
        },
    ];
}

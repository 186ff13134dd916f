namespace Tracking.Simulator.Scenarios;

/// <summary>One SES event. It states its time, in milliseconds.</summary>
sealed record SesFact : Fact
{
    /// <summary>SES's own word: <c>Send</c>, <c>Delivery</c>, <c>Bounce</c>, <c>Rendering Failure</c> and so on.</summary>
    public required string EventType { get; init; }

    public required string MessageId { get; init; }

    /// <summary><c>mail.timestamp</c>: when SES accepted the mail.</summary>
    public required DateTimeOffset MailAt { get; init; }

    /// <summary>All recipients of the mail.</summary>
    public required IReadOnlyList<string> Destination { get; init; }

    /// <summary>The recipients that the event names. None: it is about the whole message.</summary>
    public IReadOnlyList<string> Named { get; init; } = [];

    public string? BounceType { get; init; }

    public string? BounceSubType { get; init; }

    /// <summary>The enhanced status code of RFC 3463, such as <c>5.1.1</c>.</summary>
    public string? StatusCode { get; init; }

    public string? Diagnostic { get; init; }

    /// <summary>What kind of complaint it is, such as <c>abuse</c>.</summary>
    public string? FeedbackType { get; init; }

    /// <summary>What was clicked.</summary>
    public string? Link { get; init; }

    public string? IpAddress { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>Told by the older feed of identity notifications, which says <c>notificationType</c>.</summary>
    public bool Classic { get; init; }

    /// <summary>The SNS signature version, 1 or 2.</summary>
    public int SignatureVersion { get; init; } = 1;

    /// <summary>What the word stands for.</summary>
    public required Evidence Means { get; init; }

    public string? Reason { get; init; }

    /// <summary>It may belong to any one of several recipients, hence counts for none.</summary>
    public bool Ambiguous { get; init; }

    public override string Kind => "ses " + EventType;

    public override bool IsCallback => true;

    public override IEnumerable<DeliveryEvent> Evidence(DateTimeOffset receivedAt) =>
        Named.Count == 0 ? [EventOf(null, receivedAt)] : Named.Select(recipient => EventOf(recipient, receivedAt));

    DeliveryEvent EventOf(string? recipient, DateTimeOffset receivedAt) => new()
    {
        Id = IdOf(recipient),
        Source = EventSource.Callback,
        Evidence = Means,
        Provider = "ses",
        ProviderMessageId = MessageId,
        Recipient = recipient,
        Reason = Reason,
        ErrorCode = StatusCode ?? FeedbackType,
        StatedAt = At,
        ReceivedAt = receivedAt,
        Ambiguous = Ambiguous,
        Url = Link,
    };
}

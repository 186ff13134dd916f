namespace Tracking.Simulator.Scenarios;

/// <summary>Somebody unsubscribes by the link of a message, or by the button of a mail client. It counts from when it arrives.</summary>
sealed record UnsubscribeFact : Fact
{
    public string? TenantId { get; init; }

    public required string Channel { get; init; }

    /// <summary>As the sender wrote it.</summary>
    public required string Recipient { get; init; }

    /// <summary>One of <see cref="UnsubscribeScope"/>.</summary>
    public required string Scope { get; init; }

    /// <summary>By a mail client (RFC 8058). Otherwise a page is read first, and a scanner may have read it before.</summary>
    public required bool OneClick { get; init; }

    public override string Kind => "unsubscribe";

    public override bool IsCallback => true;

    /// <summary>None: it is about an address, and no delivery.</summary>
    public override IEnumerable<DeliveryEvent> Evidence(DateTimeOffset receivedAt) => [];
}

namespace Tracking.Deliveries;

/// <summary>What kind of fact an event is. Its strength in the join and the status it stands for follow from it alone.</summary>
/// <remarks>The members' order breaks a tie of the join, and is not their strength: add new ones at the end.</remarks>
public enum Evidence
{
    /// <summary>No evidence yet: a delivery that is known only by an assignment or an unknown status.</summary>
    None,
    Queued,
    FailedAtTransport,
    Sent,
    Deferred,
    SoftBounce,
    FailedAtProvider,
    Undelivered,
    Delivered,
    HardBounce,
    Complaint,
    Opened,
    Clicked,
    Read,
    Unsubscribed,

    /// <summary>A provider's message id was assigned: a claim, and a line of the timeline.</summary>
    Assigned,

    /// <summary>A status word that we have not heard of: kept, counted, and without effect.</summary>
    Unknown,
}

public static class EvidenceRules
{
    /// <summary>
    /// The stronger evidence decides. Transport failure is weaker than sent, because a producer that retries publishes both
    /// and the broker may swap them; delivered beats undelivered, because a handset's receipt is positive proof; a hard bounce
    /// beats delivered, because mail is often accepted first and returned later.
    /// </summary>
    /// <returns>0 for evidence that says nothing about the status.</returns>
    public static int Strength(this Evidence evidence) => evidence switch
    {
        Evidence.Queued => 10,
        Evidence.FailedAtTransport => 20,
        Evidence.Sent => 30,
        Evidence.Deferred => 35,
        Evidence.SoftBounce => 40,
        Evidence.FailedAtProvider or Evidence.Undelivered => 50,
        // Nothing is opened, clicked or read before it arrived.
        Evidence.Delivered or Evidence.Opened or Evidence.Clicked or Evidence.Read => 60,
        Evidence.HardBounce => 70,
        Evidence.Complaint => 80,
        Evidence.None or Evidence.Unsubscribed or Evidence.Assigned or Evidence.Unknown => 0,
        _ => throw new UnreachableException($"evidence {evidence}"),
    };

    public static DeliveryStatus Status(this Evidence evidence) => evidence switch
    {
        Evidence.Sent or Evidence.Deferred => DeliveryStatus.Sent,
        Evidence.Delivered or Evidence.Opened or Evidence.Clicked or Evidence.Read => DeliveryStatus.Delivered,
        Evidence.FailedAtTransport or Evidence.FailedAtProvider => DeliveryStatus.Failed,
        Evidence.SoftBounce or Evidence.Undelivered or Evidence.HardBounce or Evidence.Complaint => DeliveryStatus.Bounced,
        Evidence.None or Evidence.Queued or Evidence.Unsubscribed or Evidence.Assigned or Evidence.Unknown =>
            DeliveryStatus.Queued,
        _ => throw new UnreachableException($"evidence {evidence}"),
    };

    /// <summary>What refines the status where the source says nothing finer; null where the status says it all.</summary>
    public static string? DefaultReason(this Evidence evidence) => evidence switch
    {
        Evidence.FailedAtTransport => "transport",
        Evidence.Deferred => "deferred",
        Evidence.SoftBounce => "soft_bounce",
        Evidence.FailedAtProvider => "provider",
        Evidence.Undelivered => "undelivered",
        Evidence.HardBounce => "hard_bounce",
        Evidence.Complaint => "complaint",
        Evidence.None or Evidence.Queued or Evidence.Sent or Evidence.Delivered or Evidence.Opened or Evidence.Clicked
            or Evidence.Read or Evidence.Unsubscribed or Evidence.Assigned or Evidence.Unknown => null,
        _ => throw new UnreachableException($"evidence {evidence}"),
    };

    /// <summary>The word for it in the API and in the tables.</summary>
    public static string Word(this Evidence evidence) => evidence switch
    {
        Evidence.None => "none",
        Evidence.Queued => "queued",
        Evidence.FailedAtTransport => "failed_at_transport",
        Evidence.Sent => "sent",
        Evidence.Deferred => "deferred",
        Evidence.SoftBounce => "soft_bounce",
        Evidence.FailedAtProvider => "failed_at_provider",
        Evidence.Undelivered => "undelivered",
        Evidence.Delivered => "delivered",
        Evidence.HardBounce => "hard_bounce",
        Evidence.Complaint => "complaint",
        Evidence.Opened => "opened",
        Evidence.Clicked => "clicked",
        Evidence.Read => "read",
        Evidence.Unsubscribed => "unsubscribed",
        Evidence.Assigned => "assigned",
        Evidence.Unknown => "unknown",
        _ => throw new UnreachableException($"evidence {evidence}"),
    };

    public static bool IsEngagement(this Evidence evidence) => evidence is Evidence.Opened or Evidence.Clicked;
}

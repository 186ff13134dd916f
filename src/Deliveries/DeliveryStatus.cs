namespace Tracking.Deliveries;

/// <summary>The five public statuses. A reason refines them.</summary>
public enum DeliveryStatus
{
    Queued,
    Sent,
    Delivered,
    Failed,
    Bounced,
}

public static class DeliveryStatusWords
{
    /// <summary>The word for it in the API and on the bus.</summary>
    public static string Word(this DeliveryStatus status) => status switch
    {
        DeliveryStatus.Queued => "queued",
        DeliveryStatus.Sent => "sent",
        DeliveryStatus.Delivered => "delivered",
        DeliveryStatus.Failed => "failed",
        DeliveryStatus.Bounced => "bounced",
        _ => throw new UnreachableException($"status {status}"),
    };

    /// <returns>Null where it is none of the five words.</returns>
    public static DeliveryStatus? Parse(string word) => word switch
    {
        "queued" => DeliveryStatus.Queued,
        "sent" => DeliveryStatus.Sent,
        "delivered" => DeliveryStatus.Delivered,
        "failed" => DeliveryStatus.Failed,
        "bounced" => DeliveryStatus.Bounced,
        _ => null,
    };
}

namespace Tracking.Contracts;

/// <summary>
/// The queue of each consumed message. Publish to the message's exchange (<c>Tracking.Contracts:NotificationSent</c>, a
/// fanout), never to a queue; the names are public because operators and the broker's permissions see them.
/// </summary>
public static class Queues
{
    public const string NotificationQueued = "tracking.notification-queued";
    public const string NotificationSent = "tracking.notification-sent";
    public const string NotificationFailed = "tracking.notification-failed";
    public const string ProviderMessageAssigned = "tracking.provider-message-assigned";
    public const string ReceiptReported = "tracking.receipt-reported";
    public const string CallbacksReceived = "tracking.callbacks-received";
    public const string UnsubscribeRequested = "tracking.unsubscribe-requested";
    public const string CallbacksRefused = "tracking.callbacks-refused";

    /// <summary>Where what a queue's consumer cannot read or apply waits for an operator.</summary>
    public static string DeadLettersOf(string queue) => queue + ".dead";
}

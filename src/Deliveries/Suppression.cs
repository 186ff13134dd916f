namespace Tracking.Deliveries;

/// <summary>What an event says of later sends to its recipient.</summary>
/// <param name="Reason">One of <see cref="SuppressionReason"/>; null where the provider takes back what it said under that scope before.</param>
/// <param name="Scope">What may no longer be sent: one of <see cref="SuppressionScope"/>.</param>
public sealed record Suppression(string? Reason, string Scope = SuppressionScope.All)
{
    public static Suppression Lift(string scope = SuppressionScope.All) => new(null, scope);

    public bool IsLift => Reason is null;

    /// <summary>
    /// What follows from evidence that is fatal for its recipient, where the provider's reader says nothing finer. Nothing follows from a
    /// soft bounce, from filtering, or from our own faults.
    /// </summary>
    public static Suppression? Of(Evidence evidence, string? reason) => (evidence, reason) switch
    {
        (Evidence.HardBounce, _) => new(SuppressionReason.HardBounce),
        (Evidence.Complaint, _) => new(SuppressionReason.Complaint),
        (Evidence.Unsubscribed, _) => new(SuppressionReason.Unsubscribed),
        (Evidence.FailedAtProvider or Evidence.Undelivered or Evidence.FailedAtTransport,
            SuppressionReason.OptedOut or SuppressionReason.InvalidRecipient) => new(reason),
        _ => null,
    };
}

/// <summary>Why an address is on the suppression list. An operator may give another reason.</summary>
public static class SuppressionReason
{
    public const string HardBounce = "hard_bounce";
    public const string Complaint = "complaint";

    /// <summary>The recipient told the provider to stop, which refuses to send since.</summary>
    public const string OptedOut = "opted_out";

    /// <summary>There is no such number, or the device token is no longer one.</summary>
    public const string InvalidRecipient = "invalid_recipient";

    /// <summary>The recipient asked not to be sent to: a wish, which messages of the category <c>security</c> do not heed.</summary>
    public const string Unsubscribed = "unsubscribed";
}

/// <summary>What may no longer be sent: everything, a category such as <c>marketing</c>, or what comes from one sender or by one list.</summary>
public static class SuppressionScope
{
    public const string All = "all";

    /// <summary>Sign-in codes and the like. No scope: an unsubscribe never covers it.</summary>
    public const string SecurityCategory = "security";

    const string SenderPrefix = "sender:";
    const string ListPrefix = "list:";

    /// <param name="sender">The number or address it was sent from, the service that chose it, or whatever else the provider tells senders apart by.</param>
    public static string Sender(string sender) => SenderPrefix + Recipient.Normalize(sender);

    /// <param name="list">The provider's own id of the list, group or stream that the recipient left.</param>
    public static string List(string provider, string list) => $"{ListPrefix}{provider}:{list}";

    /// <summary>
    /// Whether an entry of the suppression list forbids a message. A message of the category <c>security</c> heeds no wish, for the wish was
    /// not about it. Who does not say by which sender cannot mean another than the one that was told to stop; who names no category or list
    /// sends under none.
    /// </summary>
    /// <param name="scope">The entry's.</param>
    /// <param name="reason">The entry's.</param>
    /// <param name="category">The message's; null for none.</param>
    /// <param name="sender">The message's; null where it is not known.</param>
    /// <param name="list">The provider's list that the message is sent by, as <c>provider:id</c>; null for none.</param>
    public static bool Forbids(string scope, string reason, string? category, string? sender, string? list)
    {
        if (category == SecurityCategory && reason == SuppressionReason.Unsubscribed)
            return false;
        if (scope.StartsWith(SenderPrefix, StringComparison.Ordinal))
            return sender is null || scope == Sender(sender);
        return scope == All || scope == category || list is not null && scope == ListPrefix + list;
    }
}

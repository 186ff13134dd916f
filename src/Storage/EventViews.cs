using Tracking.Deliveries;

namespace Tracking.Storage;

/// <summary>Events as operators see them.</summary>
static class EventViews
{
    /// <summary>A delivery's timeline: the earliest first.</summary>
    public static IReadOnlyList<EventView> Timeline(IEnumerable<DeliveryEvent> events) =>
        [.. events.OrderBy(e => e.OccurredAt).ThenBy(e => e.Id).Select(View)];

    public static ErrorView? Error(string? code, string? message) =>
        code is null && message is null ? null : new ErrorView(code, message);

    /// <param name="claimed">Whether any delivery has its message.</param>
    public static OrphanView Orphan(DeliveryEvent e, bool claimed) => new()
    {
        Id = e.Id,
        Provider = e.Provider ?? "",
        ProviderMessageId = e.ProviderMessageId,
        Recipient = e.Recipient,
        Evidence = e.Evidence.Word(),
        OccurredAt = e.OccurredAt,
        ReceivedAt = e.ReceivedAt,
        Why = e.ProviderMessageId is null ? "no_message_id" : claimed ? "other_recipient" : "unclaimed",
    };

    static EventView View(DeliveryEvent e) => new()
    {
        Id = e.Id,
        Evidence = e.Evidence.Word(),
        Reason = e.Reason,
        Error = Error(e.ErrorCode, e.ErrorMessage),
        OccurredAt = e.OccurredAt,
        ReceivedAt = e.ReceivedAt,
        Source = e.Source,
        Provider = e.Provider,
        ProviderMessageId = e.ProviderMessageId,
        Recipient = e.Recipient,
        Ambiguous = e.Ambiguous,
        ByMachine = e.ByMachine,
        Url = e.Url,
        CallbackId = e.CallbackId,
    };
}

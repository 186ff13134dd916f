using Tracking.Deliveries;

namespace Tracking.Storage;

/// <summary>What reports of one and the same event come to. A join like the rest: their order and number do not matter.</summary>
static class Repeats
{
    /// <summary>Every event once, in the order of their keys.</summary>
    public static DeliveryEvent[] Fold(IEnumerable<DeliveryEvent> events) =>
        [.. events.GroupBy(EventKey.Of).OrderBy(g => g.Key).Select(g => g.Aggregate(Join))];

    /// <summary>The earliest arrival with its callback, the smaller words, and all that was said of the delivery.</summary>
    public static DeliveryEvent Join(DeliveryEvent a, DeliveryEvent b)
    {
        var words = CompareWords(a, b) <= 0 ? a : b;
        var first = CompareArrival(a, b) <= 0 ? a : b;
        return words with
        {
            ReceivedAt = first.ReceivedAt,
            CallbackId = first.CallbackId,
            Description = a.Description is { } described && b.Description is { } again
                ? described.Join(again)
                : a.Description ?? b.Description,
        };
    }

    // Of two at the same instant, the smaller id; one that has none comes last. In SQL: Postgres.FactStore.AddEventsSql, as the rest.
    static int CompareArrival(DeliveryEvent a, DeliveryEvent b) =>
        a.ReceivedAt.CompareTo(b.ReceivedAt) is not 0 and var byTime ? byTime
        : (a.CallbackId ?? Guid.AllBitsSet).CompareTo(b.CallbackId ?? Guid.AllBitsSet);

    // As Observation breaks its last tie. Its twin in SQL is Postgres.FactStore.AddEventsSql.
    static int CompareWords(DeliveryEvent a, DeliveryEvent b) =>
        string.CompareOrdinal(a.Reason, b.Reason) is not 0 and var byReason ? byReason
        : string.CompareOrdinal(a.ErrorCode, b.ErrorCode) is not 0 and var byCode ? byCode
        : string.CompareOrdinal(a.ErrorMessage, b.ErrorMessage) is not 0 and var byMessage ? byMessage
        : string.CompareOrdinal(a.Suppression?.Scope, b.Suppression?.Scope) is not 0 and var byScope ? byScope
        : string.CompareOrdinal(a.Suppression?.Reason, b.Suppression?.Reason);
}

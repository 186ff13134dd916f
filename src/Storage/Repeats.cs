using Tracking.Deliveries;

namespace Tracking.Storage;

/// <summary>What reports of one and the same event come to. A join like the rest: their order and number do not matter.</summary>
static class Repeats
{
    /// <summary>Every event once, in the order of their keys.</summary>
    public static DeliveryEvent[] Fold(IEnumerable<DeliveryEvent> events) =>
        [.. events.GroupBy(EventKey.Of).OrderBy(g => g.Key).Select(g => g.Aggregate(Join))];

    /// <summary>The earliest arrival, the smaller words, and all that was said of the delivery.</summary>
    public static DeliveryEvent Join(DeliveryEvent a, DeliveryEvent b)
    {
        var words = CompareWords(a, b) <= 0 ? a : b;
        return words with
        {
            ReceivedAt = a.ReceivedAt <= b.ReceivedAt ? a.ReceivedAt : b.ReceivedAt,
            Description = a.Description is { } described && b.Description is { } again
                ? described.Join(again)
                : a.Description ?? b.Description,
        };
    }

    // As Observation breaks its last tie. Its twin in SQL is Postgres.FactStore.AddEventsSql.
    static int CompareWords(DeliveryEvent a, DeliveryEvent b) =>
        string.CompareOrdinal(a.Reason, b.Reason) is not 0 and var byReason ? byReason
        : string.CompareOrdinal(a.ErrorCode, b.ErrorCode) is not 0 and var byCode ? byCode
        : string.CompareOrdinal(a.ErrorMessage, b.ErrorMessage);
}

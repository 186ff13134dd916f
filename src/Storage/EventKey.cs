using Tracking.Deliveries;

namespace Tracking.Storage;

/// <summary>Which event: what is stored once, however often it is reported. Empty text stands for none.</summary>
readonly record struct EventKey(string Provider, string ProviderMessageId, Guid Id) : IComparable<EventKey>
{
    public static EventKey Of(DeliveryEvent e) => new(e.Provider ?? "", e.ProviderMessageId ?? "", e.Id);

    /// <summary>The one order in which every writer takes its rows, so that no two of them deadlock.</summary>
    public int CompareTo(EventKey other) =>
        string.CompareOrdinal(ProviderMessageId, other.ProviderMessageId) is not 0 and var byMessage ? byMessage
        : string.CompareOrdinal(Provider, other.Provider) is not 0 and var byProvider ? byProvider
        : Id.CompareTo(other.Id);
}

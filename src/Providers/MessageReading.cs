using Tracking.Deliveries;

namespace Tracking.Providers;

/// <summary>What a provider's API says of one message when it is asked: evidence, or why its answer cannot be read.</summary>
public sealed record MessageReading
{
    MessageReading(DeliveryEvent? e, string? problem) => (Event, Problem) = (e, problem);

    /// <summary>Null where there is a problem.</summary>
    public DeliveryEvent? Event { get; }

    /// <summary>What is wrong, in a sentence that repeats nothing of the answer.</summary>
    public string? Problem { get; }

    public static MessageReading Of(DeliveryEvent e) => new(e, null);

    public static MessageReading NotReadable(string problem) => new(null, problem);
}

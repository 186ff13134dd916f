using Tracking.Deliveries;

namespace Tracking.Providers;

/// <summary>What a callback says: its events, and the parts of it that could not be read. Both may be empty.</summary>
public sealed record CallbackReading(IReadOnlyList<DeliveryEvent> Events, IReadOnlyList<UnreadablePart> Unreadable)
{
    /// <summary>Set by a provider whose proof does not cover what the callback says; null where it covers everything that is read.</summary>
    public SingleUseProof? Proof { get; init; }

    /// <summary>Nothing in it concerns us.</summary>
    public static readonly CallbackReading Nothing = new([], []);

    public static CallbackReading Of(params IReadOnlyList<DeliveryEvent> events) => new(events, []);

    public static CallbackReading NotReadable(string reason) => new([], [new UnreadablePart(reason)]);
}

/// <summary>A part of a callback that ends as a dead letter of its own.</summary>
/// <param name="Reason">What is wrong with it, in a sentence.</param>
/// <param name="Body">The part, where the callback held others too; null for the whole body.</param>
public sealed record UnreadablePart(string Reason, string? Body = null);

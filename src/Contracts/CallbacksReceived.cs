namespace Tracking.Contracts;

/// <summary>
/// One or more verified callbacks. Under load the ingress puts those that arrive within a moment of each other into one
/// message and one confirm; alone, a callback travels alone. Each succeeds or is dead-lettered by itself.
/// </summary>
public sealed record CallbacksReceived
{
    public required IReadOnlyList<RawCallback> Callbacks { get; init; }
}

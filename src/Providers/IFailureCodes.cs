using Tracking.Contracts;
using Tracking.Deliveries;

namespace Tracking.Providers;

/// <summary>
/// What a provider's send call means when it refuses, by the code that the producer reports in <see cref="NotificationFailed"/>. For push
/// services that is all that anybody ever hears of them.
/// </summary>
public interface IFailureCodes
{
    /// <summary>Its name in lower case, as producers give it.</summary>
    string Provider { get; }

    /// <param name="code">The provider's own, in full; letter case does not count. Never the HTTP status, which says too little.</param>
    /// <param name="message">What came with it.</param>
    FailureMeaning Read(string? code, string? message);
}

/// <param name="Reason">Refines the status; null where the code says nothing finer than that it failed.</param>
/// <param name="Suppression">Null where what the reason alone says suffices (<see cref="Deliveries.Suppression.Of"/>).</param>
public readonly record struct FailureMeaning(string? Reason, Suppression? Suppression = null);

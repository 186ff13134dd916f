using Tracking.Deliveries;
using Tracking.Providers;

namespace Tracking.Unit.Providers;

/// <summary>What a refused send comes to.</summary>
static class Failures
{
    /// <summary>The reason of its evidence, and what follows from both.</summary>
    public static (string? Reason, string? Suppression) Meaning(IFailureCodes codes, string? code, string? message)
    {
        var (reason, suppression) = codes.Read(code, message);
        var e = ExpectedEvent.Of(new DeliveryEvent
        {
            Id = Guid.Empty,
            Source = EventSource.Producer,
            Evidence = Evidence.FailedAtTransport,
            Reason = reason,
            Suppression = suppression,
            ReceivedAt = Requests.Now,
        });
        return (e.Reason, e.Suppression);
    }
}

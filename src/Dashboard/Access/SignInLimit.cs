using System.Net;
using System.Threading.RateLimiting;

namespace Tracking.Dashboard.Access;

/// <summary>Nobody tries keys one after the other: ten tries a minute from one address.</summary>
sealed class SignInLimit : IDisposable
{
    public const string RetryAfterSeconds = "60";

    readonly PartitionedRateLimiter<IPAddress> _limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        address => RateLimitPartition.GetFixedWindowLimiter(
            address,
            _ => new FixedWindowRateLimiterOptions { PermitLimit = 10, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 }));

    public bool Admits(IPAddress? address)
    {
        using var lease = _limiter.AttemptAcquire(address ?? IPAddress.None);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}

using System.Security.Claims;
using Tracking.Storage;

namespace Tracking.Dashboard.Audit;

static class Acting
{
    /// <summary>Keeps that somebody did something. Called when it is done: a request that fails here is repeated, and everything that can be done may be.</summary>
    public static Task RecordAsync(
        this IAuditTrail audit, ClaimsPrincipal person, TimeProvider clock, string action, string? subject,
        IReadOnlyDictionary<string, string>? detail, CancellationToken cancellationToken) =>
        audit.RecordAsync(
            AuditEntry.Of(clock.GetUtcNow(), person.Identity?.Name ?? "", action, subject, detail), cancellationToken);
}

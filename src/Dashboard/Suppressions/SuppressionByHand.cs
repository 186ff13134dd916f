using System.Security.Claims;
using Tracking.Dashboard.Audit;
using Tracking.Deliveries;
using Tracking.Storage;

namespace Tracking.Dashboard.Suppressions;

/// <summary>Puts addresses on the list and takes them off it, as people ask for it, by the API or by a page.</summary>
sealed partial class SuppressionByHand(ISuppressionList list, IAuditTrail audit, TimeProvider clock, ILogger<SuppressionByHand> logger)
{
    /// <returns>What breaks a rule, by member; null where nothing does.</returns>
    public static Dictionary<string, string[]>? Check(SuppressionRequest asked)
    {
        var errors = new Dictionary<string, string[]>();
        errors.CheckText("tenantId", asked.TenantId);
        errors.CheckText("channel", asked.Channel, isRequired: true);
        errors.CheckText("reason", asked.Reason, isRequired: true);
        errors.CheckScope(asked.Scope);
        errors.CheckRecipient(asked.Recipient);
        return errors.Count > 0 ? errors : null;
    }

    /// <param name="asked">Checked.</param>
    public async Task<SuppressionView> AddAsync(ClaimsPrincipal person, SuppressionRequest asked, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var address = new SuppressedAddress(
            asked.TenantId, asked.Channel!, MemberRules.AddressIn(asked.Recipient)!, asked.Scope ?? SuppressionScope.All);
        var entry = await list.AddAsync(address, asked.Reason!, Guid.CreateVersion7(now), now, cancellationToken);
        await audit.RecordAsync(
            person, clock, AuditAction.RecipientSuppressed, entry.Id.ToString("D"), Detail(entry, asked.Reason), cancellationToken);
        Suppressed(person.Identity?.Name, entry.Id);
        return entry;
    }

    /// <returns>Null where no entry with this id is on the list.</returns>
    public async Task<SuppressionView?> LiftAsync(ClaimsPrincipal person, string id, CancellationToken cancellationToken)
    {
        if (!Guid.TryParseExact(id, "D", out var entryId)
            || await list.LiftAsync(entryId, clock.GetUtcNow(), cancellationToken) is not { } lifted)
        {
            return null;
        }

        await audit.RecordAsync(
            person, clock, AuditAction.SuppressionLifted, lifted.Id.ToString("D"), Detail(lifted, lifted.Reason), cancellationToken);
        Lifted(person.Identity?.Name, lifted.Id);
        return lifted;
    }

    static Dictionary<string, string> Detail(SuppressionView entry, string? reason)
    {
        var detail = new Dictionary<string, string>
        {
            ["channel"] = entry.Channel,
            ["recipient"] = entry.Recipient,
            ["scope"] = entry.Scope,
            ["reason"] = reason ?? entry.Reason,
        };
        if (entry.TenantId is { } tenant)
            detail.Add("tenantId", tenant);
        return detail;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Person} suppressed a recipient: entry {Id}")]
    partial void Suppressed(string? person, Guid id);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Person} lifted suppression {Id}")]
    partial void Lifted(string? person, Guid id);
}

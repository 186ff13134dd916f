using Tracking.Contracts;
using Tracking.Deliveries;

namespace Tracking.Dashboard;

/// <summary>What members of a request's body must be. Each adds a sentence for a breach, which names the member and repeats no value.</summary>
static class MemberRules
{
    /// <summary>Blanks are not a tenant: absent is.</summary>
    public static void CheckText(this Dictionary<string, string[]> errors, string member, string? text, bool isRequired = false)
    {
        if (text is null ? isRequired : string.IsNullOrWhiteSpace(text) || text.Length > MessageRules.MaxNameLength || text.Contains('\0'))
            errors.Add(member, [$"{member} must be text of 1 to {MessageRules.MaxNameLength} characters{(isRequired ? "" : ", or absent")}."]);
    }

    public static void CheckScope(this Dictionary<string, string[]> errors, string? scope)
    {
        errors.CheckText("scope", scope);
        if (scope == SuppressionScope.SecurityCategory)
            errors.TryAdd("scope", ["scope must not be security: what protects an account is sent as long as the address works."]);
    }

    public static void CheckRecipient(this Dictionary<string, string[]> errors, string? recipient)
    {
        if (AddressIn(recipient) is null)
            errors.Add("recipient", [$"recipient must hold an address of at most {MessageRules.MaxRecipientLength} characters."]);
    }

    /// <returns>As it is compared; null where it holds no address.</returns>
    public static string? AddressIn(string? recipient) =>
        recipient is { Length: <= MessageRules.MaxRecipientLength } && !recipient.Contains('\0') ? Recipient.Normalize(recipient) : null;
}

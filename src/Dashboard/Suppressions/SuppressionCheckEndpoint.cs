using Microsoft.AspNetCore.Http.HttpResults;
using Tracking.Contracts;
using Tracking.Deliveries;
using Tracking.Storage;

namespace Tracking.Dashboard.Suppressions;

/// <summary>Whom a message is about to be sent to, and what is known of it.</summary>
/// <param name="Category">Of the message. Without one, only what suppresses everything counts.</param>
/// <param name="Sender">By which number or address it goes. Without one, an opt-out from any sender counts.</param>
/// <param name="List">By which list of a provider it goes, as <c>sendgrid:12</c>. Without one, no list's unsubscribes count.</param>
/// <param name="Recipients">Up to 10,000 addresses, in any spelling.</param>
sealed record SuppressionCheck(
    string? TenantId, string? Channel, string? Category, string? Sender, string? List, IReadOnlyList<string?>? Recipients);

/// <summary>Those that must not be sent to; all others may be.</summary>
sealed record SuppressionVerdicts(IReadOnlyList<SuppressionVerdict> Suppressed);

/// <param name="Recipient">As it was asked for.</param>
/// <param name="Since">When it was said, by its source's clock.</param>
sealed record SuppressionVerdict(string Recipient, string Reason, string Scope, DateTimeOffset Since);

/// <summary>What producers ask before they send.</summary>
static class SuppressionCheckEndpoint
{
    public const int MaxRecipients = 10_000;

    /// <summary>As many of the longest addresses, were they all in ASCII.</summary>
    const int MaxBodyBytes = 12 << 20;

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/suppressions/check", Check)
        .WithName("checkSuppressions")
        .WithTags("Suppressions")
        .WithSummary("Says which of up to 10,000 addresses must not be sent to")
        .WithDescription(
            "`tenantId` absent asks the list of senders that name no tenant. Without a `category` only the scope `all` counts; `security` "
            + "is covered by no unsubscribe, but by a hard bounce. An opt-out from one sender (`sender:…`) counts unless another `sender` is "
            + "named; an unsubscribe from a provider's list counts where that `list` is. One verdict for each suppressed address, "
            + "the one that weighs most.")
        .Accepts<SuppressionCheck>("application/json")
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

    static async Task<Results<Ok<SuppressionVerdicts>, ValidationProblem, ProblemHttpResult>> Check(
        HttpRequest request, ISuppressionList list, CancellationToken cancellationToken)
    {
        var (check, problem) = await JsonBody.ReadAsync(
            request, RequestJson.Default.SuppressionCheck,
            "The body must be a JSON object with the members channel (text) and recipients (an array of text) and, where wanted, tenantId, "
            + "category, sender and list, all text, and no others.",
            MaxBodyBytes);
        if (check is null)
            return problem!;
        var errors = new Dictionary<string, string[]>();
        var addresses = Addresses(check, errors);
        if (JsonBody.Invalid(errors) is { } invalid)
            return invalid;

        return TypedResults.Ok(new SuppressionVerdicts(await VerdictsAsync(check, addresses, list, cancellationToken)));
    }

    /// <param name="check">Checked.</param>
    /// <param name="addresses">As they were asked for, and as they are compared.</param>
    public static async Task<IReadOnlyList<SuppressionVerdict>> VerdictsAsync(
        SuppressionCheck check, IReadOnlyCollection<(string Asked, string Normalized)> addresses, ISuppressionList list,
        CancellationToken cancellationToken)
    {
        var entries = await list.FindAsync(check.TenantId, check.Channel!, [.. addresses.Select(a => a.Normalized)], cancellationToken);
        var forbidding = entries
            .Where(e => SuppressionScope.Forbids(e.Scope, e.Reason, check.Category, check.Sender, check.List))
            .ToLookup(e => e.Recipient);
        return
        [
            .. from address in addresses
               where forbidding.Contains(address.Normalized)
               let entry = forbidding[address.Normalized]
                   .OrderBy(e => e.Scope != SuppressionScope.All).ThenBy(e => e.Since).ThenBy(e => e.Scope, StringComparer.Ordinal).First()
               select new SuppressionVerdict(address.Asked, entry.Reason, entry.Scope, entry.Since),
        ];
    }

    /// <summary>All but the recipients.</summary>
    public static void CheckMembers(SuppressionCheck check, Dictionary<string, string[]> errors)
    {
        errors.CheckText("tenantId", check.TenantId);
        errors.CheckText("channel", check.Channel, isRequired: true);
        errors.CheckText("category", check.Category);
        errors.CheckText("sender", check.Sender);
        errors.CheckText("list", check.List);
    }

    static List<(string Asked, string Normalized)> Addresses(SuppressionCheck check, Dictionary<string, string[]> errors)
    {
        CheckMembers(check, errors);
        var addresses = new List<(string, string)>();
        if (check.Recipients is not { Count: <= MaxRecipients } recipients)
        {
            errors.Add("recipients", [$"recipients must be an array of at most {MaxRecipients} addresses."]);
            return addresses;
        }

        foreach (var (index, asked) in recipients.Index())
        {
            if (MemberRules.AddressIn(asked) is { } normalized)
                addresses.Add((asked!, normalized));
            else
                errors.TryAdd("recipients", [$"recipients[{index}] must hold an address of at most {MessageRules.MaxRecipientLength} characters."]);
        }

        return addresses;
    }
}

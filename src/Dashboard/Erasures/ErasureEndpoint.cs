using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Tracking.Dashboard.Access;
using Tracking.Dashboard.Audit;
using Tracking.Storage;

namespace Tracking.Dashboard.Erasures;

/// <summary>Whom to erase.</summary>
/// <param name="Recipient">An address, in any spelling.</param>
/// <param name="TenantId">Only that tenant's deliveries. Absent: everything.</param>
sealed record Erasure(string? Recipient, string? TenantId);

/// <summary>What was erased, and what was not.</summary>
/// <param name="Orphans">Of the events: those that no delivery had claimed.</param>
/// <param name="DeadLetters">That held the recipient, in whatever state.</param>
/// <param name="AuditEntries">Entries that named the recipient and do not any more.</param>
/// <param name="KeptUnsubscribes">Unsubscribe requests of the recipient, which stay.</param>
/// <param name="KeptSuppressions">Entries of the suppression list, which stay.</param>
sealed record ErasureAnswer(
    int Deliveries, int Claims, int Events, int Orphans, int RawCallbacks, int DeadLetters, int AuditEntries, int KeptUnsubscribes,
    int KeptSuppressions);

/// <summary>Deletes what names one recipient. The address is in the body alone: never in a URL, a log or an audit entry.</summary>
static partial class ErasureEndpoint
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/erasures", Erase)
        .RequireAuthorization(Roles.Operator)
        .WithName("eraseRecipient")
        .WithTags("Erasures")
        .WithSummary("Deletes everything that names a recipient")
        .WithDescription(
            "Deletes the recipient's deliveries with their events and claims, every other event, orphan and claim that names the recipient, "
            + "the raw callbacks that told of them, and the archived dead letters that hold it, also those that wait; takes the recipient out of audit entries. With `tenantId`, that tenant's deliveries alone, "
            + "with what is theirs: orphans, audit entries and the rest are not known to be anybody's.\n\n"
            + "It does not reach messages that are still in queues, the outbox or the ingress's spool, dead letters that are not archived yet, log files, backups, copies that "
            + "subscribers and providers have, and free text about other recipients, such as their metadata. Unsubscribe requests and "
            + "suppressions are kept (`keptUnsubscribes`, `keptSuppressions`): without them the recipient would be written to again. Evidence that arrives later is kept again: repeat the "
            + "request when queues and dead letters are through. Repeating is always safe, also after an interruption; the tables of events, "
            + "callbacks and dead letters are read whole, which may take minutes, and goes on if the caller does not wait.\n\n"
            + "Leaves an audit entry with the counts, which does not say who was erased. Needs the role `operator`.")
        .Accepts<Erasure>("application/json")
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

    static async Task<Results<Ok<ErasureAnswer>, ValidationProblem, ProblemHttpResult>> Erase(
        HttpRequest request, ClaimsPrincipal person, IErasureStore store, IAuditTrail audit, IHostApplicationLifetime host,
        TimeProvider clock, ILogger<Erasure> logger)
    {
        var (erasure, problem) = await JsonBody.ReadAsync(
            request, RequestJson.Default.Erasure,
            "The body must be a JSON object with the member recipient and, where it is for one tenant alone, tenantId, both text, and no "
            + "others.");
        if (erasure is null)
            return problem!;

        if (Check(erasure) is { } invalid)
            return invalid;

        // Whoever asked may have gone: half an erasure helps nobody.
        var stopping = host.ApplicationStopping;
        var erased = await store.EraseAsync(erasure.Recipient!, erasure.TenantId, stopping);
        var rows = erased.Rows;
        var answer = new ErasureAnswer(
            rows.Deliveries, rows.Claims, rows.Events, rows.Orphans, rows.RawCallbacks, rows.DeadLetters, erased.RewrittenAuditEntries, erased.KeptUnsubscribes,
            erased.KeptSuppressions);
        await audit.RecordAsync(person, clock, AuditAction.RecipientErased, null, Detail(answer, erasure.TenantId), stopping);
        logger.Erased(person.Identity?.Name, rows.Deliveries, rows.Events, rows.RawCallbacks);
        return TypedResults.Ok(answer);
    }

    static Dictionary<string, string> Detail(ErasureAnswer answer, string? tenantId)
    {
        var detail = new Dictionary<string, string>
        {
            ["deliveries"] = Text(answer.Deliveries),
            ["claims"] = Text(answer.Claims),
            ["events"] = Text(answer.Events),
            ["orphans"] = Text(answer.Orphans),
            ["rawCallbacks"] = Text(answer.RawCallbacks),
            ["deadLetters"] = Text(answer.DeadLetters),
            ["auditEntries"] = Text(answer.AuditEntries),
            ["keptUnsubscribes"] = Text(answer.KeptUnsubscribes),
            ["keptSuppressions"] = Text(answer.KeptSuppressions),
        };
        if (tenantId is not null)
            detail.Add("tenantId", tenantId);
        return detail;

        static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);
    }

    static ValidationProblem? Check(Erasure erasure)
    {
        var errors = new Dictionary<string, string[]>();
        errors.CheckRecipient(erasure.Recipient);
        errors.CheckText("tenantId", erasure.TenantId);
        return JsonBody.Invalid(errors);
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "{Person} erased a recipient: {Deliveries} deliveries, {Events} events, {RawCallbacks} callbacks")]
    static partial void Erased(this ILogger logger, string? person, int deliveries, int events, int rawCallbacks);
}

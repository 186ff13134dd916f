using System.Globalization;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Tracking.Dashboard.Site;
using Tracking.Hosting.DeadLetters;
using Tracking.Storage;

namespace Tracking.Dashboard.DeadLetters;

/// <summary>The forms that replay, discard and repair dead letters, one by one and in bulk.</summary>
static class DeadLetterActions
{
    public const string PlanPath = "/dead-letters/jobs/plan";

    public static string ReplayPath(string id) => $"{DeadLetterPage.PathOf(id)}/replay";

    public static string DiscardPath(string id) => $"{DeadLetterPage.PathOf(id)}/discard";

    public static string RepairPath(string id) => $"{DeadLetterPage.PathOf(id)}/repair";

    public static string StartPath(Guid id) => $"{DeadLetterJobPage.PathOf(id)}/start";

    public static string CancelPath(Guid id) => $"{DeadLetterJobPage.PathOf(id)}/cancel";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPageAction("/dead-letters/{id}/replay", Replay);
        pages.MapPageAction("/dead-letters/{id}/discard", Discard);
        pages.MapPageAction("/dead-letters/{id}/repair", Repair);
        pages.MapPageAction(PlanPath, Plan);
        pages.MapPageAction("/dead-letters/jobs/{id}/start", Start);
        pages.MapPageAction("/dead-letters/jobs/{id}/cancel", Cancel);
    }

    static Task<IResult> Replay(
        string id, [FromForm] string? returnUrl, ClaimsPrincipal person, LettersByHand letters, HttpResponse response,
        CancellationToken cancellationToken) =>
        SettleAsync(id, returnUrl, response, "It was replayed.", () => letters.ReplayAsync(person, id, cancellationToken));

    static Task<IResult> Discard(
        string id, [FromForm] string? returnUrl, ClaimsPrincipal person, LettersByHand letters, HttpResponse response,
        CancellationToken cancellationToken) =>
        SettleAsync(id, returnUrl, response, "It was discarded.", () => letters.DiscardAsync(person, id, cancellationToken));

    static Task<IResult> Repair(
        string id, [FromForm] string? body, ClaimsPrincipal person, LettersByHand letters, HttpResponse response,
        CancellationToken cancellationToken) =>
        SettleAsync(
            id, null, response, "It was replayed with the repaired body.",
            () => letters.ReplayEditedAsync(person, id, Encoding.UTF8.GetBytes(body ?? ""), cancellationToken));

    static async Task<IResult> SettleAsync(
        string id, string? returnUrl, HttpResponse response, string done, Func<Task<LetterOutcome>> settle)
    {
        var back = PageActions.Local(returnUrl, DeadLetterPage.PathOf(id));
        try
        {
            var outcome = await settle();
            return outcome.Result == LetterResult.Done
                ? PageActions.Done(response, back, done)
                : PageActions.Failed(response, back, outcome.Problem ?? "No dead letter with this id is kept.");
        }
        catch (BrokerUnavailableException)
        {
            return PageActions.Failed(response, back, "RabbitMQ cannot be reached just now. It waits as before.");
        }
    }

    static async Task<IResult> Plan(
        [FromForm] string? action, [FromForm] string? scope, [FromForm] string? perSecond, [FromForm] string? returnUrl,
        HttpRequest request, ClaimsPrincipal person, JobsByHand jobs, HttpResponse response, CancellationToken cancellationToken)
    {
        var back = PageActions.Local(returnUrl, DeadLettersPage.Path);
        var form = request.Form;
        var ids = scope == "filter" ? null : form["ids"].OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        if (ids is { Length: 0 })
            return PageActions.Failed(response, back, "No letter is ticked.");
        if (!TryNumber(perSecond, out var most))
            return PageActions.Failed(response, back, "Letters a second must be a whole number.");

        var asked = new LetterJobRequest(action, FilterIn(form), ids, most);
        var errors = asked.Check(out var filter);
        if (errors.Count > 0)
            return PageActions.Failed(response, back, string.Join(' ', errors.Values.SelectMany(e => e)));
        var job = await jobs.PlanAsync(person, action!, filter, ids, most, cancellationToken);
        return PageActions.Done(response, DeadLetterJobPage.PathOf(job.Id), "Planned. Nothing is done until it is started.");
    }

    static LetterJobFilter FilterIn(IFormCollection form)
    {
        return new(
            Field("queue"), Field("class"), Field("exceptionType"), Field("provider"), Field("from"), Field("to"), Field("text"));

        string? Field(string name) => PageActions.Given(form[name] is [{ } one] ? one : null);
    }

    static bool TryNumber(string? text, out int? number)
    {
        number = null;
        if (PageActions.Given(text) is not { } given)
            return true;
        if (!int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return false;
        number = value;
        return true;
    }

    static Task<IResult> Start(
        Guid id, [FromForm] string? returnUrl, ClaimsPrincipal person, JobsByHand jobs, HttpResponse response,
        CancellationToken cancellationToken) =>
        ChangeAsync(id, returnUrl, response, "It runs.", "It is not planned any more.", () => jobs.StartAsync(person, id, cancellationToken));

    static Task<IResult> Cancel(
        Guid id, [FromForm] string? returnUrl, ClaimsPrincipal person, JobsByHand jobs, HttpResponse response,
        CancellationToken cancellationToken) =>
        ChangeAsync(id, returnUrl, response, "It is cancelled.", "It has ended already.", () => jobs.CancelAsync(person, id, cancellationToken));

    static async Task<IResult> ChangeAsync(
        Guid id, string? returnUrl, HttpResponse response, string done, string failed, Func<Task<LetterJob?>> change)
    {
        var back = PageActions.Local(returnUrl, DeadLetterJobPage.PathOf(id));
        return await change() is not null ? PageActions.Done(response, back, done) : PageActions.Failed(response, back, failed);
    }
}

using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Tracking.Dashboard.OpenApi;
using Tracking.Dashboard.Queries;
using Tracking.Hosting.DeadLetters;
using Tracking.Storage;

namespace Tracking.Dashboard.DeadLetters;

/// <summary>The letters that wait, by group.</summary>
/// <param name="Waiting">How many wait in all groups together, whether they are among the items or not.</param>
/// <param name="OnBroker">What lies in the queues' own dead letters and is not archived yet; null while the broker is away.</param>
sealed record DeadLetterGroups(IReadOnlyList<LetterGroup> Items, long Waiting, IReadOnlyList<LettersOnBroker>? OnBroker);

/// <summary>Dead letters: what waits by group, and the letters of a filter.</summary>
static class DeadLettersEndpoint
{
    /// <summary>Groups are few: by queue, class, exception and provider.</summary>
    const int MostGroups = 1_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/dead-letters", Groups)
            .WithName("listDeadLetterGroups")
            .WithTags("Dead letters")
            .WithSummary("Dead letters that wait, by queue, class, exception and provider")
            .WithDescription(
                "The largest group first. `sampleId` is the latest arrival of a group, `sampleReason` its reason. `onBroker` counts the letters that lie in "
                + "their queue's dead letters and are not archived yet, which a worker does at once: they wait there while no worker runs or "
                + "PostgreSQL was away. It is null while the broker cannot be asked.")
            .WithQuery(LetterParameters.OfGroups);
        api.MapGet("/dead-letters/letters", Letters)
            .WithName("listDeadLetters")
            .WithTags("Dead letters")
            .WithSummary("Lists dead letters, the latest arrival first")
            .WithDescription(
                "Without what they hold: that is told of each alone. A letter that was replayed or discarded is listed by `state` until it is deleted by age "
                + "(`Retention:DeadLetters`); one that waits is never deleted by age.")
            .WithQuery(LetterParameters.OfLetters);
    }

    static async Task<Results<Ok<DeadLetterGroups>, ValidationProblem>> Groups(
        HttpRequest request, IDeadLetterQuery letters, IReplays replays, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request.Query, LetterParameters.OfGroups);
        var filter = LetterParameters.Read(query, ofLetters: false);
        if (query.Problem is { } problem)
            return problem;
        return TypedResults.Ok(await GroupsAsync(letters, replays, filter, cancellationToken));
    }

    public static async Task<DeadLetterGroups> GroupsAsync(
        IDeadLetterQuery letters, IReplays replays, LetterFilter filter, CancellationToken cancellationToken)
    {
        var onBroker = OnBrokerAsync(replays, cancellationToken);
        var groups = await letters.GroupsAsync(filter, MostGroups, cancellationToken);
        var waiting = await letters.WaitingAsync(cancellationToken);
        return new DeadLetterGroups(groups, waiting.Sum(count => count.Count), await onBroker);
    }

    static async Task<IReadOnlyList<LettersOnBroker>?> OnBrokerAsync(IReplays replays, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await replays.CountAsync(cancellationToken)).Where(queue => queue.Count > 0)];
        }
        catch (BrokerUnavailableException)
        {
            // What is archived can be looked at all the same.
            return null;
        }
    }

    static async Task<Results<Ok<Page<LetterView>>, ValidationProblem>> Letters(
        HttpRequest request, IDeadLetterQuery letters, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request.Query, LetterParameters.OfLetters);
        var filter = LetterParameters.Read(query, ofLetters: true);
        return await PageAsync(query, filter, letters, cancellationToken) is { } page ? TypedResults.Ok(page) : query.Problem!;
    }

    /// <returns>Null where the query is wrong, as it says.</returns>
    public static async Task<Page<LetterView>?> PageAsync(
        QueryReader query, LetterFilter filter, IDeadLetterQuery letters, CancellationToken cancellationToken)
    {
        var id = query.Read(LetterParameters.Id);
        var paging = Paging.Read(query, "dead-letters", text => NumberIn(text) is not null);
        if (query.Problem is not null)
            return null;
        if (id is not null)
            return new Page<LetterView>(await OnlyAsync(letters, filter, id, cancellationToken), null);
        var before = paging.After is { } last ? NumberIn(last.Id) : null;
        return paging.Cut(await letters.ListAsync(filter, before, paging.Rows, cancellationToken), PositionOf);
    }

    static PagePosition PositionOf(LetterView letter) =>
        new(letter.ArrivedAt, letter.Number.ToString(CultureInfo.InvariantCulture));

    static long? NumberIn(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    static async Task<IReadOnlyList<LetterView>> OnlyAsync(
        IDeadLetterQuery letters, LetterFilter filter, string id, CancellationToken cancellationToken) =>
        await letters.FindAsync(id, cancellationToken) is { Letter: var letter } && filter.Holds(letter) ? [letter] : [];

    static bool Holds(this LetterFilter filter, LetterView letter) =>
        (filter.State ?? letter.State) == letter.State
        && (filter.Queue ?? letter.Queue) == letter.Queue
        && (filter.Class ?? letter.Class) == letter.Class
        && (filter.ExceptionType ?? letter.ExceptionType ?? "") == (letter.ExceptionType ?? "")
        && (filter.Provider ?? letter.Provider ?? "") == (letter.Provider ?? "")
        && !(letter.FailedAt < filter.From) && !(letter.FailedAt >= filter.To)
        && (filter.Text is null || letter.Reason.Contains(filter.Text, StringComparison.OrdinalIgnoreCase));
}

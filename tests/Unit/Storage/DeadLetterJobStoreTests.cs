using Tracking.Storage;
using Xunit;
using static Tracking.Unit.Storage.Facts;
using static Tracking.Unit.Storage.Letters;

namespace Tracking.Unit.Storage;

/// <summary>What every store of bulk actions keeps to.</summary>
public abstract class DeadLetterJobStoreTests
{
    static readonly Guid Owner = Guid.CreateVersion7(At(0));
    static readonly Guid Other = Guid.CreateVersion7(At(1));
    static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    static readonly ChunkLimits Limits = new(4, 1 << 20);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Task<Stores> NewStoresAsync();

    [Fact]
    public async Task A_job_touches_what_had_arrived_when_it_was_planned_and_nothing_later()
    {
        var stores = await WithLettersAsync(10);
        var planned = await PlanAsync(stores);
        await stores.Letters.KeepAsync([Letter("late")], Token);

        var seen = await RunAsync(stores, planned.Id);

        Assert.Equal(10, planned.Planned);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"l{i}"), seen);
        var done = await stores.LetterJobs.FindAsync(planned.Id, Token);
        Assert.Equal((LetterJobState.Done, 10, 0, 0, 0), (done!.State, done.Done, done.Failed, done.Skipped, done.StillWaiting));
        Assert.Equal(LetterState.Waiting, (await stores.LetterQuery.FindAsync("late", Token))!.Letter.State);
        var settled = (await stores.LetterQuery.FindAsync("l3", Token))!.Letter;
        Assert.Equal((LetterState.Replayed, "starter", planned.Id), (settled.State, settled.SettledBy, settled.JobId));
    }

    [Fact]
    public async Task Of_those_chosen_one_by_one_only_these_are_touched_and_only_where_the_filter_holds()
    {
        var stores = await WithLettersAsync(10);
        await stores.Letters.KeepAsync([Letter("else") with { Provider = "ses" }], Token);

        var job = await PlanAsync(stores, new LetterFilter { Provider = "twilio" }, ["l7", "l2", "else", "unknown", "l5"], LetterAction.Discard);
        var seen = await RunAsync(stores, job.Id);

        Assert.Equal((3, 3), (job.Planned, job.Chosen));
        Assert.Equal(["l2", "l5", "l7"], seen);
        Assert.Equal(LetterState.Discarded, (await stores.LetterQuery.FindAsync("l5", Token))!.Letter.State);
        Assert.Equal(8, (await stores.LetterQuery.WaitingAsync(Token)).Sum(count => count.Count));
    }

    [Fact]
    public async Task A_cancelled_job_stands_still_and_another_goes_on_where_it_stopped()
    {
        var stores = await WithLettersAsync(10);
        var first = await PlanAsync(stores);
        await StartAsync(stores, first.Id);
        await stores.LetterJobs.ClaimAsync(Owner, Lease, Token);
        await ChunkAsync(stores, first.Id, Owner, []);

        var cancelled = await stores.LetterJobs.CancelAsync(first.Id, At(3), Token);

        Assert.Equal((LetterJobState.Cancelled, 4, 6), (cancelled!.State, cancelled.Done, cancelled.StillWaiting));
        Assert.Null(await ChunkAsync(stores, first.Id, Owner, []));
        Assert.Null(await stores.LetterJobs.CancelAsync(first.Id, At(4), Token));
        Assert.Null(await stores.LetterJobs.FinishAsync(first.Id, At(4), Token));
        var second = await PlanAsync(stores);
        Assert.Equal(6, second.Planned);
        Assert.Equal(Enumerable.Range(4, 6).Select(i => $"l{i}"), await RunAsync(stores, second.Id));
    }

    [Fact]
    public async Task What_is_refused_waits_as_before_and_is_not_tried_again_by_the_same_job()
    {
        var stores = await WithLettersAsync(10);
        var job = await PlanAsync(stores);

        var seen = await RunAsync(stores, job.Id, letter => letter.Id != "l1");

        Assert.Equal(10, seen.Count);
        var done = await stores.LetterJobs.FindAsync(job.Id, Token);
        Assert.Equal((9, 1, 0, 1), (done!.Done, done.Failed, done.Skipped, done.StillWaiting));
        Assert.Equal("l1", Assert.Single(await stores.LetterQuery.ListAsync(new() { State = LetterState.Waiting }, null, 10, Token)).Id);
    }

    [Fact]
    public async Task What_others_settle_meanwhile_is_skipped_and_what_they_hold_is_passed_by()
    {
        var stores = await WithLettersAsync(6);
        var job = await PlanAsync(stores);
        var settlement = new LetterSettlement(LetterState.Discarded, "x", At(1));
        Assert.True(await stores.Letters.SettleAsync("l0", settlement, (_, _) => Task.CompletedTask, Token));

        IReadOnlyList<string> seen = [];
        Assert.True(await stores.Letters.SettleAsync("l1", settlement, async (_, _) => seen = await RunAsync(stores, job.Id), Token));

        Assert.Equal(["l2", "l3", "l4", "l5"], seen);
        var done = await stores.LetterJobs.FindAsync(job.Id, Token);
        Assert.Equal((4, 0, 2, 0), (done!.Done, done.Failed, done.Skipped, done.StillWaiting));
    }

    [Fact]
    public async Task An_act_that_throws_leaves_its_chunk_waiting_and_uncounted()
    {
        var stores = await WithLettersAsync(3);
        var job = await PlanAsync(stores);
        await StartAsync(stores, job.Id);
        await stores.LetterJobs.ClaimAsync(Owner, Lease, Token);

        await Assert.ThrowsAsync<TimeoutException>(() => stores.LetterJobs.RunChunkAsync(
            job.Id, Owner, Lease, Limits, (_, _, _) => throw new TimeoutException(), Token));
        await stores.LetterJobs.TellAsync(job.Id, "The broker is away.", Token);

        var running = await stores.LetterJobs.FindAsync(job.Id, Token);
        Assert.Equal((0L, 3L, "The broker is away."), (running!.Done, running.StillWaiting, running.Problem));
        var seen = new List<string>();
        await ChunkAsync(stores, job.Id, Owner, seen);
        Assert.Equal(["l0", "l1", "l2"], seen);
        Assert.Null((await stores.LetterJobs.FindAsync(job.Id, Token))!.Problem);
    }

    [Fact]
    public async Task A_job_is_one_runners_until_its_lease_ends()
    {
        var stores = await WithLettersAsync(3);
        var job = await PlanAsync(stores);
        Assert.Null(await stores.LetterJobs.ClaimAsync(Owner, Lease, Token));
        await StartAsync(stores, job.Id);
        Assert.Null(await stores.LetterJobs.StartAsync(job.Id, "x", At(2), Token));

        Assert.Equal(job.Id, await stores.LetterJobs.ClaimAsync(Owner, Lease, Token));
        Assert.Null(await stores.LetterJobs.ClaimAsync(Other, Lease, Token));
        Assert.Null(await ChunkAsync(stores, job.Id, Other, []));
        Assert.Equal(job.Id, await stores.LetterJobs.ClaimAsync(Owner, TimeSpan.Zero, Token));

        Assert.Equal(job.Id, await stores.LetterJobs.ClaimAsync(Other, Lease, Token));
        Assert.Null(await ChunkAsync(stores, job.Id, Owner, []));
        Assert.Equal(3, (await ChunkAsync(stores, job.Id, Other, []))!.Value.Done);
    }

    [Fact]
    public async Task A_chunk_ends_where_its_bodies_have_enough_bytes_and_holds_one_letter_at_least()
    {
        var stores = await NewStoresAsync();
        await stores.Letters.KeepAsync([.. Enumerable.Range(0, 3).Select(i => Letter($"l{i}", body: new string('x', 1_000)))], Token);
        var job = await PlanAsync(stores);
        await StartAsync(stores, job.Id);
        await stores.LetterJobs.ClaimAsync(Owner, Lease, Token);

        foreach (var (bytes, taken) in ((long, int)[])[(10, 1), (2_000, 2)])
        {
            var chunk = await stores.LetterJobs.RunChunkAsync(
                job.Id, Owner, Lease, new ChunkLimits(10, bytes), (_, letters, _) => Task.FromResult<IReadOnlyList<bool>>([.. letters.Select(_ => true)]),
                Token);
            Assert.Equal(taken, chunk!.Value.Taken);
        }
    }

    [Fact]
    public async Task A_job_counts_each_of_its_replays_that_came_back()
    {
        var stores = await WithLettersAsync(3);
        var job = await PlanAsync(stores);
        await RunAsync(stores, job.Id);

        await stores.Letters.KeepAsync(
            [Letter("b0", replayOf: "l0", replayJob: job.Id), Letter("b1", body: "a part", replayOf: "l0", replayJob: job.Id),
                Letter("b2", replayOf: "l2", replayJob: job.Id), Letter("b3", replayOf: "l1", replayJob: Other)], Token);

        Assert.Equal(2, (await stores.LetterJobs.FindAsync(job.Id, Token))!.FailedAgain);
    }

    [Fact]
    public async Task Jobs_are_listed_the_latest_planned_first_and_go_when_they_are_old()
    {
        var stores = await WithLettersAsync(1);
        var jobs = new List<LetterJob>();
        for (var i = 0; i < 5; i++)
            jobs.Add(await PlanAsync(stores, minute: i));
        await StartAsync(stores, jobs[0].Id);

        var first = await stores.LetterJobs.ListAsync(null, 3, Token);
        var rest = await stores.LetterJobs.ListAsync(new PagePosition(first[^1].PlannedAt, first[^1].Id.ToString("D")), 3, Token);
        Assert.Equal(jobs.Select(job => job.Id).Reverse(), first.Concat(rest).Select(job => job.Id));

        await stores.DeleteAsync(Expiring.DeadLetters, At(3));
        Assert.Equal([jobs[4].Id, jobs[3].Id, jobs[0].Id], (await stores.LetterJobs.ListAsync(null, 10, Token)).Select(job => job.Id));
    }

    async Task<Stores> WithLettersAsync(int count)
    {
        var stores = await NewStoresAsync();
        await stores.Letters.KeepAsync([.. Enumerable.Range(0, count).Select(i => Letter($"l{i}", minute: i))], Token);
        return stores;
    }

    static Task<LetterJob> PlanAsync(
        Stores stores, LetterFilter? filter = null, IReadOnlyCollection<string>? ids = null, string action = LetterAction.Replay, int minute = 0) =>
        stores.LetterJobs.PlanAsync(
            new LetterJobPlan(Guid.CreateVersion7(At(minute)), action, filter ?? LetterFilter.Any, ids, null, "planner", At(minute)), Token);

    static async Task StartAsync(Stores stores, Guid id) =>
        Assert.Equal(LetterJobState.Running, (await stores.LetterJobs.StartAsync(id, "starter", At(1), Token))!.State);

    static async Task<IReadOnlyList<string>> RunAsync(Stores stores, Guid id, Func<KeptLetter, bool>? isDone = null)
    {
        var seen = new List<string>();
        await StartAsync(stores, id);
        Assert.Equal(id, await stores.LetterJobs.ClaimAsync(Owner, Lease, Token));
        while (await ChunkAsync(stores, id, Owner, seen, isDone) is { IsLast: false })
        {
        }

        Assert.NotNull(await stores.LetterJobs.FinishAsync(id, At(2), Token));
        return seen;
    }

    static Task<LetterChunk?> ChunkAsync(Stores stores, Guid id, Guid owner, List<string> seen, Func<KeptLetter, bool>? isDone = null) =>
        stores.LetterJobs.RunChunkAsync(
            id, owner, Lease, Limits,
            (_, letters, _) =>
            {
                seen.AddRange(letters.Select(letter => letter.Id));
                return Task.FromResult<IReadOnlyList<bool>>([.. letters.Select(isDone ?? (_ => true))]);
            },
            Token);
}

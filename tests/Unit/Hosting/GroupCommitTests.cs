using Tracking.Hosting;
using Xunit;

namespace Tracking.Unit.Hosting;

public sealed class GroupCommitTests
{
    static readonly GroupLimits Limits = new(Concurrency: 1, MaxItems: 4, MaxWeight: 100, MaxWaiting: 8);

    [Fact]
    public async Task Alone_an_item_is_committed_at_once()
    {
        await using var running = new Running(Limits);

        var added = running.Commits.AddAsync(1, 1, Cancelled);
        (await running.NextAsync()).Finish();

        await added;
        Assert.Equal([[1]], running.Groups);
    }

    [Fact]
    public async Task What_arrives_while_a_commit_is_under_way_travels_together()
    {
        await using var running = new Running(Limits);
        var first = running.Commits.AddAsync(1, 1, Cancelled);
        var underWay = await running.NextAsync();
        var others = Enumerable.Range(2, 3).Select(i => running.Commits.AddAsync(i, 1, Cancelled)).ToArray();

        underWay.Finish();
        (await running.NextAsync()).Finish();

        await Task.WhenAll([first, .. others]);
        Assert.Equal([[1], [2, 3, 4]], running.Groups);
    }

    [Fact]
    public async Task A_group_takes_no_more_items_and_no_more_weight_than_allowed()
    {
        await using var running = new Running(Limits);
        _ = running.Commits.AddAsync(0, 1, Cancelled);
        var underWay = await running.NextAsync();
        Task[] many = [.. Enumerable.Range(1, 5).Select(i => running.Commits.AddAsync(i, 1, Cancelled)),
            running.Commits.AddAsync(6, 100, Cancelled), running.Commits.AddAsync(7, 1, Cancelled)];

        underWay.Finish();
        for (var group = 0; group < 3; group++)
            (await running.NextAsync()).Finish();

        await Task.WhenAll(many);
        Assert.Equal([[0], [1, 2, 3, 4], [5, 6], [7]], running.Groups);
    }

    [Fact]
    public async Task A_failed_commit_fails_every_item_of_its_group_and_none_of_the_next()
    {
        await using var running = new Running(Limits);

        var failed = running.Commits.AddAsync(1, 1, Cancelled);
        (await running.NextAsync()).Fail(new InvalidOperationException("no"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => failed);
        var next = running.Commits.AddAsync(2, 1, Cancelled);
        (await running.NextAsync()).Finish();

        await next;
    }

    [Fact]
    public async Task Beyond_the_limit_an_item_is_refused_at_once()
    {
        await using var running = new Running(Limits);
        _ = running.Commits.AddAsync(0, 1, Cancelled);
        var underWay = await running.NextAsync();
        for (var i = 0; i < Limits.MaxWaiting; i++)
            Assert.True(running.Commits.TryAdd(i, 1, out _));

        Assert.False(running.Commits.TryAdd(9, 1, out _));
        underWay.Finish();
    }

    [Fact]
    public async Task An_abandoned_item_is_left_out()
    {
        await using var running = new Running(Limits);
        _ = running.Commits.AddAsync(0, 1, Cancelled);
        var underWay = await running.NextAsync();
        running.Commits.TryAdd(1, 1, out var abandoned);
        var kept = running.Commits.AddAsync(2, 1, Cancelled);

        abandoned.Abandon();
        underWay.Finish();
        (await running.NextAsync()).Finish();

        await kept;
        Assert.Equal([[0], [2]], running.Groups);
    }

    [Fact]
    public async Task What_still_waits_at_the_end_is_told_so()
    {
        var running = new Running(Limits);
        _ = running.Commits.AddAsync(0, 1, Cancelled);
        await running.NextAsync();
        var waiting = running.Commits.AddAsync(1, 1, Cancelled);

        await running.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task What_comes_after_the_end_is_cancelled_and_has_not_failed()
    {
        var ended = new GroupCommit<int>(Limits, (_, _) => Task.CompletedTask);
        await ended.RunAsync(new CancellationToken(canceled: true));

        var late = ended.AddAsync(1, 1, Cancelled);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => late);
    }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>A group commit whose commits the test finishes by hand.</summary>
    sealed class Running : IAsyncDisposable
    {
        readonly CancellationTokenSource _stop = new();
        readonly System.Threading.Channels.Channel<Commit> _begun = System.Threading.Channels.Channel.CreateUnbounded<Commit>();
        readonly Task _run;

        public Running(GroupLimits limits)
        {
            Commits = new GroupCommit<int>(limits, CommitAsync);
            _run = Commits.RunAsync(_stop.Token);
        }

        public GroupCommit<int> Commits { get; }

        public List<int[]> Groups { get; } = [];

        public async Task<Commit> NextAsync() => await _begun.Reader.ReadAsync(Cancelled);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _run;
            _stop.Dispose();
        }

        async Task CommitAsync(IReadOnlyList<Pending<int>> group, CancellationToken cancellationToken)
        {
            Groups.Add([.. group.Select(pending => pending.Item)]);
            var commit = new Commit();
            await _begun.Writer.WriteAsync(commit, cancellationToken);
            await commit.Finished.WaitAsync(cancellationToken);
        }
    }

    sealed class Commit
    {
        readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Finished => _finished.Task;

        public void Finish() => _finished.SetResult();

        public void Fail(Exception exception) => _finished.SetException(exception);
    }
}

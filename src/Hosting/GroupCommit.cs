using System.Threading.Channels;

namespace Tracking.Hosting;

/// <summary>
/// Commits items in groups without a timer: what arrives while the last commits are under way forms the next group. Alone, an
/// item is committed at once and waits for nobody; under load, one commit carries many.
/// </summary>
/// <param name="limits">How large a group may be, and how many commits may be under way.</param>
/// <param name="commit">Commits one group. Items that it does not settle itself are settled by how it returns: done, or failed with what it threw.</param>
public sealed class GroupCommit<T>(GroupLimits limits, Func<IReadOnlyList<Pending<T>>, CancellationToken, Task> commit)
{
    readonly Channel<Pending<T>> _waiting = Channel.CreateBounded<Pending<T>>(
        new BoundedChannelOptions(limits.MaxWaiting) { FullMode = BoundedChannelFullMode.Wait });

    /// <returns>False, at once, where too many wait already; otherwise <paramref name="pending"/> completes with its commit.</returns>
    /// <param name="weight">What the item counts towards <see cref="GroupLimits.MaxWeight"/>.</param>
    public bool TryAdd(T item, int weight, out Pending<T> pending)
    {
        pending = new Pending<T>(item, weight);
        return _waiting.Writer.TryWrite(pending);
    }

    /// <summary>Waits for a place, then for the commit.</summary>
    /// <exception cref="OperationCanceledException">Also where commits have ended.</exception>
    /// <exception cref="Exception">What the commit failed with.</exception>
    public async Task AddAsync(T item, int weight, CancellationToken cancellationToken)
    {
        var pending = new Pending<T>(item, weight);
        try
        {
            await _waiting.Writer.WriteAsync(pending, cancellationToken);
        }
        catch (ChannelClosedException ended)
        {
            // The process is stopping: nothing is wrong with the item.
            throw new OperationCanceledException("Nothing is committed any more.", ended);
        }

        await pending.Committed.WaitAsync(cancellationToken);
    }

    /// <summary>Commits until cancelled, then returns. What still waits fails with the cancellation.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(Enumerable.Range(0, limits.Concurrency).Select(_ => PumpAsync(cancellationToken)));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The way it is meant to end.
        }
        finally
        {
            _waiting.Writer.TryComplete();
            while (_waiting.Reader.TryRead(out var pending))
                pending.Fail(new OperationCanceledException(cancellationToken));
        }
    }

    async Task PumpAsync(CancellationToken cancellationToken)
    {
        var group = new List<Pending<T>>(limits.MaxItems);
        while (await _waiting.Reader.WaitToReadAsync(cancellationToken))
        {
            var weight = 0;
            while (group.Count < limits.MaxItems && weight < limits.MaxWeight && _waiting.Reader.TryRead(out var pending))
            {
                // Nobody waits for it any more: it was answered as not accepted.
                if (pending.IsAbandoned)
                    continue;
                group.Add(pending);
                weight += pending.Weight;
            }

            if (group.Count == 0)
                continue;
            await CommitAsync(group, cancellationToken);
            group.Clear();
        }
    }

    async Task CommitAsync(List<Pending<T>> group, CancellationToken cancellationToken)
    {
        try
        {
            await commit(group, cancellationToken);
            foreach (var pending in group)
                pending.Done();
        }
        catch (Exception e)
        {
            // Handed to those who wait, each of whom decides what it means for its own item; the pump itself goes on.
            foreach (var pending in group)
                pending.Fail(e);
        }
    }
}

/// <param name="Concurrency">Commits under way at once.</param>
/// <param name="MaxItems">Items of one group.</param>
/// <param name="MaxWeight">A group that weighs this much takes no further item.</param>
/// <param name="MaxWaiting">Items that may wait for a commit.</param>
public readonly record struct GroupLimits(int Concurrency, int MaxItems, int MaxWeight, int MaxWaiting);

/// <summary>An item on its way into a commit.</summary>
public sealed class Pending<T>(T item, int weight)
{
    // Continuations run elsewhere: a pump must not do its callers' work.
    readonly TaskCompletionSource _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public T Item => item;

    public int Weight => weight;

    /// <summary>Completes with the commit, or fails as it failed.</summary>
    public Task Committed => _committed.Task;

    public bool IsAbandoned { get; private set; }

    /// <summary>Gives up waiting: the item is left out if its commit has not begun.</summary>
    public void Abandon() => IsAbandoned = true;

    public void Done() => _committed.TrySetResult();

    public void Fail(Exception exception) => _committed.TrySetException(exception);
}

namespace Tracking.Dashboard.Queues;

/// <summary>Asks once for all who want to know, and not again within a second.</summary>
sealed class QueueFiguresCache(TimeProvider clock, Func<CancellationToken, Task<QueueFigures>> ask)
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    readonly Lock _gate = new();
    Task<QueueFigures>? _last;
    long _askedAt;

    public Task<QueueFigures> GetAsync(CancellationToken cancellationToken)
    {
        Task<QueueFigures> last;
        lock (_gate)
        {
            if (_last is null || _last.IsCompleted && clock.GetElapsedTime(_askedAt) >= Fresh)
            {
                // Nobody's own token: who goes away must not spoil it for the others. It has its own limit.
                _askedAt = clock.GetTimestamp();
                _last = ask(CancellationToken.None);
            }

            last = _last;
        }

        return last.WaitAsync(cancellationToken);
    }
}

using Tracking.Storage;

namespace Tracking.Worker.Alerts;

/// <summary>
/// Counts the callbacks that this worker applies, and adds them to the table every few seconds in one statement. Approximate by design: a
/// worker that is killed takes its last seconds with it.
/// </summary>
sealed class CallbackActivity(ICallbackActivityStore store, StoragePatience patience, TimeProvider clock) : BackgroundService
{
    /// <summary>As long as anything is remembered of a source: after that, nobody expects it any more.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(15);

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(2);

    // Of a backlog of weeks, five minutes each, there are 4,320 a source. More than this is nobody's traffic.
    const int MaxEntries = 50_000;

    readonly Lock _lock = new();
    Dictionary<(CallbackSource Source, DateTimeOffset Bucket), CallbackCount> _counts = [];

    /// <summary>Waits for nobody.</summary>
    /// <param name="receivedAt">By the ingress's clock: a backlog that is worked off later was no silence.</param>
    public void Count(string provider, string? account, DateTimeOffset receivedAt)
    {
        var now = clock.GetUtcNow();
        if (receivedAt < now - KeptFor)
            return;

        // A clock that is ahead of ours must not hide a silence.
        var count = CallbackCount.Of(new CallbackSource(provider, account), CallbackCount.Accepted, 1, receivedAt < now ? receivedAt : now);
        var key = (count.Source, count.Bucket);
        lock (_lock)
        {
            if (_counts.TryGetValue(key, out var before))
                _counts[key] = before.Plus(count);
            else if (_counts.Count < MaxEntries)
                _counts.Add(key, count);
        }
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        Dictionary<(CallbackSource Source, DateTimeOffset Bucket), CallbackCount> taken;
        lock (_lock)
        {
            if (_counts.Count == 0)
                return;
            (taken, _counts) = (_counts, []);
        }

        await patience.ExecuteAsync(token => store.AddAsync(taken.Values, token), cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(LastPatience);
        try
        {
            await FlushAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            // The storage is away, and these are only counts.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await FlushAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The way it is meant to end.
        }
    }
}

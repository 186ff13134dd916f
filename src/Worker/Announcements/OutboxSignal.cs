using System.Threading.Channels;

namespace Tracking.Worker.Announcements;

/// <summary>Tells the relay of this process that something was put into the outbox, so that it need not ask all the time.</summary>
sealed class OutboxSignal(TimeProvider clock)
{
    // One is enough: the relay empties the outbox each time it wakes.
    readonly Channel<bool> _raised = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Raise() => _raised.Writer.TryWrite(true);

    /// <summary>Returns when it has been raised since the last time, or after <paramref name="atMost"/>.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(atMost, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await _raised.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing was put in by this process; others may have left something.
        }
    }
}

using System.Threading.Channels;

namespace Tracking.Simulator.Players;

/// <summary>Sends together what waits when a request can be made; alone, something travels alone.</summary>
sealed class Gathering<T> : IAsyncDisposable
{
    readonly int _most;
    readonly Func<IReadOnlyList<T>, CancellationToken, Task<Answer>> _send;
    readonly Channel<Waiting> _waiting = Channel.CreateUnbounded<Waiting>();
    readonly CancellationTokenSource _stop = new();
    readonly Task _sending;

    /// <param name="most">How many at once.</param>
    /// <param name="requests">Requests under way at once.</param>
    /// <param name="send">All or nothing: its answer is that of each.</param>
    public Gathering(int most, int requests, Func<IReadOnlyList<T>, CancellationToken, Task<Answer>> send)
    {
        _most = most;
        _send = send;
        _sending = Task.WhenAll(Enumerable.Range(0, requests).Select(_ => SendAsync()));
    }

    public async Task<Answer> SendAsync(T one, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(one);
        await _waiting.Writer.WriteAsync(waiting, cancellationToken);
        return await waiting.Answered.Task.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stop.CancelAsync();
        await _sending;
        _stop.Dispose();
    }

    async Task SendAsync()
    {
        var batch = new List<Waiting>(_most);
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(_stop.Token))
            {
                while (batch.Count < _most && _waiting.Reader.TryRead(out var next))
                    batch.Add(next);
                if (batch.Count == 0)
                    continue;
                await SendAsync(batch);
                batch.Clear();
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over: nobody waits for the rest.
            foreach (var waiting in batch)
                waiting.Answered.TrySetResult(new Answer(Outcome.Unknown, "stopped"));
        }
    }

    async Task SendAsync(List<Waiting> batch)
    {
        var answer = await _send([.. batch.Select(w => w.One)], _stop.Token);
        // One that is refused takes the others with it, so each is then asked about by itself.
        if (answer.Outcome == Outcome.Refused && batch.Count > 1)
        {
            foreach (var waiting in batch)
                waiting.Answered.SetResult(await _send([waiting.One], _stop.Token));
            return;
        }

        foreach (var waiting in batch)
            waiting.Answered.SetResult(answer);
    }

    sealed record Waiting(T One)
    {
        public TaskCompletionSource<Answer> Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

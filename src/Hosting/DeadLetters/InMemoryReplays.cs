using MassTransit;

namespace Tracking.Hosting.DeadLetters;

/// <summary>The same over MassTransit's in-memory transport: where there is no broker.</summary>
sealed class InMemoryReplays(IBus bus) : IReplays
{
    public async Task<IReadOnlyList<string?>> PublishAsync(IReadOnlyList<Replay> replays, CancellationToken cancellationToken)
    {
        foreach (var replay in replays)
        {
            await InMemoryCopy.SendAsync(
                bus, replay.Queue, replay.Message.MessageId, replay.ContentType, replay.Headers, replay.Body, delay: null, cancellationToken);
        }

        return new string?[replays.Count];
    }

    /// <summary>Letters go into the archive at once.</summary>
    public Task<IReadOnlyList<LettersOnBroker>> CountAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<LettersOnBroker>>([]);
}

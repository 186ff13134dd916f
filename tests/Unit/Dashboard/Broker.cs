using System.Collections.Concurrent;
using Tracking.Hosting.DeadLetters;

namespace Tracking.Unit.Dashboard;

/// <summary>Stands for the broker: takes what is replayed, or is away, or refuses it.</summary>
sealed class Broker : IReplays
{
    public ConcurrentQueue<Replay> Replayed { get; } = [];

    public bool IsAway { get; set; }

    /// <summary>Why it takes nothing.</summary>
    public string? Refusal { get; set; }

    public Task<IReadOnlyList<string?>> PublishAsync(IReadOnlyList<Replay> replays, CancellationToken cancellationToken)
    {
        if (IsAway)
            throw new BrokerUnavailableException("away", new IOException());
        foreach (var replay in replays.Where(_ => Refusal is null))
            Replayed.Enqueue(replay);
        return Task.FromResult<IReadOnlyList<string?>>([.. replays.Select(_ => Refusal)]);
    }

    public Task<IReadOnlyList<LettersOnBroker>> CountAsync(CancellationToken cancellationToken) => IsAway
        ? throw new BrokerUnavailableException("away", new IOException())
        : Task.FromResult<IReadOnlyList<LettersOnBroker>>([new("tracking.notification-sent", 3), new("tracking.notification-queued", 0)]);
}

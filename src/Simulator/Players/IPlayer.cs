using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Players;

/// <summary>Tells facts to the system as their real teller would.</summary>
interface IPlayer
{
    bool Plays(Fact fact);

    /// <summary>Does ahead of time what would be too slow in time, such as RSA signatures. Reports how many facts are done.</summary>
    Task PrepareAsync(IReadOnlyList<Sending> sendings, IProgress<int>? progress, CancellationToken cancellationToken);

    /// <summary>Sends it once. Trouble on the way is an answer, not an exception.</summary>
    Task<Answer> SendAsync(Sending sending, CancellationToken cancellationToken);
}

static class PlayerExtensions
{
    /// <summary>Ends those that hold anything.</summary>
    public static async Task DisposeAllAsync(this IEnumerable<IPlayer> players)
    {
        foreach (var disposable in players.OfType<IAsyncDisposable>())
            await disposable.DisposeAsync();
    }
}

enum Outcome
{
    /// <summary>2xx, or confirmed by the broker: a promise was given.</summary>
    Acknowledged,

    /// <summary>No answer, or one that asks to come back: it may or may not have been accepted.</summary>
    Unknown,

    /// <summary>Refused for good.</summary>
    Refused,
}

/// <param name="Detail">What was said, where it was not a promise.</param>
readonly record struct Answer(Outcome Outcome, string? Detail = null)
{
    public static readonly Answer Acknowledged = new(Outcome.Acknowledged);
}

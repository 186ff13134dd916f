using Tracking.Hosting.DeadLetters;
using Tracking.Storage;

namespace Tracking.Worker.DeadLetters;

/// <summary>
/// Moves dead letters from their queues into the archive, where they can be looked through. While the store is away they wait in their
/// queues. A crash between the two makes a letter arrive twice, which is one letter.
/// </summary>
sealed class DeadLetterCollector(DeadLetterFeed feed, IDeadLetterStore store, StoragePatience patience, TimeProvider clock) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => feed.RunAsync(KeepAsync, stoppingToken);

    Task KeepAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        KeptLetter[] kept = [.. letters.Select(letter => LetterRecord.Of(letter, now))];
        return patience.ExecuteAsync(token => store.KeepAsync(kept, token), cancellationToken);
    }
}

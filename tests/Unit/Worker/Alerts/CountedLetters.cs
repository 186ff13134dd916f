using Tracking.Hosting.DeadLetters;

namespace Tracking.Unit.Worker.Alerts;

/// <summary>A broker of which only the number of dead letters is known.</summary>
sealed class CountedLetters : IDeadLetters
{
    public long Waiting { get; set; }

    public bool IsAway { get; set; }

    public Task<IReadOnlyList<DeadLetterCount>> CountAsync(CancellationToken cancellationToken) => IsAway
        ? throw new IOException("The broker is away.")
        : Task.FromResult<IReadOnlyList<DeadLetterCount>>([new("tracking.notification-sent", Waiting), new("tracking.receipt-reported", null)]);

    public Task<DeadLetterPage> ListAsync(DeadLetterQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<DeadLetter?> FindAsync(DeadLetterKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<DeadLetterOutcome>> ReplayAsync(IReadOnlyCollection<DeadLetterKey> keys, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<DeadLetterOutcome> ReplayEditedAsync(DeadLetterKey key, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<DeadLetterOutcome>> DiscardAsync(IReadOnlyCollection<DeadLetterKey> keys, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}

using Tracking.Storage;

namespace Tracking.Worker.Alerts;

/// <summary>How many messages wait for somebody to repair, replay or discard them.</summary>
sealed class DeadLettersWaiting(IDeadLetterQuery letters)
{
    public const string Kind = "dead_letters";

    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    public async Task<AlertObservation> ObserveAsync(
        IReadOnlySet<AlertSubject> open, DeadLetterOptions options, CancellationToken cancellationToken)
    {
        var subject = new AlertSubject(Kind);
        var waiting = (await letters.WaitingAsync(cancellationToken)).Sum(waiting => waiting.Count);
        var most = open.Contains(subject) ? options.Above / 2 : options.Above;
        return new AlertObservation(subject, waiting > most, "warning", waiting, options.Above, TimeSpan.Zero);
    }
}

using Tracking.Hosting.DeadLetters;
using Tracking.Storage;

namespace Tracking.Worker.Alerts;

/// <summary>How many messages wait for somebody to repair, replay or discard them.</summary>
sealed class DeadLettersWaiting(IDeadLetters letters)
{
    public const string Kind = "dead_letters";

    public async Task<AlertObservation> ObserveAsync(
        IReadOnlySet<AlertSubject> open, DeadLetterOptions options, CancellationToken cancellationToken)
    {
        var subject = new AlertSubject(Kind);
        var waiting = (await letters.CountAsync(cancellationToken)).Sum(count => count.Waiting ?? 0);
        var most = open.Contains(subject) ? options.Above / 2 : options.Above;
        return new AlertObservation(subject, waiting > most, "warning", waiting, options.Above, TimeSpan.Zero);
    }
}

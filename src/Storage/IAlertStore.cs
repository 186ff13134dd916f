namespace Tracking.Storage;

/// <summary>Keeps alerts: raised once, cleared once, and announced as often, however many workers look at the same.</summary>
public interface IAlertStore
{
    /// <summary>
    /// Raises an alert for what holds and has none open, clears the open ones that do not hold any more, and puts the announcement of each
    /// into the outbox, all or nothing. One at a time over all processes; saying the same again changes nothing.
    /// </summary>
    /// <param name="kinds">Those that were looked at. Alerts of other kinds are left alone; of these, also one is cleared whose subject was not seen.</param>
    /// <param name="observed">All that was seen of these kinds.</param>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    Task<AlertChanges> SettleAsync(
        IReadOnlyCollection<string> kinds, IReadOnlyCollection<AlertObservation> observed, DateTimeOffset now,
        CancellationToken cancellationToken);
}

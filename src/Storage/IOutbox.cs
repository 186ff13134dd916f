namespace Tracking.Storage;

/// <summary>
/// The transactional outbox: announcements are written with the changes they tell of, and leave it once they are published. A relay
/// that dies in between publishes them again, under the same message ids.
/// </summary>
/// <remarks>https://microservices.io/patterns/data/transactional-outbox.html</remarks>
public interface IOutbox
{
    /// <summary>
    /// Publishes what waits, the oldest first, and forgets it. What another relay holds at the moment is passed over, so any number of
    /// them may run.
    /// </summary>
    /// <param name="limit">Most announcements of one call.</param>
    /// <param name="publish">Returns when the broker has all of them. If it throws, all of them stay.</param>
    /// <returns>How many were published; fewer than <paramref name="limit"/> means that no more wait.</returns>
    /// <exception cref="StorageUnavailableException">A passing fault; what was published already is published again.</exception>
    Task<int> RelayAsync(
        int limit, Func<IReadOnlyList<OutgoingAnnouncement>, CancellationToken, Task> publish, CancellationToken cancellationToken);
}

/// <param name="Delivery">
/// The delivery that it is about, as it is now: its description only grows. Null where it is about none, or where the delivery has been
/// deleted since.
/// </param>
public readonly record struct OutgoingAnnouncement(Announcement Announcement, DeliveryView? Delivery);

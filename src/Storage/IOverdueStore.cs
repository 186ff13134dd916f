namespace Tracking.Storage;

/// <summary>
/// Deliveries that are <c>sent</c> and wait for a verdict. Each is watched from the write that made it <c>sent</c>, if its channel has a
/// confirmation window, until it is settled here.
/// </summary>
public interface IOverdueStore
{
    /// <summary>Takes deliveries whose time has come; others do not get them while the lease lasts.</summary>
    /// <param name="lease">After this they are taken again if they have not been settled: whoever took them has died.</param>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    Task<IReadOnlyList<WatchedDelivery>> TakeAsync(
        DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Announces those that are still <c>sent</c> and have not been announced, and either watches them on or forgets them. One that
    /// has a verdict by now is forgotten, whatever was decided.
    /// </summary>
    /// <returns>How many were announced.</returns>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    Task<int> SettleAsync(IReadOnlyCollection<Settlement> settlements, CancellationToken cancellationToken);
}

/// <param name="Delivery">As it is now; null where it has been deleted.</param>
/// <param name="Looks">How often it has been taken, this time included.</param>
public sealed record WatchedDelivery(string DeliveryId, DeliveryView? Delivery, int Looks);

/// <param name="Notice">What to announce; null for nothing.</param>
/// <param name="LookAgainAt">Null: it is watched no longer.</param>
public sealed record Settlement(string DeliveryId, OverdueNotice? Notice = null, DateTimeOffset? LookAgainAt = null);

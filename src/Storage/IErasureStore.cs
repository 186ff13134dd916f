namespace Tracking.Storage;

/// <summary>Deletes what names one recipient.</summary>
public interface IErasureStore
{
    /// <summary>
    /// Deletes the recipient's deliveries with all that is theirs, every other event, orphan and claim that names the recipient, and the
    /// callbacks that told of any of it, and the dead letters that hold it; takes the recipient out of audit entries. Many short transactions: a call that was interrupted, or
    /// a message that was on its way meanwhile, is made good by calling it again. It reads the tables of events, claims, callbacks and dead letters whole.
    /// </summary>
    /// <remarks>
    /// A delivery is the recipient's where it, or one of its claims, names the recipient; or where it names nobody, and of its events those
    /// that name anybody name the recipient alone. Unsubscribe requests and suppressions stay: without them the recipient would be written to again.
    /// </remarks>
    /// <param name="recipient">In any spelling. Must hold an address.</param>
    /// <param name="tenantId">
    /// Only that tenant's deliveries, with what is theirs. Nothing else is known to be a tenant's, so nothing else is touched.
    /// </param>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    Task<Erased> EraseAsync(string recipient, string? tenantId, CancellationToken cancellationToken);
}

/// <summary>What an erasure did.</summary>
/// <param name="Rows">What was deleted.</param>
/// <param name="RewrittenAuditEntries">Entries that named the recipient, and say <see cref="ErasedAddress.Placeholder"/> now.</param>
/// <param name="KeptUnsubscribes">Requests of the recipient, which stay.</param>
/// <param name="KeptSuppressions">Entries of the suppression list, which stay.</param>
public readonly record struct Erased(DeletedRows Rows, int RewrittenAuditEntries, int KeptUnsubscribes, int KeptSuppressions = 0);

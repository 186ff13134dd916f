namespace Tracking.Storage;

/// <summary>The tables that the stores need.</summary>
public interface IStorageSchema
{
    /// <summary>Brings the schema up to date. Safe to call again, and from several processes at once.</summary>
    /// <exception cref="StorageUnavailableException">A passing fault. Any other exception means that an operator must look.</exception>
    Task MigrateAsync(CancellationToken cancellationToken);

    /// <summary>Whether it is up to date: a quick question, which only a storage that answers can answer.</summary>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    Task<bool> IsCurrentAsync(CancellationToken cancellationToken);
}

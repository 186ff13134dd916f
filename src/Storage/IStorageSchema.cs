namespace Tracking.Storage;

/// <summary>The tables that the stores need.</summary>
public interface IStorageSchema
{
    /// <summary>Brings the schema up to date. Safe to call again, and from several processes at once.</summary>
    /// <exception cref="StorageUnavailableException">A passing fault. Any other exception means that an operator must look.</exception>
    Task MigrateAsync(CancellationToken cancellationToken);
}

namespace Tracking.Storage;

/// <summary>Reads alerts.</summary>
public interface IAlertQuery
{
    /// <summary>Those that are open, the latest first. There are as many as there is to watch: few.</summary>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    Task<IReadOnlyList<AlertView>> OpenAsync(CancellationToken cancellationToken);
}

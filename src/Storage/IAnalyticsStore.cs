namespace Tracking.Storage;

/// <summary>Keeps the counts small.</summary>
public interface IAnalyticsStore
{
    /// <summary>
    /// Adds up changes of counts that were written beside deliveries. They count before and after alike; only there are fewer rows then. Any
    /// number of processes may do so at once.
    /// </summary>
    /// <returns>How many were added up: at most <paramref name="limit"/>.</returns>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    Task<int> FoldAsync(int limit, CancellationToken cancellationToken);
}

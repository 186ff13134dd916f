namespace Tracking.Storage;

/// <summary>Counts deliveries by their facts.</summary>
public interface IAnalyticsQuery
{
    /// <remarks>
    /// Whole hours are counted as they happen, and keep what was deleted since, by age or erasure; of an hour that is only asked about in part, the
    /// deliveries themselves are counted.
    /// </remarks>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    Task<AnalyticsAnswer> AskAsync(AnalyticsQuestion question, CancellationToken cancellationToken);
}

namespace Tracking.Storage;

/// <summary>Keeps how much each provider and account calls back, over all processes and for days, so that silence can be told from peace.</summary>
public interface ICallbackActivityStore
{
    /// <summary>Adds to what was counted before. Not idempotent: a call that is repeated counts twice.</summary>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    Task AddAsync(IReadOnlyCollection<CallbackCount> counts, CancellationToken cancellationToken);

    /// <summary>What came from all sources, of every verdict, in the buckets from <paramref name="since"/> on.</summary>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    Task<IReadOnlyList<CallbackCount>> SinceAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>When each source was last accepted, as far back as anything is kept.</summary>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    Task<IReadOnlyDictionary<CallbackSource, DateTimeOffset>> LatestAcceptedAsync(CancellationToken cancellationToken);

    /// <summary>What was accepted of one source in the buckets from <paramref name="since"/> on, the earliest first.</summary>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    Task<IReadOnlyList<CallbackCount>> AcceptedAsync(
        CallbackSource source, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Forgets the buckets before <paramref name="before"/>.</summary>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    Task ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken);
}

namespace Tracking.Storage;

/// <summary>
/// Alerts of which an outlet has not been told yet that they were raised, or cleared. They are kept with the alerts, so that none is lost when a
/// process or the outlet is away, and each is in one hand at a time.
/// </summary>
public interface IUntoldAlerts
{
    /// <summary>Takes the one that has waited longest; of one alert, its raising before its clearing.</summary>
    /// <param name="since">What happened before is told to nobody any more.</param>
    /// <param name="lease">After this it is taken again if it has not been told.</param>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    Task<UntoldAlert?> TakeAsync(DateTimeOffset now, DateTimeOffset since, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>The outlet knows. Saying it again changes nothing.</summary>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    Task ToldAsync(UntoldAlert told, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <param name="Alert">Not cleared where it is its raising that is to be told, though it may be by now.</param>
public sealed record UntoldAlert(AlertView Alert)
{
    public bool IsCleared => Alert.ClearedAt is not null;
}

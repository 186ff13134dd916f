using Microsoft.Extensions.Options;
using Tracking.Contracts;
using Tracking.Hosting;
using Tracking.Storage;
using Tracking.Worker.Retention;

namespace Tracking.Worker.Callbacks;

/// <summary>
/// Keeps callbacks as they came, many in one write. Each waits for the write that holds it, beside the one that holds its evidence. A callback
/// that cannot be kept is said, and is no reason to do without its evidence.
/// </summary>
sealed partial class CallbackArchive : BackgroundService
{
    const int MaxCallbacks = 500;

    /// <summary>Of a write: more is no quicker, and has to be held in memory several times over.</summary>
    const int MaxCharacters = 4 * 1024 * 1024;

    readonly ICallbackStore _store;
    readonly StoragePatience _patience;
    readonly ILogger<CallbackArchive> _logger;
    readonly bool _isOpen;
    readonly GroupCommit<KeptCallback> _commits;

    public CallbackArchive(
        ICallbackStore store, StoragePatience patience, IOptions<RetentionOptions> options, ILogger<CallbackArchive> logger)
    {
        _store = store;
        _patience = patience;
        _logger = logger;
        _isOpen = options.Value.RawCallbacks > TimeSpan.Zero;
        _commits = new(new GroupLimits(Concurrency: 1, MaxCallbacks, MaxCharacters, MaxWaiting: 100_000), CommitAsync);
    }

    /// <summary>Completes when the callback is kept, at once where none are.</summary>
    public Task KeepAsync(RawCallback callback, CancellationToken cancellationToken) =>
        // One whose id tells no time would not be found again when it is old.
        !_isOpen || callback.CallbackId.Version != 7
            ? Task.CompletedTask
            : _commits.AddAsync(Kept(callback), 1 + (callback.Body?.Length ?? 0), cancellationToken);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _commits.RunAsync(stoppingToken);

    async Task CommitAsync(IReadOnlyList<Pending<KeptCallback>> group, CancellationToken cancellationToken)
    {
        try
        {
            KeptCallback[] callbacks = [.. group.Select(pending => pending.Item)];
            await _patience.ExecuteAsync(token => _store.KeepAsync(callbacks, token), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            NotKept(e, group.Count);
        }
    }

    // What comes by the bus may lack what its contract requires.
    static KeptCallback Kept(RawCallback callback) => new()
    {
        CallbackId = callback.CallbackId,
        Provider = callback.Provider ?? "",
        Account = callback.Account,
        ReceivedAt = Deliveries.Instants.ToMicroseconds(callback.ReceivedAt),
        Method = callback.Method ?? "",
        Url = callback.Url ?? "",
        ContentType = callback.ContentType,
        Headers = callback.Headers ?? new Dictionary<string, string>(),
        Body = callback.Body ?? "",
    };

    [LoggerMessage(LogLevel.Error, "{Callbacks} callbacks could not be kept as they came; their evidence is applied all the same")]
    partial void NotKept(Exception exception, int callbacks);
}

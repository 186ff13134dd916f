using System.Text.Json;
using Microsoft.Extensions.Options;
using Tracking.Contracts;
using Tracking.Hosting;

namespace Tracking.Ingress.Spool;

/// <summary>
/// Keeps callbacks on disk that the broker does not confirm, and says so only when they are there: those that arrive while the last
/// fsync is under way share the next one. Off unless <c>Ingress:SpoolPath</c> is set.
/// </summary>
sealed partial class CallbackSpool : BackgroundService
{
    // An fsync costs the same for one callback and for a thousand. 4 MiB is what a slow disk takes in well under a second.
    static readonly (int Items, int Bytes) Group = (1_024, 4 << 20);

    readonly IngressOptions _options;
    readonly TimeProvider _clock;
    readonly SpoolMetrics _metrics;
    readonly ILogger<CallbackSpool> _logger;
    readonly GroupCommit<ReadOnlyMemory<byte>> _commits;
    SpoolFolder? _folder;
    volatile bool _isBroken;

    public CallbackSpool(IOptions<IngressOptions> options, SpoolMetrics metrics, TimeProvider clock, ILogger<CallbackSpool> logger)
    {
        _options = options.Value;
        _clock = clock;
        _metrics = metrics;
        _logger = logger;
        _commits = new(new GroupLimits(Concurrency: 1, Group.Items, Group.Bytes, _options.MaxWaiting), CommitAsync);
    }

    public bool IsOn => !string.IsNullOrWhiteSpace(_options.SpoolPath);

    /// <summary>Whether anything waits in it to be published.</summary>
    public bool IsInUse => _folder is { IsEmpty: false };

    /// <summary>Callbacks that wait to be published.</summary>
    public long Callbacks => _folder?.Records ?? 0;

    /// <summary>Bytes of the files that hold them.</summary>
    public long Bytes => _folder?.Bytes ?? 0;

    /// <summary>Where it is on, takes the folder for this process and counts what a former one left. Nothing may be appended before.</summary>
    /// <exception cref="OptionsValidationException">The folder cannot be used; in a sentence that names the setting.</exception>
    public void Open()
    {
        if (!IsOn)
            return;
        try
        {
            _folder = SpoolFolder.Open(_options.SpoolPath!, _options.SpoolMaxBytes, _logger);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new OptionsValidationException(nameof(IngressOptions.SpoolPath), typeof(IngressOptions), [
                $"Ingress:SpoolPath must be a folder that this process alone can write to; another ingress needs another folder. {e.Message}"]);
        }

        _metrics.Observe(this);
        if (IsInUse)
            Found(Callbacks, Bytes);
    }

    /// <returns>False where it is not kept. It may be published all the same: a repetition does no harm.</returns>
    public async Task<bool> TryAppendAsync(RawCallback callback)
    {
        ReadOnlyMemory<byte> payload = JsonSerializer.SerializeToUtf8Bytes(callback, SpoolJson.Default.RawCallback);
        if (!_commits.TryAdd(payload, payload.Length, out var pending))
        {
            NotAccepted("the process stops, or the disk is too slow");
            return false;
        }

        try
        {
            await pending.Committed.WaitAsync(_options.PublishTimeout, _clock);
            return true;
        }
        catch (Exception e)
        {
            // Whatever the disk did, the answer is the same: not accepted, come again.
            pending.Abandon();
            NotAccepted(e is TimeoutException ? "the spool was not written in time" : e.Message);
            return false;
        }
    }

    /// <summary>Whether the spool can take callbacks. Where the last write failed, the disk is asked again.</summary>
    public bool HasRoom()
    {
        if (_folder is not { } folder || folder.Bytes >= _options.SpoolMaxBytes / 16 * 15)
            return false;
        if (!_isBroken)
            return true;
        try
        {
            folder.Probe();
            _isBroken = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is still so.
        }

        return !_isBroken;
    }

    /// <inheritdoc cref="SpoolFolder.Next"/>
    public SpoolSegment? Next() => _folder?.Next();

    /// <inheritdoc cref="SpoolFolder.Published"/>
    public void Published(SpoolSegment segment, int callbacks)
    {
        _folder!.Published(segment, callbacks);
        _metrics.Published(callbacks);
    }

    /// <inheritdoc cref="SpoolFolder.Remove"/>
    public void Remove(SpoolSegment segment, bool isDamaged) => _folder!.Remove(segment, isDamaged);

    public override void Dispose()
    {
        base.Dispose();
        _folder?.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _commits.RunAsync(stoppingToken);

    Task CommitAsync(IReadOnlyList<Pending<ReadOnlyMemory<byte>>> group, CancellationToken cancellationToken)
    {
        try
        {
            var appended = _folder!.Append([.. group.Select(pending => pending.Item)]);
            foreach (var refused in group.Skip(appended))
                refused.Fail(new IOException($"the spool holds Ingress:SpoolMaxBytes, {_options.SpoolMaxBytes} bytes"));
            _isBroken = false;
            _metrics.Appended(appended);
            Appended(appended);
            return Task.CompletedTask;
        }
        catch
        {
            _isBroken = true;
            throw;
        }
    }

    [LoggerMessage(LogLevel.Information, "{Callbacks} callbacks wait in the spool from before, {Bytes} bytes")]
    partial void Found(long callbacks, long bytes);

    [LoggerMessage(LogLevel.Debug, "Spooled {Callbacks} callbacks")]
    partial void Appended(int callbacks);

    [LoggerMessage(LogLevel.Warning, "A callback was not accepted: {Reason}")]
    partial void NotAccepted(string reason);
}

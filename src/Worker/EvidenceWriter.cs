using Microsoft.Extensions.Options;
using Tracking.Deliveries;
using Tracking.Hosting;
using Tracking.Storage;
using Tracking.Worker.Announcements;
using Tracking.Worker.Telemetry;

namespace Tracking.Worker;

/// <summary>What one message waits for.</summary>
/// <param name="Span">Null where it is not traced.</param>
readonly record struct Writing(IReadOnlyList<DeliveryEvent> Evidence, Activity? Span);

/// <summary>
/// Gathers the evidence of many messages, of every kind, into few writes. Each message waits for the write that holds its own
/// evidence and is acknowledged by itself: one whose evidence cannot be stored takes no other with it.
/// </summary>
sealed partial class EvidenceWriter : BackgroundService
{
    readonly IDeliveryStore _store;
    readonly StoragePatience _patience;
    readonly OutboxSignal _outbox;
    readonly WorkerMetrics _metrics;
    readonly ProducerLinks _links;
    readonly TimeProvider _clock;
    readonly ILogger<EvidenceWriter> _logger;

    // Made here and not when first asked for: many ask at once, and what waits in a second one would wait for ever.
    readonly GroupCommit<Writing> _commits;
    int _waiting;
    int _settled;
    CancellationToken _stopping;

    public EvidenceWriter(
        IDeliveryStore store, StoragePatience patience, OutboxSignal outbox, WorkerMetrics metrics, ProducerLinks links,
        IOptions<WorkerOptions> options, TimeProvider clock, ILogger<EvidenceWriter> logger)
    {
        _store = store;
        _patience = patience;
        _outbox = outbox;
        _metrics = metrics;
        _links = links;
        _clock = clock;
        _logger = logger;
        var worker = options.Value;
        _commits = new(
            new GroupLimits(worker.Concurrency, worker.BatchSize, worker.BatchSize, MaxWaiting: 100_000), CommitAsync);
    }

    /// <summary>Another with every step forward, be it another try against a store that is away; null while no evidence waits.</summary>
    public long? Progress => Volatile.Read(ref _waiting) == 0 ? null : Volatile.Read(ref _settled) + _patience.Tries;

    /// <summary>Completes when the evidence is stored and joined.</summary>
    /// <exception cref="Exception">The evidence cannot be stored, which is about its data.</exception>
    public Task WriteAsync(IReadOnlyList<DeliveryEvent> evidence, CancellationToken cancellationToken) =>
        WriteAsync(evidence, span: null, cancellationToken);

    /// <inheritdoc cref="WriteAsync(IReadOnlyList{DeliveryEvent}, CancellationToken)"/>
    /// <param name="span">The span of what the evidence came by, where it is traced.</param>
    public async Task WriteAsync(IReadOnlyList<DeliveryEvent> evidence, Activity? span, CancellationToken cancellationToken)
    {
        if (evidence.Count == 0)
            return;
        Interlocked.Increment(ref _waiting);
        try
        {
            await _commits.AddAsync(new Writing(evidence, span), evidence.Count, cancellationToken);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The process ends, and nothing is written any more. Given back now, its message would come again at once, to this process,
            // until the broker's delivery limit is reached. It returns when its endpoint stops, or with the end of the connection.
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        finally
        {
            Interlocked.Increment(ref _settled);
            Interlocked.Decrement(ref _waiting);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _stopping = stoppingToken;
        await _patience.PrepareAsync(stoppingToken);
        await _commits.RunAsync(stoppingToken);
    }

    async Task CommitAsync(IReadOnlyList<Pending<Writing>> group, CancellationToken cancellationToken)
    {
        using var span = EvidenceSpans.StartWrite(group);
        try
        {
            var evidence = group.SelectMany(pending => pending.Item.Evidence).ToList();
            var started = _clock.GetTimestamp();
            var applied = await _patience.ExecuteAsync(token => _store.ApplyAsync(evidence, token), cancellationToken);
            if (applied.Announces)
                _outbox.Raise();
            _metrics.Wrote(evidence, applied, _clock.GetElapsedTime(started), _clock.GetUtcNow());
            if (span is not null)
                await _links.LinkAsync(group, cancellationToken);
            Applied(group.Count, evidence.Count, applied.NewEvents, applied.Transitions, applied.Orphans);
        }
        catch (Exception e) when (e is not OperationCanceledException && group.Count > 1)
        {
            // Something in it cannot be stored. Halves find it in few writes, and the rest goes through.
            span?.SetStatus(ActivityStatusCode.Error);
            Halved(group.Count, e.Message);
            var middle = group.Count / 2;
            await CommitHalfAsync([.. group.Take(middle)], cancellationToken);
            await CommitHalfAsync([.. group.Skip(middle)], cancellationToken);
        }
    }

    async Task CommitHalfAsync(IReadOnlyList<Pending<Writing>> half, CancellationToken cancellationToken)
    {
        try
        {
            await CommitAsync(half, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Only a half of one gets here: its message alone fails, with the store's own words.
            foreach (var pending in half)
                pending.Fail(e);
        }
    }

    [LoggerMessage(LogLevel.Debug,
        "Wrote {Events} events of {Messages} messages: {NewEvents} new, {Transitions} transitions, {Orphans} orphans")]
    partial void Applied(int messages, int events, int newEvents, int transitions, int orphans);

    [LoggerMessage(LogLevel.Warning, "Halving a write of {Messages} messages, one of which cannot be stored: {Reason}")]
    partial void Halved(int messages, string reason);
}

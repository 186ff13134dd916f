using System.Text.Json;
using Polly;
using Polly.Retry;
using Tracking.Contracts;
using Tracking.Ingress.Callbacks;

namespace Tracking.Ingress.Spool;

/// <summary>
/// Publishes what waits in the spool, in order of arrival, for as long as it takes. While the broker is away it is the only one that
/// tries: what arrives meanwhile goes to the spool at once, and its first success sends the next callbacks to the broker again.
/// </summary>
sealed partial class SpoolDrain : BackgroundService
{
    // As the publisher's own groups. Nobody waits for the confirm here, so that a broker that is merely slow is given its time.
    const int GroupItems = 64;
    const int GroupBytes = 1 << 20;
    static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(10);

    // How long a callback may lie in the spool unnoticed: an append does not wake the drain.
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    readonly CallbackSpool _spool;
    readonly CallbackPublisher _publisher;
    readonly IHostApplicationLifetime _lifetime;
    readonly TimeProvider _clock;
    readonly ILogger<SpoolDrain> _logger;
    readonly ResiliencePipeline _untilConfirmed;
    readonly ResiliencePipeline _aFewTries;

    public SpoolDrain(
        CallbackSpool spool, CallbackPublisher publisher, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<SpoolDrain> logger)
    {
        _spool = spool;
        _publisher = publisher;
        _lifetime = lifetime;
        _clock = clock;
        _logger = logger;

        // What was refused once may be taken the next time, whatever the broker said: a queue that is missing may be declared.
        _untilConfirmed = Retry(new PredicateBuilder().Handle<Exception>(e => e is not OperationCanceledException), int.MaxValue, StillAway);
        _aFewTries = Retry(new PredicateBuilder().Handle<IOException>().Handle<UnauthorizedAccessException>(), 4, _ => { });

        ResiliencePipeline Retry(PredicateBuilder<object> handled, int tries, Action<Exception> failed) =>
            new ResiliencePipelineBuilder { TimeProvider = clock }
                .AddRetry(new RetryStrategyOptions
                {
                    ShouldHandle = handled,
                    MaxRetryAttempts = tries,
                    Delay = TimeSpan.FromMilliseconds(100),
                    MaxDelay = TimeSpan.FromSeconds(5),
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    OnRetry = retry =>
                    {
                        failed(retry.Outcome.Exception!);
                        return default;
                    },
                })
                .Build();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_spool.IsOn)
            return;

        // Before the bus stops, for a publish would only wait for it; what is left waits for the next start.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, _lifetime.ApplicationStopping);
        using var pause = new PeriodicTimer(Pause, _clock);
        try
        {
            do
            {
                while (_spool.Next() is { } segment)
                    await PublishAsync(segment, stopping.Token);
            }
            while (await pause.WaitForNextTickAsync(stopping.Token));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The way it is meant to end.
        }
    }

    async Task PublishAsync(SpoolSegment segment, CancellationToken cancellationToken)
    {
        var (callbacks, isDamaged) = await ReadAsync(segment, cancellationToken);
        var published = 0;
        while (published < callbacks.Count)
        {
            var group = NextGroup(callbacks, published);
            await _untilConfirmed.ExecuteAsync(
                async token => await _publisher.PublishAsync(group, PublishTimeout, token), cancellationToken);
            _spool.Published(segment, group.Count);
            published += group.Count;
        }

        if (isDamaged)
            Damaged(segment.Path, published);
        _spool.Remove(segment, isDamaged);
        Drained(published, _spool.Callbacks);
    }

    async Task<(IReadOnlyList<RawCallback> Callbacks, bool IsDamaged)> ReadAsync(SpoolSegment segment, CancellationToken cancellationToken)
    {
        try
        {
            return await _aFewTries.ExecuteAsync(_ => ValueTask.FromResult(Read(segment)), cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A disk that cannot read one segment must not keep all the others from being published.
            return ([], true);
        }
    }

    static (IReadOnlyList<RawCallback> Callbacks, bool IsDamaged) Read(SpoolSegment segment)
    {
        var reading = segment.Read();
        var callbacks = new List<RawCallback>(reading.Payloads.Count);
        foreach (var payload in reading.Payloads)
        {
            try
            {
                callbacks.Add(JsonSerializer.Deserialize(payload.Span, SpoolJson.Default.RawCallback)!);
            }
            catch (JsonException)
            {
                // Counted below: another version wrote it, and a later one may read it.
            }
        }

        return (callbacks, reading.Damaged > 0 || reading.End < segment.Length || callbacks.Count < reading.Payloads.Count);
    }

    static List<RawCallback> NextGroup(IReadOnlyList<RawCallback> callbacks, int from)
    {
        var group = new List<RawCallback>(GroupItems);
        var length = 0;
        for (var i = from; i < callbacks.Count && group.Count < GroupItems && length < GroupBytes; i++)
        {
            group.Add(callbacks[i]);
            length += callbacks[i].Body.Length;
        }

        return group;
    }

    void StillAway(Exception exception) => NotConfirmed(_spool.Callbacks, _spool.Bytes, exception.Message);

    [LoggerMessage(LogLevel.Warning, "The broker does not confirm; {Callbacks} callbacks wait in the spool, {Bytes} bytes: {Reason}")]
    partial void NotConfirmed(long callbacks, long bytes, string reason);

    [LoggerMessage(LogLevel.Information, "Published {Callbacks} callbacks from the spool, {Left} wait")]
    partial void Drained(int callbacks, long left);

    [LoggerMessage(LogLevel.Error, "{Segment} of the spool is damaged and is kept aside; the {Callbacks} callbacks that are whole were published")]
    partial void Damaged(string segment, int callbacks);
}

using Microsoft.Extensions.Diagnostics.HealthChecks;
using Polly;
using Polly.Retry;
using Tracking.Storage;

namespace Tracking.Worker;

/// <summary>
/// Tries a write again for as long as the store is away. Meanwhile its messages stay unacknowledged, the prefetch fills, and intake
/// stops by itself: nothing is dead-lettered for it, no attempt is counted. Not ready from the first write that had to be tried again
/// to the next that succeeds, nor while the store does not answer: an idle worker writes nothing.
/// </summary>
sealed partial class StoragePatience : IHealthCheck
{
    // Less than orchestrators wait for a probe; a query by key within a data centre takes a millisecond.
    static readonly TimeSpan ProbePatience = TimeSpan.FromMilliseconds(800);

    readonly ResiliencePipeline _untilBack;
    readonly IStorageSchema _schema;
    readonly ILogger<StoragePatience> _logger;
    readonly TaskCompletionSource _prepared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long _tries;
    volatile string? _away = "The schema has not been brought up to date yet.";

    public StoragePatience(IStorageSchema schema, TimeProvider clock, ILogger<StoragePatience> logger)
    {
        _schema = schema;
        _logger = logger;
        _untilBack = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<StorageUnavailableException>(),
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromMilliseconds(100),
                MaxDelay = TimeSpan.FromSeconds(5),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                OnRetry = retry =>
                {
                    Interlocked.Increment(ref _tries);
                    _away = retry.Outcome.Exception!.Message;
                    StorageAway(retry.AttemptNumber + 1, _away);
                    return default;
                },
            })
            .Build();
    }

    /// <summary>Writes that were tried again, counted up.</summary>
    public long Tries => Interlocked.Read(ref _tries);

    /// <summary>Whether the schema is up to date. Until then writes wait, for as long as a migration takes.</summary>
    public bool IsPrepared => _prepared.Task.IsCompleted;

    /// <summary>Brings the schema up to date. No write begins before.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await _untilBack.ExecuteAsync(async token => await _schema.MigrateAsync(token), cancellationToken);
        _away = null;
        _prepared.TrySetResult();
    }

    public async Task<TResult> ExecuteAsync<TResult>(
        Func<CancellationToken, Task<TResult>> write, CancellationToken cancellationToken)
    {
        await _prepared.Task.WaitAsync(cancellationToken);
        var result = await _untilBack.ExecuteAsync(async token => await write(token), cancellationToken);
        _away = null;
        return result;
    }

    public Task ExecuteAsync(Func<CancellationToken, Task> write, CancellationToken cancellationToken) =>
        ExecuteAsync(
            async token =>
            {
                await write(token);
                return true;
            },
            cancellationToken);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (_away is { } reason)
            return HealthCheckResult.Unhealthy(reason);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(ProbePatience);
        try
        {
            return await _schema.IsCurrentAsync(deadline.Token)
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("The schema is not up to date.");
        }
        catch (Exception e) when (e is StorageUnavailableException || !cancellationToken.IsCancellationRequested && e is OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("The store does not answer.", e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The store is away, try {Attempt}; messages wait in their queues: {Reason}")]
    partial void StorageAway(int attempt, string reason);
}

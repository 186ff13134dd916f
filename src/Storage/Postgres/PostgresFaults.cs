using Npgsql;
using Polly;
using Polly.Retry;

namespace Tracking.Storage.Postgres;

/// <summary>Which faults pass by themselves, and what is done about them.</summary>
static class PostgresFaults
{
    /// <summary>Runs work that may be repeated as a whole.</summary>
    /// <exception cref="StorageUnavailableException">A passing fault that outlasted a few tries.</exception>
    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await AFewTries.ExecuteAsync(work, cancellationToken);
        }
        catch (NpgsqlException fault) when (Passes(fault))
        {
            throw Unavailable(fault);
        }
    }

    /// <summary>The same for callers that cannot wait: it blocks.</summary>
    public static T Run<T>(Func<T> work)
    {
        try
        {
            return AFewTries.Execute(work);
        }
        catch (NpgsqlException fault) when (Passes(fault))
        {
            throw Unavailable(fault);
        }
    }

    /// <summary>Runs work that must not be repeated by itself: it does something outside the database, too.</summary>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    public static async Task<T> RunOnceAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (NpgsqlException fault) when (Passes(fault))
        {
            throw Unavailable(fault);
        }
    }

    static StorageUnavailableException Unavailable(NpgsqlException fault) =>
        new($"PostgreSQL cannot be reached or cannot keep up: {fault.Message}", fault);

    // Enough for a deadlock or a broken pooled connection; an outage is for the caller to sit out.
    static readonly ResiliencePipeline AFewTries = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<NpgsqlException>(Passes),
            MaxRetryAttempts = 4,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(20),
            MaxDelay = TimeSpan.FromMilliseconds(500),
        })
        .Build();

    // What the server did not say itself is about the connection. Of what it says, data errors (22, 23), limits (54) and our own
    // mistakes (42) stay as they are.
    static bool Passes(NpgsqlException fault) =>
        fault is not PostgresException said || said.IsTransient || PassingClasses.Contains(said.SqlState[..2]);

    // Connection, read-only after a failover, sign-in, no such database yet, rollback, resources, locks, shutdown, system.
    static readonly HashSet<string> PassingClasses = ["08", "25", "28", "3D", "40", "53", "55", "57", "58"];
}

using Microsoft.Extensions.Options;

namespace Tracking.Worker;

/// <summary>How the worker takes work: <c>Worker:…</c>.</summary>
public sealed class WorkerOptions
{
    /// <summary>
    /// Most events of one write. From 250 to 500 the cost of a statement is spread as thin as it gets; more only holds rows longer.
    /// </summary>
    public int BatchSize { get; set; } = 500;

    /// <summary>Writes under way at once, each on a connection of its own.</summary>
    public int Concurrency { get; set; } = 2;

    /// <summary>
    /// Messages of single events that the broker hands over ahead. It must exceed BatchSize × Concurrency, or writes run half
    /// empty; far more than that only fills memory.
    /// </summary>
    public int Prefetch { get; set; } = 1_200;

    /// <summary>
    /// The same for messages of callbacks, each of which holds one to 64 of them. At 64 messages, those that travel alone were drained half
    /// as fast, for each write waited for its turn with few in it; what this is in memory where they travel in groups,
    /// <see cref="Callbacks.BytesInHand"/> limits.
    /// </summary>
    public int CallbacksPrefetch { get; set; } = 256;
}

sealed class WorkerOptionsValidator : IValidateOptions<WorkerOptions>
{
    public ValidateOptionsResult Validate(string? name, WorkerOptions options)
    {
        var failures = new List<string>();
        Require(nameof(options.BatchSize), options.BatchSize, most: 5_000, "events");
        Require(nameof(options.Concurrency), options.Concurrency, most: 64, "writes");
        Require(nameof(options.Prefetch), options.Prefetch, most: 60_000, "messages");
        Require(nameof(options.CallbacksPrefetch), options.CallbacksPrefetch, most: 60_000, "messages");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Require(string key, int value, int most, string unit)
        {
            if (value < 1 || value > most)
                failures.Add($"Worker:{key} must be between 1 and {most} {unit}.");
        }
    }
}

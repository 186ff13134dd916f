using Microsoft.Extensions.Options;

namespace Tracking.Worker.Retention;

/// <summary>How long things are kept: <c>Retention:…</c>.</summary>
public sealed class RetentionOptions
{
    /// <summary>Events, and orphans among them, since they arrived. What they did to their delivery stays.</summary>
    public TimeSpan Events { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Deliveries, with all that is about them, since they were first known.</summary>
    public TimeSpan Deliveries { get; set; } = TimeSpan.FromDays(400);

    /// <summary>Callbacks as they came. Zero: they are not kept at all.</summary>
    public TimeSpan RawCallbacks { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Audit entries.</summary>
    public TimeSpan Audit { get; set; } = TimeSpan.FromDays(800);

    /// <summary>Dead letters, since they were replayed or discarded. Those that wait are kept for ever.</summary>
    public TimeSpan DeadLetters { get; set; } = TimeSpan.FromDays(30);

    /// <summary>From the end of one pass to the beginning of the next.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);
}

sealed class RetentionOptionsValidator : IValidateOptions<RetentionOptions>
{
    static readonly TimeSpan Shortest = TimeSpan.FromDays(1);
    static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    public ValidateOptionsResult Validate(string? name, RetentionOptions options)
    {
        var failures = new List<string>();
        Require(nameof(options.Events), options.Events);
        Require(nameof(options.Deliveries), options.Deliveries);
        Require(nameof(options.Audit), options.Audit);
        Require(nameof(options.DeadLetters), options.DeadLetters);
        if (options.RawCallbacks != TimeSpan.Zero)
            Require(nameof(options.RawCallbacks), options.RawCallbacks, "0, or ");
        if (options.Interval < TimeSpan.FromSeconds(1) || options.Interval > TimeSpan.FromDays(1))
            failures.Add("Retention:Interval must be a time from 00:00:01 to 1.00:00:00.");

        // They go with their delivery: a longer time would be a promise that nobody keeps.
        if (options.Events > options.Deliveries)
            failures.Add("Retention:Events must not be longer than Retention:Deliveries, for a delivery goes with its events.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Require(string key, TimeSpan value, string or = "")
        {
            if (value < Shortest || value > Longest)
                failures.Add($"Retention:{key} must be {or}a time from 1 to {Longest.TotalDays:0} days, such as 90.00:00:00 for 90 days.");
        }
    }
}

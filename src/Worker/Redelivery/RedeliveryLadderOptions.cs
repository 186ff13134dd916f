using Microsoft.Extensions.Options;
using Tracking.Hosting.DeadLetters;

namespace Tracking.Worker.Redelivery;

/// <summary>How often, and how long after each failure, a message is tried again: <c>Worker:Redelivery:…</c>.</summary>
public sealed class RedeliveryLadderOptions
{
    internal const string Key = "Worker:Redelivery:Delays";

    /// <summary>
    /// One for each further try, in whole milliseconds up to a day. None: what fails once is a dead letter. The defaults outlast a deploy
    /// that went wrong and was taken back.
    /// </summary>
    public IReadOnlyList<TimeSpan> Delays { get; set; } =
        [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1)];

    /// <summary>How long a message waits that has failed so often; null where it is not tried again.</summary>
    internal TimeSpan? DelayAfter(int attempts, DeadLetterClass @class) => @class switch
    {
        // Bytes do not change by waiting.
        DeadLetterClass.Unreadable => null,
        DeadLetterClass.Unapplied => attempts <= Delays.Count ? Delays[attempts - 1] : null,
        _ => throw new UnreachableException($"class {@class}"),
    };
}

/// <summary>
/// Not left to the binder: it would add what is configured to the defaults, leave out what is no time, and could not be told of an empty
/// list.
/// </summary>
sealed class RedeliveryLadderOptionsSetup(IConfiguration configuration) : IConfigureOptions<RedeliveryLadderOptions>, IValidateOptions<RedeliveryLadderOptions>
{
    const int MostDelays = 10;
    static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public void Configure(RedeliveryLadderOptions options)
    {
        // An empty text is how an environment variable, or JSON's [], says "none".
        var section = configuration.GetSection(RedeliveryLadderOptions.Key);
        if (section.GetChildren().Any())
            options.Delays = [.. section.GetChildren().Select(delay => delay.Get<TimeSpan>())];
        else if (section.Value is "")
            options.Delays = [];
    }

    public ValidateOptionsResult Validate(string? name, RedeliveryLadderOptions options)
    {
        var failures = new List<string>();
        if (configuration.GetSection(RedeliveryLadderOptions.Key).Value is { Length: > 0 })
            failures.Add($"{RedeliveryLadderOptions.Key} must be a list: {RedeliveryLadderOptions.Key}:0, {RedeliveryLadderOptions.Key}:1 and so on.");
        if (options.Delays.Count > MostDelays)
            failures.Add($"{RedeliveryLadderOptions.Key} must hold at most {MostDelays} delays.");
        foreach (var (index, delay) in options.Delays.Index())
        {
            if (delay <= TimeSpan.Zero || delay > Longest || delay.Ticks % TimeSpan.TicksPerMillisecond != 0)
                failures.Add($"{RedeliveryLadderOptions.Key}:{index} must be in whole milliseconds, above 00:00:00 and up to {Longest:c}.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}

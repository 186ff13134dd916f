using Microsoft.Extensions.Options;
using Tracking.Storage;

namespace Tracking.Worker.Alerts;

/// <summary>When somebody is to be told: <c>Alerts:…</c>.</summary>
public sealed class AlertOptions
{
    public const string Section = "Alerts";

    public SignatureFailureOptions SignatureFailures { get; set; } = new();

    public ProviderSilenceOptions ProviderSilence { get; set; } = new();

    public RateOptions ComplaintRate { get; set; } = new() { Above = 0.001, MinSample = 1_000 };

    public DeliveryRateOptions DeliveryRate { get; set; } = new();

    public RateOptions OverdueShare { get; set; } = new() { Above = 0.05, MinSample = 100 };

    public DeadLetterOptions DeadLetters { get; set; } = new();

    public IList<RateOverride> Overrides { get; } = [];

    public WebhookOptions Webhook { get; set; } = new();

    /// <summary>How often each worker looks. Several that see the same raise it once.</summary>
    public TimeSpan Every { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>Callbacks that are not believed: a rotated secret, a changed URL, or somebody who forges them.</summary>
public sealed class SignatureFailureOptions
{
    /// <summary>Of all callbacks of a provider's account, between 0 and 1. What is open is cleared at half of it.</summary>
    public double Share { get; set; } = 0.2;

    /// <summary>Fewer callbacks than this prove nothing. Where the window has fewer, it is widened, up to a day.</summary>
    public int MinSample { get; set; } = 20;

    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(10);
}

/// <summary>A provider that used to call back and does not any more.</summary>
public sealed class ProviderSilenceOptions
{
    /// <summary>Callbacks that were to be expected since the last one.</summary>
    public int Expected { get; set; } = 20;

    /// <summary>A shorter silence is none.</summary>
    public TimeSpan AtLeast { get; set; } = TimeSpan.FromMinutes(15);
}

sealed class AlertOptionsValidator : IValidateOptions<AlertOptions>
{
    const string Section = AlertOptions.Section;

    public ValidateOptionsResult Validate(string? name, AlertOptions options)
    {
        string[] failures = [.. Problems(options)];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    static IEnumerable<string> Problems(AlertOptions options)
    {
        var (signatures, silence) = (options.SignatureFailures, options.ProviderSilence);
        if (options.Every < TimeSpan.FromSeconds(1) || options.Every > TimeSpan.FromMinutes(10))
            yield return $"{Section}:Every must be between 00:00:01 and 00:10:00.";
        if (signatures.Share is not (> 0 and <= 1))
            yield return $"{Section}:SignatureFailures:Share must be more than 0 and at most 1.";
        if (signatures.MinSample < 1)
            yield return $"{Section}:SignatureFailures:MinSample must be a positive number of callbacks.";
        if (signatures.Window < CallbackCount.BucketLength || signatures.Window > SignatureFailures.Longest)
            yield return $"{Section}:SignatureFailures:Window must be between 00:05:00 and 1.00:00:00.";
        if (silence.Expected < 1)
            yield return $"{Section}:ProviderSilence:Expected must be a positive number of callbacks.";
        if (silence.AtLeast < CallbackCount.BucketLength || silence.AtLeast > TimeSpan.FromDays(1))
            yield return $"{Section}:ProviderSilence:AtLeast must be between 00:05:00 and 1.00:00:00.";
        foreach (var problem in RateRules.Problems(options).Concat(options.Webhook.Problems))
            yield return problem;
    }
}

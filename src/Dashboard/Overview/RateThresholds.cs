using Microsoft.Extensions.Options;

namespace Tracking.Dashboard.Overview;

/// <summary>What the overview holds rates against: the worker's <c>Alerts:…</c>, where this process has the same settings.</summary>
public sealed class RateThresholds
{
    public const string Section = "Alerts";

    public HighRate ComplaintRate { get; set; } = new();

    public LowRate DeliveryRate { get; set; } = new();

    public sealed class HighRate
    {
        public double Above { get; set; } = 0.001;
    }

    public sealed class LowRate
    {
        public double Below { get; set; } = 0.95;
    }
}

sealed class RateThresholdsValidator : IValidateOptions<RateThresholds>
{
    public ValidateOptionsResult Validate(string? name, RateThresholds options) =>
        options.ComplaintRate.Above is not (> 0 and <= 1) ? ValidateOptionsResult.Fail("Alerts:ComplaintRate:Above must be more than 0 and at most 1.")
        : options.DeliveryRate.Below is not (>= 0 and < 1) ? ValidateOptionsResult.Fail("Alerts:DeliveryRate:Below must be at least 0 and less than 1.")
        : ValidateOptionsResult.Success;
}

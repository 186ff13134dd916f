namespace Tracking.Worker.Alerts;

/// <summary>When a rate is too high: <c>Alerts:ComplaintRate</c>, <c>Alerts:OverdueShare</c>.</summary>
public sealed class RateOptions
{
    /// <summary>Between 0 and 1; of 1, nothing ever is. What is open is cleared when the rate has gone down by a fifth of it.</summary>
    public double Above { get; set; }

    /// <summary>Fewer deliveries than this prove nothing.</summary>
    public int MinSample { get; set; }

    /// <summary>Over deliveries first known so long ago at most, to the beginning of the hour.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromDays(1);
}

/// <summary>When too little arrives: <c>Alerts:DeliveryRate</c>.</summary>
public sealed class DeliveryRateOptions
{
    /// <summary>Between 0 and 1; of 0, nothing ever is. What is open is cleared when a fifth of what lacks for 1 is made up.</summary>
    public double Below { get; set; } = 0.95;

    public int MinSample { get; set; } = 100;

    /// <summary>Whole hours.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How old the youngest delivery must be that counts. What was sent just now has not been confirmed yet, and would make every burst look like a
    /// fault; to wait for the whole confirmation window would tell of one days later.
    /// </summary>
    public TimeSpan Age { get; set; } = TimeSpan.FromMinutes(15);
}

/// <summary>Thresholds of a tenant, of a channel, or of a tenant's channel: <c>Alerts:Overrides:&lt;n&gt;</c>.</summary>
public sealed class RateOverride
{
    /// <summary>Null: of every one.</summary>
    public string? TenantId { get; set; }

    /// <summary>Null: of every one.</summary>
    public string? Channel { get; set; }

    /// <summary>Instead of <c>Alerts:ComplaintRate:Above</c>; null leaves it.</summary>
    public double? ComplaintRate { get; set; }

    /// <summary>Instead of <c>Alerts:DeliveryRate:Below</c>; null leaves it. It also has a channel watched that has no confirmation window.</summary>
    public double? DeliveryRate { get; set; }

    /// <summary>Instead of <c>Alerts:OverdueShare:Above</c>; null leaves it.</summary>
    public double? OverdueShare { get; set; }

    internal bool Covers(string? tenantId, string? channel) =>
        (TenantId is null || TenantId == tenantId) && (Channel is null || Channel.Equals(channel, StringComparison.OrdinalIgnoreCase));

    // A tenant's channel before the tenant, and that before the channel.
    internal int Precision => (TenantId is null ? 0 : 2) + (Channel is null ? 0 : 1);
}

/// <summary>Messages that could not be applied: <c>Alerts:DeadLetters</c>.</summary>
public sealed class DeadLetterOptions
{
    /// <summary>More than so many that wait. What is open is cleared when no more than half as many do.</summary>
    public int Above { get; set; }
}

static class RateRules
{
    static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public static IEnumerable<string> Problems(AlertOptions options)
    {
        const string Section = AlertOptions.Section;
        return
        [
            .. OfRate($"{Section}:ComplaintRate", options.ComplaintRate), .. OfRate($"{Section}:OverdueShare", options.OverdueShare),
            .. OfDeliveryRate(options.DeliveryRate), .. options.Overrides.SelectMany((o, i) => OfOverride($"{Section}:Overrides:{i}", o)),
            .. Require(options.DeadLetters.Above >= 0, $"{Section}:DeadLetters:Above must be a number of messages, 0 or more."),
        ];
    }

    static IEnumerable<string> OfRate(string key, RateOptions rate) =>
    [
        .. Require(rate.Above is > 0 and <= 1, $"{key}:Above must be more than 0 and at most 1, such as 0.001 for 0.1 %."),
        .. Require(rate.MinSample > 0, $"{key}:MinSample must be a positive number of deliveries."),
        .. Require(IsWholeHours(rate.Window), $"{key}:Window must be from 1 hour to 7 days, in whole hours, such as 1.00:00:00 for a day."),
    ];

    static IEnumerable<string> OfDeliveryRate(DeliveryRateOptions rate)
    {
        const string Key = $"{AlertOptions.Section}:DeliveryRate";
        return
        [
            .. Require(rate.Below is >= 0 and < 1, $"{Key}:Below must be at least 0 and less than 1, such as 0.95."),
            .. Require(rate.MinSample > 0, $"{Key}:MinSample must be a positive number of deliveries."),
            .. Require(IsWholeHours(rate.Window), $"{Key}:Window must be from 1 hour to 7 days, in whole hours, such as 06:00:00."),
            .. Require(rate.Age >= TimeSpan.Zero && rate.Age <= Longest, $"{Key}:Age must be from 00:00:00 to 7 days."),
        ];
    }

    static IEnumerable<string> OfOverride(string key, RateOverride rate) =>
    [
        .. Require(rate is not { TenantId: null, Channel: null }, $"{key} must name a TenantId, a Channel, or both."),
        .. Require(rate.ComplaintRate is null or > 0 and <= 1, $"{key}:ComplaintRate must be more than 0 and at most 1."),
        .. Require(rate.DeliveryRate is null or >= 0 and < 1, $"{key}:DeliveryRate must be at least 0 and less than 1."),
        .. Require(rate.OverdueShare is null or > 0 and <= 1, $"{key}:OverdueShare must be more than 0 and at most 1."),
    ];

    static IEnumerable<string> Require(bool holds, string otherwise) => holds ? [] : [otherwise];

    static bool IsWholeHours(TimeSpan window) =>
        window >= TimeSpan.FromHours(1) && window <= Longest && window.Ticks % TimeSpan.TicksPerHour == 0;
}

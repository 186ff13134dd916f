namespace Tracking.Contracts;

/// <summary>A rate that had crossed its threshold came back.</summary>
public sealed record DeliverabilityAlertCleared
{
    /// <summary>The same for the raising and the clearing of one alert.</summary>
    public required string AlertId { get; init; }

    /// <summary>
    /// What is watched: <c>complaint_rate</c>, <c>delivery_rate</c>, <c>overdue_share</c>, <c>dead_letters</c>,
    /// <c>signature_failures</c>, <c>provider_silence</c> and so on.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary><c>critical</c> or <c>warning</c>.</summary>
    public required string Severity { get; init; }

    /// <summary>Null where it is not about one provider.</summary>
    public string? Provider { get; init; }

    /// <summary>The provider's configured account; null for the unnamed one.</summary>
    public string? Account { get; init; }

    public string? TenantId { get; init; }

    public string? Channel { get; init; }

    /// <summary>The figure observed: a share between 0 and 1, or a count.</summary>
    public required double Value { get; init; }

    public required double Threshold { get; init; }

    /// <summary>Over how long it was observed.</summary>
    public required TimeSpan Window { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }
}

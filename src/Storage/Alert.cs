using Tracking.Deliveries;

namespace Tracking.Storage;

/// <summary>What an alert is about; the members that it is not about are null. Of each there is at most one open alert.</summary>
/// <param name="Kind">What is watched: <c>signature_failures</c>, <c>provider_silence</c> and so on.</param>
/// <param name="Account">The provider's configured account; null for the unnamed one.</param>
public readonly record struct AlertSubject(
    string Kind, string? Provider = null, string? Account = null, string? TenantId = null, string? Channel = null);

/// <summary>What was seen of a subject when it was looked at.</summary>
/// <param name="Holds">Whether it calls for an alert. Where it does not, an open alert of the subject is cleared.</param>
/// <param name="Severity"><c>critical</c> or <c>warning</c>.</param>
/// <param name="Value">A share between 0 and 1, or a count.</param>
/// <param name="Window">Over how long it was observed.</param>
public readonly record struct AlertObservation(
    AlertSubject Subject, bool Holds, string Severity, double Value, double Threshold, TimeSpan Window);

/// <summary>An alert as operators see it.</summary>
public sealed record AlertView
{
    public required Guid Id { get; init; }
    public required string Kind { get; init; }

    /// <summary><c>critical</c> or <c>warning</c>.</summary>
    public required string Severity { get; init; }

    public string? Provider { get; init; }
    public string? Account { get; init; }
    public string? TenantId { get; init; }
    public string? Channel { get; init; }

    /// <summary>As it was when the alert was raised, and of one that is cleared as it was then: a share between 0 and 1, or a count.</summary>
    public required double Value { get; init; }

    public required double Threshold { get; init; }

    /// <summary>Over how long it was observed.</summary>
    public required TimeSpan Window { get; init; }

    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>Null while it is open.</summary>
    public DateTimeOffset? ClearedAt { get; init; }

    internal AlertSubject Subject => new(Kind, Provider, Account, TenantId, Channel);
}

/// <summary>What one look changed.</summary>
public sealed record AlertChanges(IReadOnlyList<AlertView> Raised, IReadOnlyList<AlertView> Cleared)
{
    /// <summary>Announced, each once: raised and cleared alike.</summary>
    internal IEnumerable<AlertNotice> Notices => Raised.Concat(Cleared).Select(alert => new AlertNotice { Alert = alert });

    /// <param name="open">Those of the kinds that were looked at: one whose subject was not seen at all is cleared, too.</param>
    internal static AlertChanges Between(
        IEnumerable<AlertView> open, IReadOnlyCollection<AlertObservation> observed, DateTimeOffset now)
    {
        var at = now.ToMicroseconds();
        var seen = observed.DistinctBy(o => o.Subject).ToDictionary(o => o.Subject);
        var standing = open.ToDictionary(alert => alert.Subject);
        return new AlertChanges(
            [.. from one in seen.Values where one.Holds && !standing.ContainsKey(one.Subject) select Raise(one, at)],
            [.. from alert in standing.Values
                let one = seen.TryGetValue(alert.Subject, out var again) ? again : default
                where !one.Holds
                select alert with { Value = one.Value, ClearedAt = at }]);
    }

    static AlertView Raise(AlertObservation observed, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Kind = observed.Subject.Kind,
        Severity = observed.Severity,
        Provider = observed.Subject.Provider,
        Account = observed.Subject.Account,
        TenantId = observed.Subject.TenantId,
        Channel = observed.Subject.Channel,
        Value = observed.Value,
        Threshold = observed.Threshold,
        Window = observed.Window,
        RaisedAt = now,
    };
}

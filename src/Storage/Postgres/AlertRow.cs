namespace Tracking.Storage.Postgres;

/// <summary>A row of the table <c>alert</c>.</summary>
sealed record AlertRow
{
    // language=sql
    public const string Columns = """
        alert_id, kind, severity, provider, account, tenant_id, channel, value, threshold, window_seconds, raised_at, cleared_at
        """;

    public required Guid AlertId { get; init; }
    public required string Kind { get; init; }
    public required string Severity { get; init; }
    public string? Provider { get; init; }
    public string? Account { get; init; }
    public string? TenantId { get; init; }
    public string? Channel { get; init; }
    public required double Value { get; init; }
    public required double Threshold { get; init; }
    public required double WindowSeconds { get; init; }
    public required DateTimeOffset RaisedAt { get; init; }
    public DateTimeOffset? ClearedAt { get; init; }

    public AlertView View => new()
    {
        Id = AlertId,
        Kind = Kind,
        Severity = Severity,
        Provider = Provider,
        Account = Account,
        TenantId = TenantId,
        Channel = Channel,
        Value = Value,
        Threshold = Threshold,
        Window = TimeSpan.FromSeconds(WindowSeconds),
        RaisedAt = RaisedAt,
        ClearedAt = ClearedAt,
    };
}

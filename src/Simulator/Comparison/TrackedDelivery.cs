namespace Tracking.Simulator.Comparison;

/// <summary>A delivery as the dashboard's API tells it: the members that are compared.</summary>
sealed record TrackedDelivery
{
    public required string DeliveryId { get; init; }
    public string? NotificationId { get; init; }
    public string? TenantId { get; init; }
    public string? Channel { get; init; }
    public string? NotificationType { get; init; }
    public string? Category { get; init; }
    public string? TemplateId { get; init; }
    public TrackedNotifiable? Notifiable { get; init; }
    public string? Recipient { get; init; }
    public string? Provider { get; init; }
    public string? ProviderMessageId { get; init; }
    public IReadOnlyList<string>? ProviderMessageIds { get; init; }
    public int? DurationMs { get; init; }
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
    public string? Status { get; init; }
    public string? Reason { get; init; }
    public TrackedError? Error { get; init; }
    public DateTimeOffset? QueuedAt { get; init; }
    public DateTimeOffset? SentAt { get; init; }
    public DateTimeOffset? DeliveredAt { get; init; }
    public DateTimeOffset? FailedAt { get; init; }
    public DateTimeOffset? BouncedAt { get; init; }
    public DateTimeOffset? ComplainedAt { get; init; }
    public DateTimeOffset? OpenedAt { get; init; }
    public DateTimeOffset? ClickedAt { get; init; }
    public DateTimeOffset? ReadAt { get; init; }
    public DateTimeOffset? UnsubscribedAt { get; init; }
    public int OpenCount { get; init; }
    public int MachineOpenCount { get; init; }
    public int ClickCount { get; init; }

    /// <summary>Null in a list: only a single delivery is told with its timeline.</summary>
    public IReadOnlyList<TrackedEvent>? Events { get; init; }
}

sealed record TrackedNotifiable(string Type, string Id);

sealed record TrackedError(string? Code, string? Message);

sealed record TrackedEvent
{
    public required string Evidence { get; init; }
    public required DateTimeOffset OccurredAt { get; init; }
    public string? Source { get; init; }
    public string? ProviderMessageId { get; init; }
    public bool Ambiguous { get; init; }
    public string? Url { get; init; }
}

sealed record TrackedOrphan
{
    public string? Provider { get; init; }
    public string? ProviderMessageId { get; init; }
    public required string Evidence { get; init; }
    public string? Why { get; init; }
}

/// <summary>An entry of the suppression list.</summary>
sealed record TrackedSuppression
{
    public string? TenantId { get; init; }
    public required string Channel { get; init; }
    public required string Recipient { get; init; }
    public required string Scope { get; init; }
    public required string Reason { get; init; }
    public required DateTimeOffset Since { get; init; }
    public string? DeliveryId { get; init; }
}

/// <summary>One page of a list; no <paramref name="Next"/> on the last.</summary>
sealed record TrackedPage<T>(IReadOnlyList<T> Items, string? Next);

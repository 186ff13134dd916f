namespace Tracking.Contracts;

/// <summary>A verified unsubscribe.</summary>
public sealed record UnsubscribeRequested
{
    public string? TenantId { get; init; }

    public required string Channel { get; init; }

    public required string Recipient { get; init; }

    /// <summary>One of <see cref="UnsubscribeScope"/>. Never <c>security</c>.</summary>
    public required string Scope { get; init; }

    /// <summary>One of <see cref="UnsubscribeSource"/>.</summary>
    public required string Source { get; init; }

    public string? IpAddress { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }
}

/// <summary>The words that <see cref="UnsubscribeRequested.Scope"/> may be.</summary>
public static class UnsubscribeScope
{
    public const string All = "all";
    public const string Marketing = "marketing";
    public const string Product = "product";
}

/// <summary>The words that <see cref="UnsubscribeRequested.Source"/> may be.</summary>
public static class UnsubscribeSource
{
    public const string Link = "link";
    public const string OneClick = "one-click";
    public const string Reply = "reply";
    public const string Report = "report";
    public const string Admin = "admin";
}

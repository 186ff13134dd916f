namespace Tracking.Contracts;

/// <summary>An address left the suppression list: an operator lifted it, or the provider took back what it had said.</summary>
public sealed record SuppressionLifted
{
    public string? TenantId { get; init; }

    public required string Channel { get; init; }

    /// <summary>The address as it is compared: mail in lower case without a display name, numbers by their digits.</summary>
    public required string Recipient { get; init; }

    /// <summary>Of the entry that was lifted. The address may still be on the list under another.</summary>
    public required string Scope { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>In one count with <see cref="RecipientSuppressed.Version"/>.</summary>
    public required int Version { get; init; }
}

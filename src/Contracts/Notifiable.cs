namespace Tracking.Contracts;

/// <summary>Who was notified, in the producer's terms: a type such as <c>User</c> and an id within it.</summary>
public sealed record Notifiable
{
    public required string Type { get; init; }

    public required string Id { get; init; }
}

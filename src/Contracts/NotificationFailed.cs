namespace Tracking.Contracts;

/// <summary>The transport threw or refused. A <see cref="NotificationSent"/> of the same delivery outweighs it, whichever comes first.</summary>
public sealed record NotificationFailed : DeliveryIdentity
{
    /// <summary>What the transport said, in its own words.</summary>
    public NotificationError? Error { get; init; }
}

/// <summary>A transport's own code and message.</summary>
public sealed record NotificationError
{
    public string? Code { get; init; }

    public string? Message { get; init; }
}

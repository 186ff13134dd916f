namespace Tracking.Contracts;

/// <summary>Accepted for delivery, not yet handed to a transport.</summary>
public sealed record NotificationQueued : DeliveryIdentity;

namespace Tracking.Contracts;

/// <summary>A channel's transport accepted the notification: not yet that anybody received it.</summary>
public sealed record NotificationSent : DeliveryIdentity;

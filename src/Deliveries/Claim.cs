namespace Tracking.Deliveries;

/// <summary>"This delivery has that provider message": one half of a correlation. Claims are only ever added.</summary>
/// <param name="Recipient">Normalised; null claims everything under the id, for good.</param>
/// <param name="ClaimedAt">By the claiming message's own clock, the earliest where it was repeated; the latest claim names a delivery's current attempt.</param>
public sealed record Claim(
    string DeliveryId, string Provider, string ProviderMessageId, string? Recipient, DateTimeOffset ClaimedAt)
{
    /// <summary>
    /// Evidence belongs to every delivery whose claim it matches: provider and id are equal, and the recipients are equal or
    /// one of the two names none. Evidence that names its delivery itself belongs to that one alone.
    /// </summary>
    public bool Matches(DeliveryEvent evidence) =>
        evidence.DeliveryId is null
        && evidence.Provider == Provider
        && evidence.ProviderMessageId == ProviderMessageId
        && (evidence.Recipient is null || Recipient is null || evidence.Recipient == Recipient);
}

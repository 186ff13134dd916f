using Tracking.Contracts;

namespace Tracking.Providers;

/// <summary>
/// Text of the sender's own that a provider echoes under its signature: <c>delivery_id=</c> and the id name the delivery, and the evidence
/// then needs no claim. Any other text is the sender's affair; an id alone cannot be told from an order number.
/// </summary>
static class DeliveryReference
{
    // "=" is in no delivery id, so no plain id can be mistaken for this.
    const string Prefix = "delivery_id=";

    public static string? DeliveryIdOf(string? reference) =>
        reference?.StartsWith(Prefix, StringComparison.Ordinal) == true
        && reference[Prefix.Length..] is var id
        && MessageRules.CheckDeliveryId(id) is null
            ? id
            : null;
}

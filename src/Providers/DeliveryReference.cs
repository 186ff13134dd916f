using System.Text.Json;
using Tracking.Contracts;

namespace Tracking.Providers;

/// <summary>
/// Text of the sender's own that a provider echoes under its signature: <c>delivery_id=</c> and the id name the delivery, and the evidence
/// then needs no claim. Any other text is the sender's affair; an id alone cannot be told from an order number.
/// </summary>
static class DeliveryReference
{
    // "=" is in no delivery id, so no plain id can be mistaken for this.
    const string Prefix = Name + "=";

    const string Name = "delivery_id";

    public static string? DeliveryIdOf(string? reference) =>
        reference?.StartsWith(Prefix, StringComparison.Ordinal) == true
        && reference[Prefix.Length..] is var id
        && MessageRules.CheckDeliveryId(id) is null
            ? id
            : null;

    /// <summary>Of what the sender gave along as names and values, where there is a value by the name <c>delivery_id</c>.</summary>
    public static string? DeliveryIdOf(JsonElement metadata) =>
        metadata.TextOrNull(Name) is { } id && MessageRules.CheckDeliveryId(id) is null ? id : null;

    /// <summary>Of text that is either a reference, or names and values in JSON.</summary>
    public static string? DeliveryIdOfText(string? text)
    {
        if (text?.StartsWith('{') != true)
            return DeliveryIdOf(text);
        using var metadata = CallbackJson.TryParseObject(text);
        return metadata is null ? null : DeliveryIdOf(metadata.RootElement);
    }
}

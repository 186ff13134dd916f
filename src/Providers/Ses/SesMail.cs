using System.Text.Json;
using Tracking.Contracts;
using Tracking.Deliveries;

namespace Tracking.Providers.Ses;

/// <summary>The mail that an event is about: the part that all events have.</summary>
/// <param name="MessageId">What SendEmail returned; shared by all recipients of one send. (Not the Message-ID header, which SES overrides.)</param>
/// <param name="Destinations">Normalised, each once.</param>
/// <param name="DeliveryId">The sender's tag <c>delivery_id</c>, where it has that form.</param>
sealed record SesMail(string MessageId, IReadOnlyList<string> Destinations, string? DeliveryId)
{
    const string DeliveryIdTag = "delivery_id";

    /// <summary>The one recipient of the mail; null where there are several, or where they are not told.</summary>
    public string? OnlyDestination => Destinations is [var only] ? only : null;

    public static SesMail? TryRead(JsonElement root, out string? problem)
    {
        problem = null;
        if (!root.TryGetProperty("mail", out var mail) || mail.ValueKind != JsonValueKind.Object)
            problem = "mail is missing";
        else if (!mail.TryGetText("messageId", out var id))
            problem = "mail.messageId is not text";
        else if (string.IsNullOrWhiteSpace(id))
            problem = "mail.messageId is missing";
        else if (id.Length > MessageRules.MaxProviderMessageIdLength)
            problem = $"mail.messageId is longer than {MessageRules.MaxProviderMessageIdLength}";
        else
            return new SesMail(id, DestinationsOf(mail), DeliveryIdOf(mail));
        return null;
    }

    // Tags and destinations serve to tell recipients apart: one that is not readable is as good as none.
    static string[] DestinationsOf(JsonElement mail) =>
        [.. Texts(mail, "destination").Select(Recipient.Normalize).OfType<string>().Distinct(StringComparer.Ordinal)];

    static string? DeliveryIdOf(JsonElement mail) =>
        mail.TryGetProperty("tags", out var tags)
        && Texts(tags, DeliveryIdTag).ToArray() is [var only]
        && MessageRules.CheckDeliveryId(only) is null
            ? only
            : null;

    static IEnumerable<string?> Texts(JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object
            || !parent.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array)
        {
            yield break;
        }

        foreach (var item in list.EnumerateArray())
        {
            if (item.TryGetText(out var text) && text is not null && !StorableText.IsTooLong(text))
                yield return text;
        }
    }
}

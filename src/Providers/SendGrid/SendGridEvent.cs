using System.Text.Json;
using Tracking.Contracts;

namespace Tracking.Providers.SendGrid;

/// <summary>One event of a batch: what is read of it, always about one recipient.</summary>
/// <remarks>
/// Types are loose: numbers come as text, and custom arguments stand beside SendGrid's own members, and may have their names. What only
/// describes an event and is no text is as good as absent.
/// </remarks>
/// <seealso href="https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event"/>
sealed record SendGridEvent
{
    const string DeliveryIdArgument = "delivery_id";

    /// <summary>Its own word for what happened.</summary>
    public required string Word { get; init; }

    /// <summary>Normalised.</summary>
    public required string Recipient { get; init; }

    /// <summary>
    /// What the send call returned, and all its recipients share: <c>sg_message_id</c> up to its first dot. Null for a bounce that came
    /// long after the mail was accepted. (Not <c>smtp-id</c>, which may be the sender's own.)
    /// </summary>
    public string? MessageId { get; private init; }

    /// <summary>The sender's custom argument <c>delivery_id</c>, where it has that form.</summary>
    public string? DeliveryId { get; private init; }

    /// <summary>As it is written: seconds since 1970.</summary>
    public string? Timestamp { get; private init; }

    /// <summary><c>bounce</c> or <c>blocked</c>, of a bounce.</summary>
    public string? Type { get; private init; }

    /// <summary>The enhanced status code, such as <c>5.1.1</c>.</summary>
    public string? Status { get; private init; }

    /// <summary><c>bounce_classification</c>, such as <c>Invalid Address</c>.</summary>
    public string? Classification { get; private init; }

    public string? Reason { get; private init; }

    public string? Response { get; private init; }

    /// <summary>Of the group of mails that its recipient may leave.</summary>
    public string? GroupId { get; private init; }

    public string? Url { get; private init; }

    public string? Ip { get; private init; }

    public string? UserAgent { get; private init; }

    /// <summary>A mail proxy fetched what shows an open, before or without anybody reading the mail.</summary>
    public bool IsByMachine { get; private init; }

    public static SendGridEvent? TryRead(JsonElement e, out string? problem)
    {
        problem = null;
        if (Text(e, "event") is not { } word)
            problem = "event is missing, or is not text";
        else if (Deliveries.Recipient.Normalize(Text(e, "email")) is not { } recipient)
            problem = "email is missing, or is not text";
        else if (StorableText.IsTooLong(recipient))
            problem = $"email is longer than {MessageRules.MaxRecipientLength}";
        else if (!e.TryGetText("sg_message_id", out var full, orNumber: true))
            problem = "sg_message_id is not text";
        else if (full?.Split('.')[0] is { Length: > MessageRules.MaxProviderMessageIdLength })
            problem = $"sg_message_id is longer than {MessageRules.MaxProviderMessageIdLength}";
        else if (Text(e, "asm_group_id") is { Length: > MessageRules.MaxNameLength })
            problem = $"asm_group_id is longer than {MessageRules.MaxNameLength}";
        else
            return Read(e, word, recipient, full?.Split('.')[0]);
        return null;
    }

    static SendGridEvent Read(JsonElement e, string word, string recipient, string? messageId) => new()
    {
        Word = word,
        Recipient = recipient,
        MessageId = messageId,
        DeliveryId = Text(e, DeliveryIdArgument) is { } id && MessageRules.CheckDeliveryId(id) is null ? id : null,
        Timestamp = Text(e, "timestamp"),
        Type = Text(e, "type"),
        Status = Text(e, "status"),
        Classification = Text(e, "bounce_classification"),
        Reason = Text(e, "reason"),
        Response = Text(e, "response"),
        GroupId = Text(e, "asm_group_id"),
        Url = Text(e, "url"),
        Ip = Text(e, "ip"),
        UserAgent = Text(e, "useragent"),
        IsByMachine = e.TryGetProperty("sg_machine_open", out var machine)
            && (machine.ValueKind == JsonValueKind.True || string.Equals(machine.TextOrNull(), "true", StringComparison.OrdinalIgnoreCase)),
    };

    static string? Text(JsonElement parent, string name) =>
        parent.TryGetText(name, out var text, orNumber: true) && !string.IsNullOrWhiteSpace(text) ? text : null;
}

using System.Text.Json;

namespace Tracking.Providers.Mailgun;

/// <summary>What a callback says, whichever way it was written.</summary>
sealed record MailgunEvent
{
    /// <summary>Such as <c>delivered</c>.</summary>
    public required string? Word { get; init; }

    public string? Severity { get; init; }

    public string? Reason { get; init; }

    public string? Code { get; init; }

    public string? Message { get; init; }

    public string? Recipient { get; init; }

    /// <summary>Without the angle brackets that the answer to a send call has.</summary>
    public string? MessageId { get; init; }

    public DateTimeOffset? StatedAt { get; init; }

    public string? Url { get; init; }

    public string? IpAddress { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>Whose program opened it, where it was one.</summary>
    public string? Bot { get; init; }

    public static MailgunEvent Of(JsonElement data)
    {
        var headers = data.ObjectOrNone("message").ObjectOrNone("headers");
        var (status, client) = (data.ObjectOrNone("delivery-status"), data.ObjectOrNone("client-info"));
        return new MailgunEvent
        {
            Word = data.TextOrNull("event"),
            Severity = data.TextOrNull("severity"),
            Reason = data.TextOrNull("reason"),
            Code = status.TextOrNull("code"),
            Message = status.TextOrNull("description") ?? status.TextOrNull("message") ?? data.ObjectOrNone("reject").TextOrNull("reason"),
            // A rejected mail may name its recipient nowhere else, and is about all of them where there are several.
            Recipient = data.TextOrNull("recipient") ?? (headers.TextOrNull("to") is { } to && !to.Contains(',') ? to : null),
            MessageId = Unwrapped(headers.TextOrNull("message-id")),
            StatedAt = CallbackTime.OfSeconds(data.TextOrNull("timestamp")),
            Url = data.TextOrNull("url"),
            IpAddress = data.TextOrNull("ip"),
            UserAgent = client.TextOrNull("user-agent"),
            Bot = client.TextOrNull("bot"),
        };
    }

    public static MailgunEvent Of(IReadOnlyDictionary<string, string> form) => new()
    {
        // Mail to us has no event, and a sender.
        Word = form.GetValueOrDefault("event") ?? (form.ContainsKey("sender") ? "stored" : null),
        Reason = form.GetValueOrDefault("reason"),
        Code = form.GetValueOrDefault("code"),
        Message = form.GetValueOrDefault("description") ?? form.GetValueOrDefault("error") ?? form.GetValueOrDefault("notification"),
        Recipient = form.GetValueOrDefault("recipient"),
        MessageId = Unwrapped(form.GetValueOrDefault("Message-Id") ?? form.GetValueOrDefault("message-id")),
        StatedAt = CallbackTime.OfSeconds(form.GetValueOrDefault("timestamp")),
        Url = form.GetValueOrDefault("url"),
        IpAddress = form.GetValueOrDefault("ip"),
        UserAgent = form.GetValueOrDefault("user-agent"),
    };

    static string? Unwrapped(string? id) => id?.Trim().TrimStart('<').TrimEnd('>') is { Length: > 0 } unwrapped ? unwrapped : null;
}

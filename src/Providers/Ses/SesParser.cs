using System.Text;
using System.Text.Json;
using Tracking.Contracts;

namespace Tracking.Providers.Ses;

/// <summary>Reads both feeds of SES: event publishing (<c>eventType</c>) and the notifications of an identity (<c>notificationType</c>).</summary>
static class SesParser
{
    // Sent in plain text when an event destination is set up.
    const string SetUpNotice = "Successfully validated SNS topic";

    public static CallbackReading Parse(RawCallback callback)
    {
        if (SnsEnvelope.TryRead(Encoding.UTF8.GetBytes(callback.Body), out var problem) is not { } envelope)
            return CallbackReading.NotReadable(problem!);
        if (envelope.Type != SnsEnvelope.Notification)
            return CallbackReading.Nothing;
        if (envelope.Message.AsSpan().TrimStart().StartsWith(SetUpNotice, StringComparison.Ordinal))
            return CallbackReading.Nothing;

        using var message = CallbackJson.TryParseObject(envelope.Message);
        if (message is null)
            return CallbackReading.NotReadable("the Message is not a JSON object");
        return Read(message.RootElement, callback, SesTime.Parse(envelope.Timestamp));
    }

    static CallbackReading Read(JsonElement root, RawCallback callback, DateTimeOffset? publishedAt)
    {
        if (Text(root, "eventType") is { Problem: { } inEventType })
            return CallbackReading.NotReadable(inEventType);
        if (Text(root, "notificationType") is { Problem: { } inNotificationType })
            return CallbackReading.NotReadable(inNotificationType);
        if ((Text(root, "eventType").Value ?? Text(root, "notificationType").Value) is not { } type)
            return CallbackReading.NotReadable("neither eventType nor notificationType is there");
        if (SesStatus.IsForeign(type))
            return CallbackReading.Nothing;
        return SesMail.TryRead(root, out var problem) is { } mail
            ? new SesEvents(type, root, mail, callback, publishedAt).Read()
            : CallbackReading.NotReadable(problem!);
    }

    static (string? Value, string? Problem) Text(JsonElement parent, string name) =>
        parent.TryGetText(name, out var value) ? (value is "" ? null : value, null) : (null, $"{name} is not text");
}

using System.Text.Json;

namespace Tracking.Providers.Ses;

/// <summary>The JSON that SNS wraps around a message. Its values are as they are signed: decoded, and otherwise untouched.</summary>
/// <seealso href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html"/>
public sealed record SnsEnvelope
{
    public const string Notification = "Notification";
    public const string SubscriptionConfirmation = "SubscriptionConfirmation";
    public const string UnsubscribeConfirmation = "UnsubscribeConfirmation";

    /// <summary>One of the three.</summary>
    public required string Type { get; init; }

    /// <summary>Names the publish; kept when SNS repeats it.</summary>
    public required string MessageId { get; init; }

    public required string TopicArn { get; init; }

    /// <summary>ISO 8601, of the publish.</summary>
    public required string Timestamp { get; init; }

    public required string Message { get; init; }

    public string? Subject { get; init; }

    /// <summary>Of the two confirmations. Never followed: what it would do is built anew from verified parts.</summary>
    public string? SubscribeUrl { get; init; }

    /// <summary>Of the two confirmations.</summary>
    public string? Token { get; init; }

    public string? SignatureVersion { get; init; }

    public string? Signature { get; init; }

    public string? SigningCertUrl { get; init; }

    /// <returns>Null where the body is no envelope; <paramref name="problem"/> then says why, without any of its text.</returns>
    internal static SnsEnvelope? TryRead(ReadOnlyMemory<byte> body, out string? problem)
    {
        using var document = CallbackJson.TryParseObject(body);
        if (document is null)
        {
            problem = "the body is not a JSON object with one value for each name";
            return null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        problem = ReadValues(document.RootElement, values);
        return problem is null ? From(values, out problem) : null;
    }

    static string? ReadValues(JsonElement root, Dictionary<string, string> into)
    {
        foreach (var name in Names)
        {
            // A Subject that is null is one that is absent.
            if (!root.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null)
                continue;
            if (member.TextOrNull() is not { } value)
                return $"{name} is not text";
            // In the text that is signed, values are told apart by line breaks: only what people wrote may have its own.
            if (name is not ("Message" or "Subject") && value.AsSpan().ContainsAny('\n', '\r'))
                return $"{name} holds a line break";
            into[name] = value;
        }

        // The spelling that SNS uses towards Lambda. Nobody sends it over HTTP who means well.
        return LambdaNames.FirstOrDefault(name => root.TryGetProperty(name, out _)) is { } lambda
            ? $"{lambda} is not a name that SNS uses over HTTP"
            : null;
    }

    static SnsEnvelope? From(Dictionary<string, string> values, out string? problem)
    {
        string[] required = ["Type", "MessageId", "TopicArn", "Timestamp", "Message"];
        var missing = required.FirstOrDefault(name => !values.ContainsKey(name));
        problem = missing is not null ? $"{missing} is missing"
            : values["Type"] switch
            {
                Notification => null,
                SubscriptionConfirmation or UnsubscribeConfirmation =>
                    values.ContainsKey("SubscribeURL") && values.ContainsKey("Token")
                        ? null
                        : "a confirmation without SubscribeURL and Token",
                _ => "Type is none of the three that SNS sends",
            };
        return problem is not null ? null : new SnsEnvelope
        {
            Type = values["Type"],
            MessageId = values["MessageId"],
            TopicArn = values["TopicArn"],
            Timestamp = values["Timestamp"],
            Message = values["Message"],
            Subject = values.GetValueOrDefault("Subject"),
            SubscribeUrl = values.GetValueOrDefault("SubscribeURL"),
            Token = values.GetValueOrDefault("Token"),
            SignatureVersion = values.GetValueOrDefault("SignatureVersion"),
            Signature = values.GetValueOrDefault("Signature"),
            SigningCertUrl = values.GetValueOrDefault("SigningCertURL"),
        };
    }

    // UnsubscribeURL and MessageAttributes are not signed, hence not read.
    static readonly string[] Names =
    [
        "Type", "MessageId", "TopicArn", "Timestamp", "Message", "Subject", "SubscribeURL", "Token", "SignatureVersion",
        "Signature", "SigningCertURL",
    ];

    static readonly string[] LambdaNames = ["SigningCertUrl", "SubscribeUrl", "UnsubscribeUrl"];
}

using System.Text.Json;

namespace Tracking.Worker.DeadLetters;

/// <summary>Whose message it is, as far as its body can be read.</summary>
static class LetterProvider
{
    /// <summary>A repeated member, an unknown one, a wrong type: whoever could not read the body has said so already.</summary>
    static readonly JsonDocumentOptions Leniently = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <returns>
    /// Of callbacks, the provider of all of them; of a producer's message, in MassTransit's envelope or plain, the one that it names. Null
    /// where there is none, or several.
    /// </returns>
    public static string? Of(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Leniently);
            var message = document.RootElement;
            if (Member(message, "message") is { ValueKind: JsonValueKind.Object } enveloped)
                message = enveloped;
            return Member(message, "callbacks") is { ValueKind: JsonValueKind.Array } callbacks
                ? Single(callbacks.EnumerateArray().Select(callback => Text(Member(callback, "provider"))))
                : Text(Member(message, "provider"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // It is no JSON, or its text is none.
            return null;
        }
    }

    static string? Single(IEnumerable<string?> names) => names.Distinct(StringComparer.Ordinal).Take(2).ToArray() is [var only] ? only : null;

    static string? Text(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.String } text && text.GetString() is { } name && !string.IsNullOrWhiteSpace(name) ? name : null;

    static JsonElement? Member(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var member in value.EnumerateObject())
        {
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return member.Value;
        }

        return null;
    }
}

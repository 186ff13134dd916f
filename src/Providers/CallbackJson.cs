using System.Text;
using System.Text.Json;

namespace Tracking.Providers;

/// <summary>Reads JSON that others wrote: what is wrong with it is a value, never an exception.</summary>
static class CallbackJson
{
    // Deeper than any provider's callback, and too shallow to hurt. Two members of one name are two answers to one question, and
    // readers disagree on which one counts.
    static readonly JsonDocumentOptions Options = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <returns>Null where it is no JSON object.</returns>
    public static JsonDocument? TryParseObject(ReadOnlyMemory<byte> json)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Options);
        }
        // The reader has no other way to report what it met; the second is for a name with half a surrogate pair.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;
        document.Dispose();
        return null;
    }

    public static JsonDocument? TryParseObject(string json) => TryParseObject(Encoding.UTF8.GetBytes(json));

    /// <summary>A member that should be text.</summary>
    /// <param name="text">Null where the member is absent or null.</param>
    /// <param name="orNumber">Whether a number is taken for the text of its digits.</param>
    /// <returns>False where it is something else, or text that cannot be stored.</returns>
    public static bool TryGetText(this JsonElement parent, string name, out string? text, bool orNumber = false)
    {
        text = null;
        return parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member)
            ? member.TryGetText(out text, orNumber)
            : parent.ValueKind == JsonValueKind.Object;
    }

    public static bool TryGetText(this JsonElement element, out string? text, bool orNumber = false)
    {
        text = null;
        if (element.ValueKind == JsonValueKind.Null)
            return true;
        text = element.ValueKind == JsonValueKind.Number && orNumber ? element.GetRawText() : element.TextOrNull();
        return text is not null && StorableText.IsStorable(text);
    }

    /// <summary>A string's value, NUL included; null for anything else, also for a string that is no text.</summary>
    public static string? TextOrNull(this JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException) // Invalid UTF-8, or an escape that stands for half a surrogate pair.
        {
            return null;
        }
    }
}

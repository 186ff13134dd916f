using System.Text;
using System.Text.Json;

namespace Tracking.Providers;

/// <summary>Reads JSON that others wrote: what is wrong with it is a value, never an exception.</summary>
static class CallbackJson
{
    // Deeper than any provider's callback, and too shallow to hurt. Two members of one name are two answers to one question, and
    // readers disagree on which one counts.
    static readonly JsonDocumentOptions Options = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    // A list is taken apart without being read: nesting costs a bit a level, and the body's length bounds it. Whoever reads an entry has a
    // limit of his own.
    static readonly JsonReaderOptions ListOptions = new() { MaxDepth = int.MaxValue };

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

    /// <summary>
    /// What a list holds, entry by entry, each as it was written: to be read by itself (<see cref="CallbackBatch"/>), so that what is wrong
    /// with one spoils no other.
    /// </summary>
    /// <param name="member">The object's member that is the list; null where the whole is.</param>
    /// <returns>Null where there is no such list, or more than one.</returns>
    public static IReadOnlyList<string>? TryReadEntries(string json, string? member = null)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes, ListOptions);
        try
        {
            reader.Read();
            var entries = member is null ? Entries(ref reader, bytes) : EntriesOf(ref reader, bytes, member);

            // Throws for whatever comes behind it.
            reader.Read();
            return entries;
        }
        // The reader has no other way to say that it is no JSON; the second is for a name with half a surrogate pair.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    static List<string>? EntriesOf(ref Utf8JsonReader reader, byte[] json, string member)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return null;
        List<string>? entries = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var isIt = reader.ValueTextEquals(member);
            reader.Read();
            if (!isIt)
                reader.Skip();
            else if (entries is not null || (entries = Entries(ref reader, json)) is null)
                return null;
        }

        return entries;
    }

    static List<string>? Entries(ref Utf8JsonReader reader, byte[] json)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return null;
        var entries = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            entries.Add(Encoding.UTF8.GetString(json, start, (int)reader.BytesConsumed - start));
        }

        return entries;
    }

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

    /// <summary>A member's name, NUL included; null for one that is no text.</summary>
    public static string? NameOrNull(this JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException) // As above.
        {
            return null;
        }
    }

    /// <summary>
    /// A member that only describes, or that a rule looks for: a string, or the digits of a number, whatever their count. What is neither, or
    /// empty, or cannot be stored, is as good as absent.
    /// </summary>
    public static string? TextOrNull(this JsonElement parent, string name) =>
        parent.TryGetText(name, out var text, orNumber: true) && text is { Length: > 0 } ? text : null;

    /// <returns>Null where it is neither true nor false, in whichever spelling.</returns>
    public static bool? FlagOrNull(this JsonElement parent, string name) => parent.MemberOrNull(name) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.String } text when bool.TryParse(text.TextOrNull(), out var flag) => flag,
        _ => null,
    };

    public static JsonElement? MemberOrNull(this JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) ? member : null;

    /// <returns>An element of no kind where there is no such object.</returns>
    public static JsonElement ObjectOrNone(this JsonElement parent, string name) =>
        parent.MemberOrNull(name) is { ValueKind: JsonValueKind.Object } member ? member : default;
}

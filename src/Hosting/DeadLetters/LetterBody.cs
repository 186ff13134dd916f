using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace Tracking.Hosting.DeadLetters;

/// <summary>What a body must be for its queue's consumer to parse it at all.</summary>
public static class LetterBody
{
    /// <returns>What is wrong with it, in a sentence; null where it may be tried.</returns>
    public static string? Problem(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span))
            return "The body is not valid UTF-8.";
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? null : "The body must be a JSON object.";
        }
        catch (JsonException e)
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"The body is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.");
        }
    }

    /// <summary>The content type of a repaired body: JSON, in the envelope or plain, as it was.</summary>
    public static string ContentTypeOf(string? before) =>
        before?.Contains("json", StringComparison.OrdinalIgnoreCase) == true ? before : "application/json";
}

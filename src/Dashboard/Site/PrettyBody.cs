using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tracking.Dashboard.Site;

/// <summary>Lays out a body for people.</summary>
static partial class PrettyBody
{
    // Beyond it, nobody reads on, and laying it out would cost more than it is worth.
    const int MaxLength = 256 * 1024;

    // It is shown as text of a page, which encodes it again, so it may hold every letter as itself.
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>Null where it is neither JSON nor a form.</returns>
    public static string? Of(string text)
    {
        if (text.Length is 0 or > MaxLength)
            return null;
        if (text.AsSpan().TrimStart() is ['{' or '[', ..])
            return Json(text);
        return Form().IsMatch(text)
            ? string.Join('\n', text.Split('&').Select(field => Uri.UnescapeDataString(field.Replace('+', ' ')).Replace("=", " = ", StringComparison.Ordinal)))
            : null;
    }

    static string? Json(string text)
    {
        try
        {
            return JsonNode.Parse(text)?.ToJsonString(Indented);
        }
        catch (JsonException)
        {
            return null;
        }
        catch (ArgumentException)
        {
            // A member twice.
            return null;
        }
    }

    [GeneratedRegex(@"^[^\s=&<{]+=[^\s<&]*(&[^\s=&<]+=[^\s<&]*)*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}

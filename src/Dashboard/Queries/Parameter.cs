using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Tracking.Dashboard.Queries;

/// <summary>
/// A query parameter: what it means and which values it takes. Requests are validated and OpenAPI is written from this one
/// description, so that the document cannot promise what the endpoint does not do.
/// </summary>
/// <param name="Expected">Completes the sentence that begins with the parameter's name.</param>
abstract record Parameter(string Name, string Description, string Expected, Func<OpenApiSchema> Schema)
{
    public static Parameter<string> Text(string name, string description, int maxLength) => new(
        name, description, $"must be text of 1 to {maxLength} characters",
        () => new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = maxLength },
        // No stored text is blank or holds a NUL, and PostgreSQL would not even take the latter as a question.
        text => string.IsNullOrWhiteSpace(text) || text.Length > maxLength || text.Contains('\0') ? null : text);

    public static Parameter<T> Word<T>(string name, string description, Func<string, T?> parse, params string[] words) => new(
        name, description, $"must be one of: {string.Join(", ", words)}",
        () => new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. words.Select(word => JsonValue.Create(word))] },
        parse);

    public static Parameter<bool?> Flag(string name, string description) => new(
        name, description, "must be true or false", () => new OpenApiSchema { Type = JsonSchemaType.Boolean },
        text => text switch { "true" => true, "false" => false, _ => null });

    public static Parameter<int?> Number(string name, string description, int min, int max, int byDefault) => new(
        name, description, $"must be a whole number from {min} to {max}",
        () => new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Format = "int32",
            Minimum = min.ToString(CultureInfo.InvariantCulture),
            Maximum = max.ToString(CultureInfo.InvariantCulture),
            Default = JsonValue.Create(byDefault),
        },
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max ? number : null);

    public static Parameter<DateTimeOffset?> Instant(string name, string description) => new(
        name, description,
        "must be an instant in ISO 8601 with Z or an offset, such as 2026-03-01T09:30:00Z (in a URL, + is written %2B)",
        () => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" }, ParseInstant);

    // Without an offset an instant would depend on where the server stands: refused, not guessed.
    static DateTimeOffset? ParseInstant(string text) =>
        (text.EndsWith('Z') || text.Length > 6 && text[^6] is '+' or '-')
        && DateTimeOffset.TryParseExact(
            text, InstantFormats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant
            : null;

    static readonly string[] InstantFormats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];
}

/// <param name="Parse">Null where the text is no such value.</param>
sealed record Parameter<T>(
    string Name, string Description, string Expected, Func<OpenApiSchema> Schema, Func<string, T?> Parse)
    : Parameter(Name, Description, Expected, Schema);

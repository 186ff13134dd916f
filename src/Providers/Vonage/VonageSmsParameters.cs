using System.Text;

namespace Tracking.Providers.Vonage;

/// <summary>The parameters of a receipt, whichever way it was sent: decoded, each name once.</summary>
static class VonageSmsParameters
{
    /// <param name="problem">In a sentence, where they cannot be read.</param>
    /// <returns>By name; null where there is a problem.</returns>
    public static SortedDictionary<string, string>? TryRead(
        string method, string url, string? contentType, ReadOnlyMemory<byte> body, out string? problem)
    {
        // In the order in which they are signed.
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal);
        problem = method == "GET" ? ReadForm(Encoding.UTF8.GetBytes(UrlQuery.Of(url).ToString()), parameters)
            : FormBody.IsTypeOf(contentType) ? ReadForm(body.Span, parameters)
            : ReadJson(body, parameters);
        return problem is null ? parameters : null;
    }

    static string? ReadForm(ReadOnlySpan<byte> encoded, SortedDictionary<string, string> into)
    {
        var decoded = new byte[encoded.Length];
        var fields = new FormField[FormBody.MaxFields(encoded)];
        foreach (var field in fields.AsSpan(0, FormBody.Decode(encoded, decoded, fields)))
        {
            if (!into.TryAdd(Encoding.UTF8.GetString(field.Name(decoded)), Encoding.UTF8.GetString(field.Value(decoded))))
                return "a parameter is given twice";
        }

        return null;
    }

    static string? ReadJson(ReadOnlyMemory<byte> body, SortedDictionary<string, string> into)
    {
        using var json = CallbackJson.TryParseObject(body);
        if (json is null)
            return "the body is not a JSON object";
        foreach (var member in json.RootElement.EnumerateObject())
        {
            if (member.NameOrNull() is not { } name || !member.Value.TryGetText(out var text, orNumber: true))
                return "a parameter is not text";
            if (!into.TryAdd(name, text ?? ""))
                return "a parameter is given twice";
        }

        return null;
    }
}

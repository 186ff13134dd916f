using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tracking.Deliveries;

namespace Tracking.Storage;

/// <summary>Finds an address in text, in the spellings in which addresses travel.</summary>
public sealed partial class ErasedAddress
{
    /// <summary>What stands where the address stood.</summary>
    public const string Placeholder = "[erased]";

    // In less than this, other people's texts would be taken for it: five digits are a sum or a year and a month.
    const int ShortestInText = 6;

    static readonly TimeSpan LongestSearch = TimeSpan.FromSeconds(5);

    readonly Regex? _inText;

    public ErasedAddress(string recipient)
    {
        Normalized = Recipient.Normalize(recipient) ?? throw new ArgumentException("There is no address.", nameof(recipient));
        if (Normalized.Length >= ShortestInText)
            _inText = new Regex(Pattern(Normalized), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, LongestSearch);
    }

    public string Normalized { get; }

    /// <summary>
    /// In lower case: text that holds none of them does not hold the address, except as a number with punctuation between its digits. Text
    /// that does may be about a longer address. None where the address is too short to look for.
    /// </summary>
    public string[] Needles => _inText is null ? [] : [.. new[] { Normalized, Uri.EscapeDataString(Normalized) }.Select(n => n.ToLowerInvariant()).Distinct()];

    /// <summary>
    /// The longest piece of the address that is written the same everywhere, also in the strings of JSON, in lower case: what does not hold
    /// it does not hold the address, except as <see cref="Needles"/> says. Null where there is none worth looking for.
    /// </summary>
    public string? Fragment => _inText is null
        ? null
        : Plain().Matches(Normalized.ToLowerInvariant()).Select(match => match.Value).Where(piece => piece.Length > 2).MaxBy(piece => piece.Length);

    /// <summary>Whether a letter holds the address, in what it carries or in what is said of it.</summary>
    public bool IsIn(KeptLetter letter, byte[]? editedBody) =>
        IsIn(letter.Reason) || IsInJson(letter.Headers) || IsInJson(letter.Properties) || IsInJson(Encoding.UTF8.GetString(letter.Body))
        || editedBody is not null && IsInJson(Encoding.UTF8.GetString(editedBody));

    /// <summary>Whether a text is the address, or holds it, in plain letters or percent-encoded.</summary>
    public bool IsIn(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return false;
        return Recipient.Normalize(text) == Normalized
            || _inText is not null
                && (_inText.IsMatch(text) || text.Contains('%') && _inText.IsMatch(Uri.UnescapeDataString(text.Replace('+', ' '))));
    }

    /// <returns>The text without the address: the same where it is not in it.</returns>
    public string? TakeOut(string? text)
    {
        if (!IsIn(text))
            return text;
        var taken = _inText?.Replace(text!, Placeholder);
        return taken is null || taken == text ? Placeholder : taken;
    }

    /// <returns>Null where the entry does not name it.</returns>
    public AuditEntry? TakeOut(AuditEntry entry) =>
        IsIn(entry.Subject) || entry.Detail?.Any(d => IsIn(d.Key) || IsIn(d.Value)) is true
            ? entry with
            {
                Subject = TakeOut(entry.Subject),
                Detail = entry.Detail?.GroupBy(d => TakeOut(d.Key)!, d => TakeOut(d.Value)!)
                    .ToDictionary(d => d.Key, d => string.Join(' ', d), StringComparer.Ordinal),
            }
            : null;

    public bool IsIn(KeptCallback callback) =>
        IsIn(callback.Body) || IsIn(callback.Url) || callback.Headers.Values.Any(IsIn);

    // As it is written, and in its strings as they are meant: what is escaped in JSON hides the ends of an address, or the address itself.
    bool IsInJson(string text)
    {
        if (IsIn(text))
            return true;
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && IsIn(reader.GetString()))
                    return true;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // It is no JSON, or holds half a character: what was readable of it was read.
        }

        return false;
    }

    [GeneratedRegex("[a-z0-9.-]+")]
    private static partial Regex Plain();

    // Not a part of a longer one: neither of "joana@x.org" nor of a longer number.
    static string Pattern(string normalized) => normalized switch
    {
        _ when normalized.Contains('@') => $@"(?<![\w.+-]){Regex.Escape(normalized)}(?![\w-]|\.\w)",
        _ when normalized.All(char.IsAsciiDigit) => $@"(?<!\d)\+?{string.Join(@"[-. ()]*", normalized.ToCharArray())}(?!\d)",
        _ => $@"(?<!\w){Regex.Escape(normalized)}(?!\w)",
    };
}

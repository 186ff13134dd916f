using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;
using Tracking.Hosting.DeadLetters;
using Tracking.Storage;

namespace Tracking.Dashboard.DeadLetters;

/// <summary>A letter with all that it holds.</summary>
sealed record LetterDetail : LetterView
{
    [SetsRequiredMembers]
    public LetterDetail(LetterWithContent found)
        : base(found.Letter)
    {
        Headers = ShownHeaders.Of(found.Headers);
        Properties = ShownHeaders.Of(found.Properties);
        Body = LetterText.Of(found.Body);
        EditedBody = found.EditedBody is { } edited ? LetterText.Of(edited) : null;
        FailedAgainAs = found.FailedAgainAs;
    }

    /// <summary>Of the message and of its failure, as text. What proves who somebody is is not shown.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    public IReadOnlyDictionary<string, string> Properties { get; }

    public LetterText Body { get; }

    /// <summary>What was replayed in the place of the body.</summary>
    public LetterText? EditedBody { get; }

    /// <summary>The letters that its replay came back as.</summary>
    public IReadOnlyList<string> FailedAgainAs { get; }
}

/// <summary>A body, as far as an answer holds it.</summary>
/// <param name="Text">Where it is text in UTF-8.</param>
/// <param name="Base64">Where it is not.</param>
/// <param name="IsCut">There is more of it: <c>/body</c> has it all.</param>
sealed record LetterText(string? Text, string? Base64, int Bytes, bool IsCut)
{
    public const int MaxTextBytes = 256 * 1024;
    const int MaxBinaryBytes = 48 * 1024;

    public static LetterText Of(byte[] body)
    {
        if (!Utf8.IsValid(body))
        {
            var shown = Math.Min(body.Length, MaxBinaryBytes);
            return new LetterText(null, Convert.ToBase64String(body, 0, shown), body.Length, shown < body.Length);
        }

        // By whole characters: what continues one begins with the bits 10.
        var length = Math.Min(body.Length, MaxTextBytes);
        while (length < body.Length && (body[length] & 0xC0) == 0x80)
            length--;
        return new LetterText(Encoding.UTF8.GetString(body, 0, length), null, body.Length, length < body.Length);
    }
}

/// <summary>Headers as operators see them.</summary>
static class ShownHeaders
{
    public const string Withheld = "[not shown]";

    static readonly string[] Secret = ["authorization", "signature", "cookie", "secret", "password", "token", "api-key", "apikey"];

    public static IReadOnlyDictionary<string, string> Of(string json) => HeaderJson.Read(json)
        .OrderBy(header => header.Key, StringComparer.Ordinal)
        .ToDictionary(
            header => header.Key,
            header => Secret.Any(word => header.Key.Contains(word, StringComparison.OrdinalIgnoreCase)) ? Withheld : HeaderText.Of(header.Value));
}

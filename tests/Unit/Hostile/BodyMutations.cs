using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Tracking.Unit.Hostile;

/// <summary>One way to damage a request.</summary>
/// <param name="Apply">May take parts of other genuine requests.</param>
sealed record Mutation(string Name, Action<Draft, Dice, IReadOnlyList<Draft>> Apply);

/// <summary>Damage to what a request says; its length is stated truly.</summary>
static partial class BodyMutations
{
    // Above every endpoint's limit but that of events, and now and then above that.
    const int Large = 700_000, VeryLarge = 5_000_000;

    public static readonly Mutation[] All =
    [
        new("body: bits flipped", (draft, dice, _) => draft.Body = dice.FlipBits(draft.Body)),
        new("body: cut", (draft, dice, _) => draft.Body = dice.Cut(draft.Body)),
        new("body: partly twice", (draft, dice, _) => draft.Body = dice.Repeat(draft.Body)),
        new("body: spliced", (draft, dice, others) => draft.Body = dice.Splice(draft.Body, dice.Pick(others).Body)),
        new("body: of another", (draft, dice, others) => draft.Body = dice.Pick(others).Body),
        new("body: token", (draft, dice, _) => draft.Body = dice.Insert(draft.Body, dice.Token())),
        new("body: several tokens", (draft, dice, _) =>
        {
            for (var i = dice.Below(20); i >= 0; i--)
                draft.Body = dice.Insert(draft.Body, dice.Token());
        }),
        new("body: invalid UTF-8", (draft, dice, _) => draft.Body = dice.Insert(draft.Body, dice.Pick(Dice.InvalidUtf8))),
        new("body: half a surrogate pair", (draft, dice, _) => draft.Body = InText(draft.Body, dice, "\\ud83d", "%ED%A0%BD")),
        new("body: NUL in text", (draft, dice, _) => draft.Body = InText(draft.Body, dice, "\\u0000", "%00")),
        new("body: value replaced", (draft, dice, _) => draft.Body = ReplaceValue(draft.Body, dice)),
        new("body: longest value", (draft, dice, _) => draft.Body = LongestValue(draft.Body, dice)),
        new("body: nested", (draft, dice, _) => draft.Body = Nested(draft.Body, dice)),
        new("body: thousands of fields", (draft, dice, _) => draft.Body = ManyFields(draft.Body, dice)),
        new("body: long names", (draft, dice, _) => draft.Body = dice.Insert(
            draft.Body, Encoding.ASCII.GetBytes(new string(dice.Pick('a', '"', '%', '&', '\\'), dice.Length(200_000))))),
        new("body: percent signs", (draft, dice, _) => draft.Body = PercentSigns(draft.Body, dice)),
        new("body: empty", (draft, _, _) => draft.Body = []),
        new("body: random", (draft, dice, _) => draft.Body = dice.Bytes(dice.Length(20_000))),
        new("body: too large", (draft, dice, _) =>
        {
            // Dear for both sides, so most of them only say that they are.
            if (dice.Chance(90))
                draft.Frame("Content-Length", dice.Pick(Large, VeryLarge, int.MaxValue).ToString(CultureInfo.InvariantCulture));
            else
                draft.Body = [.. draft.Body, .. new byte[dice.Chance(90) ? Large : VeryLarge]];
        }),
    ];

    [GeneratedRegex(":\\s*\"")]
    private static partial Regex StartOfText();

    [GeneratedRegex("=")]
    private static partial Regex StartOfField();

    static bool IsJson(byte[] body) => body is [(byte)'{' or (byte)'[', ..];

    static byte[] InText(byte[] body, Dice dice, string inJson, string inForm)
    {
        var what = Encoding.ASCII.GetBytes(IsJson(body) ? inJson : inForm);
        var starts = Enumerable.Range(0, body.Length)
            .Where(i => IsJson(body) ? body[i] == '"' : body[i] is (byte)'=' or (byte)'&').ToArray();
        if (starts.Length == 0)
            return dice.Insert(body, what);
        var at = dice.Pick(starts) + 1;
        return [.. body[..at], .. what, .. body[at..]];
    }

    /// <summary>What stands between two colons, commas, equals or ampersands becomes another kind of value.</summary>
    static byte[] ReplaceValue(byte[] body, Dice dice)
    {
        var (open, close) = IsJson(body) ? (":", ",") : ("=", "&");
        var text = Encoding.Latin1.GetString(body);
        var starts = Enumerable.Range(0, text.Length).Where(i => text[i] == open[0]).ToArray();
        if (starts.Length == 0)
            return dice.Insert(body, dice.Token());
        var start = dice.Pick(starts) + 1;
        var end = text.IndexOfAny([close[0], '}'], start);
        var value = dice.Pick(
            "null", "[]", "{}", "\"\"", "\" \"", "0", "-1", "1e400", "true", "[null]", "{\"a\":{}}", "\"9999-12-31T23:59:59.9999999Z\"",
            "\"0001-01-01T00:00:00+14:00\"", "\"2026-13-45T99:99:99Z\"", "2147483648", "\"\\ud83d\"", "\"\\u0000\"", "%00", "%ED%A0%80",
            $"\"{Dice.Echo}\"", Dice.Echo, $"\"{new string('x', dice.Length(20_000))}\"");
        return With(text, start, end, value);
    }

    /// <summary>As long as a text may be just yet, in an alphabet of three bytes a letter, each of which is a character here.</summary>
    static byte[] LongestValue(byte[] body, Dice dice)
    {
        var text = Encoding.Latin1.GetString(body);
        var starts = (IsJson(body) ? StartOfText() : StartOfField()).Matches(text);
        if (starts.Count == 0)
            return dice.Insert(body, dice.Token());
        var opening = dice.Pick(starts.ToArray());
        var start = opening.Index + opening.Length;
        var end = text.IndexOf(IsJson(body) ? '"' : '&', start);
        return With(text, start, end, string.Concat(Enumerable.Repeat("\u00e6\u00bc\u00a2", dice.Pick(64, 128, 255, 256, 1_024, 8_192))));
    }

    static byte[] With(string text, int start, int end, string value) =>
        Encoding.Latin1.GetBytes(text[..start] + value + (end < 0 ? "" : text[end..]));

    static byte[] Nested(byte[] body, Dice dice)
    {
        var depth = dice.Pick(10, 15, 16, 17, 31, 32, 33, 64, 65, 1_000, 50_000);
        var (open, close) = dice.Pick(("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]"));
        var nest = string.Concat(Enumerable.Repeat(open, depth)) + (dice.Chance(50) ? "1" + string.Concat(Enumerable.Repeat(close, depth)) : "");
        return dice.Chance(50) ? Encoding.ASCII.GetBytes(nest) : dice.Insert(body, Encoding.ASCII.GetBytes(nest));
    }

    static byte[] ManyFields(byte[] body, Dice dice)
    {
        var count = dice.Pick(100, 1_025, 5_000);
        var same = dice.Chance(30);
        var fields = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            var name = same ? "type" : $"f{i}";
            fields.Append(IsJson(body) ? $"\"{name}\":{i}," : $"{name}={i}&");
        }

        var many = Encoding.ASCII.GetBytes(fields.ToString());
        return IsJson(body) ? [body[0], .. many, .. body[1..]] : [.. many, .. body];
    }

    static byte[] PercentSigns(byte[] body, Dice dice)
    {
        var text = Encoding.Latin1.GetString(body);
        return Encoding.Latin1.GetBytes(dice.Below(4) switch
        {
            0 => text.Replace("%", dice.Pick("%25", "%%", "", "%2", "%u00"), StringComparison.Ordinal),
            1 => text.Replace("=", "%3D", StringComparison.Ordinal),
            2 => string.Concat(text.Select(c => dice.Chance(20) ? $"%{(int)c:x2}" : $"{c}")),
            _ => dice.Insert(text, dice.Pick("%", "%2", "%zz", "%0", "%00", "%c0%80", "%ed%a0%80", "+%2B+")),
        });
    }
}

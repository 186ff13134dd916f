using System.Text;

namespace Tracking.Unit.Hostile;

/// <summary>Every choice that one hostile request is made by: seed and number give the same request again, wherever it runs.</summary>
sealed class Dice(int seed, int number)
{
    /// <summary>Put in where answers must not repeat it. No parameter's name could look like that.</summary>
    public const string Echo = "Echo!7f";

    static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "\"", "\\", "{", "[", "]", "}", ",", ":", "null", "true", "1e999", "-0", "&", "=", "&&", "&=&", "%", "%2", "%GG", "%00", "%FF",
            "%u0000", "+", ";", "\0", "\r\n", "\n", "\\u0000", "\\ud83d", "\\udc00\\ud83d", "\\u", "\\x41", "//", "/*", "<script>", "${jndi:x}",
            "' or 1=1--", Echo, "\"" + Echo + "\":{", "__proto__", "\uFEFF", "\u202E", "\uFFFE", new string('[', 200), new string('9', 500),
        }.Select(Encoding.UTF8.GetBytes),
        .. InvalidUtf8,
    ];

    readonly Random _random = new(Mix(seed, number));

    public static byte[][] InvalidUtf8 =>
        [[0xC0, 0x80], [0xFF], [0xED, 0xA0, 0x80], [0xE2, 0x82], [0xF4, 0x90, 0x80, 0x80], [0x80], [0xF0, 0x28, 0x8C, 0x28]];

    public int Number => number;

    public int Below(int limit) => _random.Next(limit);

    public bool Chance(int percent) => _random.Next(100) < percent;

    public T Pick<T>(params IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    public byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    public byte[] Token() => Pick(Tokens);

    public string TokenText() => Encoding.Latin1.GetString(Token());

    /// <summary>Mostly small, at times large, never above the limit.</summary>
    public int Length(int limit) => Chance(80) ? Below(Math.Min(limit, 64)) : Below(limit);

    public byte[] FlipBits(byte[] bytes)
    {
        var flipped = (byte[])bytes.Clone();
        for (var i = 0; flipped.Length > 0 && i <= Below(6); i++)
            flipped[Below(flipped.Length)] ^= (byte)(1 << Below(8));
        return flipped;
    }

    public byte[] Insert(byte[] bytes, byte[] what)
    {
        var at = Below(bytes.Length + 1);
        return [.. bytes[..at], .. what, .. bytes[at..]];
    }

    public string Insert(string text, string what) => text.Insert(Below(text.Length + 1), what);

    /// <summary>Some of it once more.</summary>
    public byte[] Repeat(byte[] bytes)
    {
        var from = Below(bytes.Length + 1);
        var to = from + Below(bytes.Length - from + 1);
        return [.. bytes[..to], .. bytes[from..]];
    }

    public byte[] Cut(byte[] bytes) => bytes[..Below(bytes.Length + 1)];

    /// <summary>The beginning of one and the end of the other.</summary>
    public byte[] Splice(byte[] a, byte[] b) => [.. Cut(a), .. b[Below(b.Length + 1)..]];

    // SplitMix64: numbers that follow each other must not begin alike, as they would with Random's own seeding.
    static int Mix(int seed, int number)
    {
        var z = ((ulong)(uint)seed << 32 | (uint)number) + 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return (int)(z ^ z >> 31);
    }
}

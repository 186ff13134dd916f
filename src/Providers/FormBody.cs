using System.Text;

namespace Tracking.Providers;

/// <summary>
/// A body of the type <c>application/x-www-form-urlencoded</c>, decoded byte by byte: <c>+</c> is a blank, <c>%XX</c> is that
/// byte, and a stray <c>%</c> stands for itself. Nothing is trimmed, merged or dropped, since signatures cover all of it.
/// </summary>
static class FormBody
{
    public const string MediaType = "application/x-www-form-urlencoded";

    /// <summary>Whether a Content-Type says that the body is one.</summary>
    public static bool IsTypeOf(string? contentType) =>
        contentType.AsSpan() is var type
        && (type.IndexOf(';') is >= 0 and var parameters ? type[..parameters] : type).Trim()
            .Equals(MediaType, StringComparison.OrdinalIgnoreCase);

    /// <summary>How many fields a body has at most: one more than it has separators.</summary>
    public static int MaxFields(ReadOnlySpan<byte> body) => body.Count((byte)'&') + 1;

    /// <param name="decoded">Takes names and values; at least as long as the body.</param>
    /// <param name="fields">Says where in <paramref name="decoded"/> they are, in the body's order; at least <see cref="MaxFields"/>.</param>
    /// <returns>The number of fields.</returns>
    public static int Decode(ReadOnlySpan<byte> body, Span<byte> decoded, Span<FormField> fields)
    {
        var count = 0;
        var used = 0;
        foreach (var range in body.Split((byte)'&'))
        {
            var field = body[range];
            if (field.IsEmpty)
                continue;
            var equals = field.IndexOf((byte)'=');
            var name = equals < 0 ? field : field[..equals];
            var value = equals < 0 ? default : field[(equals + 1)..];
            var nameLength = Unescape(name, decoded[used..]);
            var valueLength = Unescape(value, decoded[(used + nameLength)..]);
            fields[count++] = new FormField(used, nameLength, valueLength);
            used += nameLength + valueLength;
        }

        return count;
    }

    /// <summary>The fields that have one of the names. Other fields are not looked at.</summary>
    /// <returns>What is wrong, in a sentence: a value that cannot be kept, or two answers to one question. Null where all is well.</returns>
    public static string? Read(string body, ReadOnlySpan<string> names, Dictionary<string, string> into)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var decoded = new byte[bytes.Length];
        var fields = new FormField[MaxFields(bytes)];
        foreach (var field in fields.AsSpan(0, Decode(bytes, decoded, fields)))
        {
            if (NameOf(field.Name(decoded), names) is not { } name)
                continue;
            var value = Encoding.UTF8.GetString(field.Value(decoded));
            if (!StorableText.IsStorable(value))
                return $"{name} is not text";
            if (!into.TryAdd(name, value) && into[name] != value)
                return $"{name} is given twice";
        }

        return null;
    }

    static string? NameOf(ReadOnlySpan<byte> utf8, ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Ascii.Equals(utf8, name))
                return name;
        }

        return null;
    }

    static int Unescape(ReadOnlySpan<byte> text, Span<byte> into)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length
                && char.IsAsciiHexDigit((char)text[i + 1]) && char.IsAsciiHexDigit((char)text[i + 2]))
            {
                Convert.FromHexString(text.Slice(i + 1, 2), into[length..], out _, out _);
                length++;
                i += 2;
            }
            else
            {
                into[length++] = text[i] == '+' ? (byte)' ' : text[i];
            }
        }

        return length;
    }
}

/// <summary>Where a field lies in the decoded bytes: its name, directly followed by its value.</summary>
readonly record struct FormField(int Start, int NameLength, int ValueLength)
{
    public ReadOnlySpan<byte> Name(ReadOnlySpan<byte> decoded) => decoded.Slice(Start, NameLength);

    public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> decoded) => decoded.Slice(Start + NameLength, ValueLength);

    public ReadOnlySpan<byte> NameAndValue(ReadOnlySpan<byte> decoded) => decoded.Slice(Start, NameLength + ValueLength);
}

/// <summary>By name, then by value, byte by byte: the order in which fields are signed.</summary>
readonly struct FormFieldOrder(byte[] decoded) : IComparer<FormField>
{
    public int Compare(FormField x, FormField y) =>
        x.Name(decoded).SequenceCompareTo(y.Name(decoded)) is not 0 and var byName
            ? byName
            : x.Value(decoded).SequenceCompareTo(y.Value(decoded));
}

using System.Buffers.Text;
using System.Text;

namespace Tracking.Integration.Fuzz;

/// <summary>How a careful reader would understand what was sent: whether a server has a whole request, and what is due for it.</summary>
/// <param name="IsWhole">Whether the server must answer without waiting for more.</param>
/// <param name="IsExact">Whether it is one request, and not a byte more.</param>
/// <param name="IsHead">Whether its answer has no body.</param>
readonly record struct Framing(bool IsWhole, bool IsExact, bool IsHead)
{
    static readonly Framing Unclear = new(false, false, false);

    public static Framing Of(ReadOnlySpan<byte> bytes)
    {
        var isHead = bytes.StartsWith("HEAD "u8);
        var end = bytes.IndexOf("\r\n\r\n"u8);
        // Line breaks before a request are passed over: one that begins with them says nothing yet.
        // A line feed alone ends a line, too, to a server that is lenient, and may have ended the head before.
        if (end < 0 || bytes[0] is (byte)'\r' or (byte)'\n' || HasBareLineFeed(bytes[..end]))
            return Unclear with { IsHead = isHead };
        long? length = null;
        var isChunked = false;
        foreach (var line in Encoding.Latin1.GetString(bytes[..end]).Split("\r\n")[1..])
        {
            var (name, value) = line.Split(':', 2) is [var n, var v] ? (n, v.Trim()) : ("", "");
            if (name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
                isChunked = true;
            else if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                length = length is null && value.Length is > 0 and < 10 && value.All(char.IsAsciiDigit) ? long.Parse(value) : long.MaxValue;
        }

        var body = bytes[(end + 4)..];
        var due = isChunked ? ChunkedLength(body) : length ?? 0;
        return new(due <= body.Length, due == body.Length, isHead);
    }

    static bool HasBareLineFeed(ReadOnlySpan<byte> head)
    {
        for (int at, from = 0; (at = head[from..].IndexOf((byte)'\n')) >= 0; from += at + 1)
        {
            if (from + at == 0 || head[from + at - 1] != '\r')
                return true;
        }

        return false;
    }

    // More than there is, where the last chunk did not come or something in between is none.
    static long ChunkedLength(ReadOnlySpan<byte> body)
    {
        var at = 0;
        while (true)
        {
            var line = body[at..].IndexOf("\r\n"u8);
            if (line < 0 || !Utf8Parser.TryParse(body[at..], out int size, out var digits, 'x') || digits > 7 || size < 0)
                return long.MaxValue;
            at += line + 2;
            if (size == 0)
            {
                var trailers = body[(at - 2)..].IndexOf("\r\n\r\n"u8);
                return trailers < 0 ? long.MaxValue : at - 2 + trailers + 4;
            }

            if (at + size + 2 > body.Length || !body.Slice(at + size, 2).SequenceEqual("\r\n"u8))
                return long.MaxValue;
            at += size + 2;
        }
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Tracking.Deliveries;

/// <summary>
/// An event's id is a fingerprint of what it says, never of the request that carried it: a provider's repetition has the
/// same id even where the provider changed its own event id, and arrival takes no part.
/// </summary>
public static class EventId
{
    /// <summary>
    /// The SHA-256 of the parts, cut to 128 bits of which six say that it is a UUID of version 8 (RFC 9562, section 5.8).
    /// <see cref="Guid"/>'s order is that of its text and of PostgreSQL's uuid, so ties break alike in memory and in the table.
    /// </summary>
    /// <param name="parts">What the event says, in an order that its source fixes. Null and empty are the same.</param>
    public static Guid Of(params ReadOnlySpan<string?> parts)
    {
        var size = 0;
        foreach (var part in parts)
            size += sizeof(int) + Encoding.UTF8.GetMaxByteCount(part?.Length ?? 0);
        var buffer = size <= 1024 ? stackalloc byte[size] : new byte[size];

        // Each part is preceded by its length, so that no two lists of parts run together into the same bytes.
        var used = 0;
        foreach (var part in parts)
        {
            var length = Encoding.UTF8.GetBytes(part, buffer[(used + sizeof(int))..]);
            BinaryPrimitives.WriteInt32BigEndian(buffer[used..], length);
            used += sizeof(int) + length;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer[..used], hash);
        hash[6] = (byte)(hash[6] & 0x0F | 0x80);
        hash[8] = (byte)(hash[8] & 0x3F | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>An instant as a part: its microseconds since the Unix epoch.</summary>
    public static string? Part(DateTimeOffset? instant) =>
        instant is { } known
            ? ((known.ToMicroseconds().Ticks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond)
                .ToString(CultureInfo.InvariantCulture)
            : null;
}

using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Tracking.Ingress.Spool;

/// <summary>
/// How a payload stands in a segment: a mark, its length twice (the second time inverted), a CRC-32C of length and payload, the
/// payload. Numbers are little-endian.
/// </summary>
/// <remarks>
/// The mark begins with a byte that UTF-8 does not have, so that no payload can be taken for a record of its own when the next one is
/// looked for behind a damaged one. The length stands twice so that "cut short" and "damaged" can be told apart.
/// </remarks>
static class SpoolRecord
{
    public const int HeaderBytes = 16;

    static ReadOnlySpan<byte> Mark => [0xff, (byte)'T', (byte)'D', 1];

    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> payload)
    {
        var header = output.GetSpan(HeaderBytes);
        Mark.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], payload.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], ~payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], Checksum(payload));
        output.Advance(HeaderBytes);
        output.Write(payload);
    }

    /// <summary>Reads all that is whole, whatever lies between.</summary>
    public static SpoolReading ReadAll(ReadOnlyMemory<byte> segment)
    {
        var payloads = new List<ReadOnlyMemory<byte>>();
        var damaged = 0;
        var position = 0;
        while (position < segment.Length)
        {
            if (TryRead(segment[position..], out var payload))
            {
                payloads.Add(payload);
                position += HeaderBytes + payload.Length;
            }
            else if (NextWhole(segment, position + 1) is { } next)
            {
                damaged++;
                position = next;
            }
            else if (IsCutShort(segment.Span[position..]))
            {
                break;
            }
            else
            {
                damaged++;
                position = segment.Length;
            }
        }

        return new SpoolReading(payloads, damaged, position);
    }

    static bool TryRead(ReadOnlyMemory<byte> bytes, out ReadOnlyMemory<byte> payload)
    {
        payload = default;
        if (!TryReadLength(bytes.Span, out var length) || length > bytes.Length - HeaderBytes)
            return false;
        payload = bytes.Slice(HeaderBytes, length);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[12..]) == Checksum(payload.Span);
    }

    static bool TryReadLength(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        if (bytes.Length < HeaderBytes || !bytes.StartsWith(Mark))
            return false;
        length = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        return length >= 0 && length == ~BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
    }

    static int? NextWhole(ReadOnlyMemory<byte> segment, int from)
    {
        while (from < segment.Length && segment.Span[from..].IndexOf(Mark) is >= 0 and var offset)
        {
            from += offset;
            if (TryRead(segment[from..], out _))
                return from;
            from++;
        }

        return null;
    }

    // What a write leaves that did not come to its end: less than a header, less than its header says, or room that was never filled.
    static bool IsCutShort(ReadOnlySpan<byte> rest) =>
        rest.Length < HeaderBytes
        || !rest.ContainsAnyExcept((byte)0)
        || TryReadLength(rest, out var length) && length > rest.Length - HeaderBytes;

    static uint Checksum(ReadOnlySpan<byte> payload)
    {
        var crc = BitOperations.Crc32C(uint.MaxValue, (uint)payload.Length);
        var words = MemoryMarshal.Cast<byte, ulong>(payload);
        foreach (var word in words)
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        foreach (var single in payload[(words.Length * sizeof(ulong))..])
            crc = BitOperations.Crc32C(crc, single);
        return ~crc;
    }
}

/// <param name="Payloads">Those of the whole records, in order.</param>
/// <param name="Damaged">Stretches between or behind them that are no record, nor the beginning of one.</param>
/// <param name="End">Where a last record begins that was cut short; the segment's length where none was.</param>
readonly record struct SpoolReading(IReadOnlyList<ReadOnlyMemory<byte>> Payloads, int Damaged, int End);

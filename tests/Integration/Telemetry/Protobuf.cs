using System.Buffers.Binary;
using System.Text;

namespace Tracking.Integration.Telemetry;

/// <summary>One message of Protocol Buffers, read without its description: each field by its number.</summary>
sealed class Protobuf(ReadOnlyMemory<byte> bytes)
{
    readonly ILookup<int, (ulong Number, ReadOnlyMemory<byte> Bytes)> _fields = Read(bytes).ToLookup(f => f.Field, f => (f.Number, f.Bytes));

    public IEnumerable<Protobuf> Messages(int field) => _fields[field].Select(value => new Protobuf(value.Bytes));

    public Protobuf? Message(int field) => Messages(field).FirstOrDefault();

    public string Text(int field) => Encoding.UTF8.GetString(_fields[field].FirstOrDefault().Bytes.Span);

    public string Hex(int field) => Convert.ToHexStringLower(_fields[field].FirstOrDefault().Bytes.Span);

    public ulong Number(int field) => _fields[field].FirstOrDefault().Number;

    public bool Has(int field) => _fields[field].Any();

    static IEnumerable<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> Read(ReadOnlyMemory<byte> rest)
    {
        while (!rest.IsEmpty)
        {
            var tag = Varint(ref rest);
            var field = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    yield return (field, Varint(ref rest), default);
                    break;
                case 1:
                    yield return (field, BinaryPrimitives.ReadUInt64LittleEndian(rest.Span), default);
                    rest = rest[8..];
                    break;
                case 2:
                    var length = (int)Varint(ref rest);
                    yield return (field, 0, rest[..length]);
                    rest = rest[length..];
                    break;
                case 5:
                    yield return (field, BinaryPrimitives.ReadUInt32LittleEndian(rest.Span), default);
                    rest = rest[4..];
                    break;
                default:
                    throw new FormatException($"wire type {tag & 7}");
            }
        }
    }

    static ulong Varint(ref ReadOnlyMemory<byte> rest)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = rest.Span[0];
            rest = rest[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }
}

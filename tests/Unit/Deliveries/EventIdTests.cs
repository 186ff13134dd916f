using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Tracking.Deliveries;
using Xunit;

namespace Tracking.Unit.Deliveries;

/// <summary>Ids are stored: one that came out differently after an upgrade would make every event new again.</summary>
public sealed class EventIdTests
{
    [Theory]
    [InlineData("e3b0c442-98fc-8c14-9afb-f4c8996fb924")]
    [InlineData("c823de63-9f30-8944-80ab-b5fa0bf7502e", "twilio", "", "SM0123456789abcdef", "delivered", "")]
    [InlineData("c823de63-9f30-8944-80ab-b5fa0bf7502e", "twilio", null, "SM0123456789abcdef", "delivered", null)]
    [InlineData("f2939f90-3016-85bb-a9b1-e4a61cdbd376", "ab", "c")]
    [InlineData("b534ce16-ac9c-8b36-823f-39a395ce8e0e", "a", "bc")]
    [InlineData("0bd92d4e-bdf5-8800-b1a6-b4f4dfab54ac", "café", "日本", "😀")]
    public void An_id_never_changes(string id, params string?[] parts) => Assert.Equal(Guid.Parse(id), EventId.Of(parts));

    [Fact]
    public void Parts_longer_than_the_stack_has_room_for_are_all_heard()
    {
        var a = EventId.Of(new string('x', 5_000) + "a");
        var b = EventId.Of(new string('x', 5_000) + "b");

        Assert.NotEqual(a, b);
        Assert.Equal(Guid.Parse("14268d54-8a92-8e25-85f0-be8c230f8906"), a);
    }

    [Fact]
    public void An_id_is_the_SHA256_of_its_length_prefixed_parts_as_a_UUID_of_version_8()
    {
        var parts = new[] { "ses", "0100018f", "Delivery" };
        var bytes = new List<byte>();
        foreach (var part in parts)
        {
            var length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, Encoding.UTF8.GetByteCount(part));
            bytes.AddRange(length);
            bytes.AddRange(Encoding.UTF8.GetBytes(part));
        }

        var expected = Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()))[..32];
        var id = EventId.Of(parts).ToString("N");

        Assert.Equal(expected[..12], id[..12]);
        Assert.Equal('8', id[12]);
        Assert.Equal(expected[13..16], id[13..16]);
        Assert.Contains(id[16], "89ab");
        Assert.Equal(expected[17..], id[17..]);
    }

    [Fact]
    public void Ids_are_ordered_as_their_text_is()
    {
        var ids = Enumerable.Range(0, 500).Select(n => EventId.Of($"{n}")).ToArray();

        Assert.Equal(ids.OrderBy(id => id.ToString("D"), StringComparer.Ordinal), ids.Order());
    }

    [Fact]
    public void An_instant_as_a_part_is_its_microseconds_since_1970()
    {
        var instant = new DateTimeOffset(2026, 11, 21, 13, 0, 0, TimeSpan.FromHours(1)).AddTicks(19);

        Assert.Equal("1795262400000001", EventId.Part(instant));
        Assert.Equal("-1", EventId.Part(DateTimeOffset.UnixEpoch.AddTicks(-1)));
        Assert.Equal(EventId.Part(instant), EventId.Part(instant.ToMicroseconds()));
        Assert.Null(EventId.Part(null));
    }
}

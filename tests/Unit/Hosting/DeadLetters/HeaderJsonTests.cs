using System.Text;
using RabbitMQ.Client;
using Tracking.Hosting.DeadLetters;
using Xunit;

namespace Tracking.Unit.Hosting.DeadLetters;

public sealed class HeaderJsonTests
{
    [Fact]
    public void Headers_are_made_again_with_their_types()
    {
        var headers = new Dictionary<string, object?>
        {
            ["text"] = "ü\0",
            ["bytes as text"] = "00-1"u8.ToArray(),
            ["no text"] = new byte[] { 0xFF, 0 },
            ["whole"] = 3,
            ["long"] = long.MinValue,
            ["fraction"] = 0.5,
            ["truth"] = true,
            ["nothing"] = null,
            ["time"] = new AmqpTimestamp(1_772_366_400),
            ["table"] = new Dictionary<string, object?> { ["$bytes"] = "not base64", ["list"] = new List<object?> { 1L, "a"u8.ToArray(), null } },
        };

        var again = HeaderJson.Read(HeaderJson.Write(headers));

        Assert.Equal(headers.Keys, again.Keys);
        Assert.Equal(("ü\0", "00-1", 3L, long.MinValue, 0.5, true), (again["text"], again["bytes as text"], again["whole"], again["long"], again["fraction"], again["truth"]));
        Assert.Equal([0xFF, 0], Assert.IsType<byte[]>(again["no text"]));
        Assert.Equal(new AmqpTimestamp(1_772_366_400), again["time"]);
        Assert.Null(again["nothing"]);
        var table = Assert.IsType<Dictionary<string, object?>>(again["table"]);
        Assert.Equal("not base64", table["$bytes"]);
        Assert.Equal([1L, "a", null], Assert.IsType<List<object?>>(table["list"]));
    }

    [Fact]
    public void However_deep_or_broken_they_are_they_are_written_and_read_as_something()
    {
        object deep = "end";
        for (var i = 0; i < 200; i++)
            deep = new List<object?> { deep };

        var json = HeaderJson.Write([new("deep", deep), new("half \ud83d", "\ud83d"), new("nan", double.NaN)]);

        Assert.Equal(3, HeaderJson.Read(json).Count);
        Assert.Empty(HeaderJson.Read("no JSON"));
        Assert.Empty(HeaderJson.Read("[1]"));
        Assert.True(Encoding.UTF8.GetByteCount(json) < 10_000);
    }
}

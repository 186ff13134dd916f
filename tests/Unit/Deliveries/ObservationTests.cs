using Tracking.Deliveries;
using Xunit;

namespace Tracking.Unit.Deliveries;

/// <summary>Which of two stands. The laws of a join hold for the opposite order as well: here is the one that rows were written by.</summary>
public sealed class ObservationTests
{
    static readonly Observation Stands = new(Evidence.Delivered, Sample.Noon, Sample.Id(1), "a", "1", "m");

    public static TheoryData<string, Observation> Others() => new()
    {
        { "weaker", Stands with { Evidence = Evidence.Sent } },
        { "stated later", Later(Stands) },
        { "not stated", Stated(null) },
        { "of a greater event id", Stands with { EventId = Sample.Id(2) } },
        { "equally strong, and of a later kind", Stands with { Evidence = Evidence.Opened } },
        { "with a greater reason", Stands with { Reason = "b" } },
        { "with a greater code", Stands with { ErrorCode = "2" } },
        { "with a greater message", Stands with { ErrorMessage = "n" } },
        { "of what no event says", Observation.Bottom },
    };

    [Theory]
    [MemberData(nameof(Others), DisableDiscoveryEnumeration = true)]
    public void One_of_two_stands_in_either_order(string than, Observation other)
    {
        Assert.True(Stands == Observation.Join(Stands, other), than);
        Assert.True(Stands == Observation.Join(other, Stands), than);
    }

    [Fact]
    public void What_decides_earlier_outweighs_all_that_would_decide_later()
    {
        var other = new Observation(Evidence.Delivered, Sample.Noon.AddMinutes(1), Guid.Empty, null, null, null);

        Assert.Equal(Stands, Observation.Join(other, Stands));
        Assert.Equal(Stands, Observation.Join(Stands, other));
    }

    [Fact]
    public void Nothing_that_an_event_says_is_below_the_bottom()
    {
        var idle = new Observation(Evidence.Unknown, Sample.Noon, Sample.Id(1), null, null, null);

        Assert.Equal(idle, Observation.Join(Observation.Bottom, idle));
        Assert.Equal(idle, Observation.Join(idle, Observation.Bottom));
    }

    [Fact]
    public void Instants_are_whole_microseconds() =>
        Assert.Equal(Sample.Noon, Stated(Sample.Noon.AddTicks(9)).StatedAt);

    static Observation Later(Observation o) => Stated(o.StatedAt.AddMinutes(1));

    static Observation Stated(DateTimeOffset? at) =>
        new(Stands.Evidence, at ?? DateTimeOffset.MaxValue, Stands.EventId, Stands.Reason, Stands.ErrorCode, Stands.ErrorMessage);
}

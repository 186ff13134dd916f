using Tracking.Integration.EndToEnd.Faults;
using Xunit;

namespace Tracking.Unit.EndToEnd;

public sealed class FaultScheduleTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 50)];

    [Theory, MemberData(nameof(Seeds))]
    public void The_same_seed_draws_the_same_faults_and_another_draws_others(int seed)
    {
        var drawn = FaultSchedule.Draw(Plan(seed));

        Assert.Equal(drawn.Faults, FaultSchedule.Draw(Plan(seed)).Faults);
        Assert.NotEqual(drawn.Faults, FaultSchedule.Draw(Plan(seed + 1)).Faults);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Everything_is_up_again_at_the_end(int seed)
    {
        var drawn = FaultSchedule.Draw(Plan(seed));

        Assert.All(drawn.Faults, fault => Assert.True(fault.At > TimeSpan.Zero && fault.At + fault.Lasts <= drawn.Plan.Duration));
        Assert.All(drawn.Faults, fault => Assert.True(fault.Lasts >= TimeSpan.Zero));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Of_one_lane_no_two_faults_overlap_and_half_the_gap_lies_between(int seed)
    {
        var drawn = FaultSchedule.Draw(Plan(seed));

        foreach (var lane in Enum.GetValues<Lane>())
        {
            Assert.All(drawn.Of(lane).Zip(drawn.Of(lane).Skip(1)), pair => Assert.True(
                pair.Second.At - pair.First.At - pair.First.Lasts >= drawn.Plan.GapOf(lane) * 0.499, $"{pair.First} and {pair.Second}"));
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Every_kind_comes_up_and_hits_what_there_is(int seed)
    {
        var drawn = FaultSchedule.Draw(Plan(seed));

        Assert.Equal(Enum.GetValues<FaultKind>(), drawn.Faults.Select(fault => fault.Kind).Distinct().Order());
        Assert.Equal(
            ["1", "2", "3", "4"],
            drawn.Faults.Where(fault => fault.What.Contains(" worker ", StringComparison.Ordinal)).Select(fault => fault.What[^1..]).Distinct().Order());
        Assert.Equal(
            Enum.GetValues<Link>(), drawn.Of(Lane.Links).Select(fault => (Link)fault.Target).Distinct().Order());
    }

    [Fact]
    public void Another_gap_of_one_lane_leaves_the_others_as_they_are()
    {
        var drawn = FaultSchedule.Draw(Plan(7));

        var other = FaultSchedule.Draw(Plan(7) with { LinkGap = TimeSpan.FromSeconds(1) });

        Assert.Equal(drawn.Of(Lane.Servers), other.Of(Lane.Servers));
        Assert.Equal(drawn.Of(Lane.Processes), other.Of(Lane.Processes));
        Assert.True(other.Of(Lane.Links).Count() > drawn.Of(Lane.Links).Count());
    }

    [Fact]
    public void Only_the_kinds_asked_for_come_up()
    {
        var drawn = FaultSchedule.Draw(Plan(7) with { Kinds = [FaultKind.CrashPostgres] });

        Assert.NotEmpty(drawn.Faults);
        Assert.All(drawn.Faults, fault => Assert.Equal(FaultKind.CrashPostgres, fault.Kind));
        Assert.Empty(FaultSchedule.Draw(Plan(7) with { Kinds = [] }).Faults);
    }

    [Fact]
    public void It_reads_as_a_line_for_each_fault()
    {
        var drawn = new FaultSchedule(Plan(7),
        [
            new Fault(TimeSpan.FromSeconds(1.25), FaultKind.KillWorker, 1, TimeSpan.FromSeconds(0.5)),
            new Fault(TimeSpan.FromSeconds(12), FaultKind.CrashRabbitMq, 0, TimeSpan.FromSeconds(3)),
            new Fault(TimeSpan.FromSeconds(100), FaultKind.Cut, (int)Link.WorkersToDatabase, TimeSpan.Zero),
        ]);

        Assert.Equal(
            """
               1.3 s  kill worker 2, for 0.5 s
              12.0 s  crash RabbitMQ, for 3.0 s
             100.0 s  cut WorkersToDatabase
            """,
            drawn.ToString());
    }

    [Fact]
    public void Every_kind_has_words_and_a_lane() =>
        Assert.All(Enum.GetValues<FaultKind>(), kind => Assert.NotEmpty(new Fault(default, kind, 0, default).What + Fault.LaneOf(kind)));

    static FaultPlan Plan(int seed) => new() { Seed = seed, Duration = TimeSpan.FromMinutes(10), Workers = 4, Ingresses = 2 };
}

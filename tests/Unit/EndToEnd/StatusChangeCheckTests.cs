using System.Text;
using Tracking.Integration.EndToEnd.Announcements;
using Xunit;

namespace Tracking.Unit.EndToEnd;

public sealed class StatusChangeCheckTests
{
    static readonly LastChange Delivered = new("d-1", 3, "delivered", null);

    static readonly StatusChange[] Announced =
    [
        Change(1, null, "queued"),
        Change(2, "queued", "sent"),
        Change(3, "sent", "delivered"),
    ];

    [Fact]
    public void Each_change_announced_once_in_any_order_is_as_it_must_be()
    {
        var verdict = StatusChangeCheck.Compare([.. Announced.Reverse()], [Delivered], mayRepeat: false);

        Assert.Empty(verdict.Problems);
        Assert.Equal((3, 3, 0), (verdict.Changes, verdict.Announced, verdict.Repeats));
    }

    [Fact]
    public void A_repeat_is_good_only_where_something_went_wrong()
    {
        StatusChange[] repeated = [.. Announced, Announced[1]];

        var after = StatusChangeCheck.Compare(repeated, [Delivered], mayRepeat: true);

        Assert.Empty(after.Problems);
        Assert.Equal((3, 3, 1), (after.Changes, after.Announced, after.Repeats));
        Assert.Equal(
            ["d-1: change 2 was announced 2 times, and nothing went wrong"],
            StatusChangeCheck.Compare(repeated, [Delivered], mayRepeat: false).Problems);
    }

    [Fact]
    public void What_is_wrong_is_said()
    {
        Says([.. Announced.Take(2)], "d-1: of 3 changes never announced: 3");
        Says([Announced[0], Announced[2]], "d-1: of 3 changes never announced: 2");
        Says([], "d-1: of 3 changes never announced: 1, 2, 3");
        Says([.. Announced, Change(4, "delivered", "failed")], "d-1: change 4 was announced, and there were 3");
        Says([.. Announced, Announced[1] with { MessageId = "another" }], "d-1: change 2 was repeated differently");
        Says([.. Announced, Announced[1] with { OccurredAt = "later" }], "d-1: change 2 was repeated differently");
        Says([Announced[0], Announced[1], Change(3, "queued", "delivered")], "d-1: change 3 is from queued, after one to sent");
        Says([Change(1, "sent", "queued"), Announced[1], Announced[2]], "d-1: its first change is from sent");
        Says([Announced[0], Announced[1], Change(3, "sent", "failed")], "d-1: announced last as failed (), and is delivered ()");
        Says(
            [Announced[0], Announced[1], Announced[2] with { Reason = "soft_bounce" }],
            "d-1: announced last as delivered (soft_bounce), and is delivered ()");
        Says([.. Announced, Change(1, null, "queued") with { DeliveryId = "d-2", MessageId = "m-9" }], "d-2: announced, and not known");
        Says([Announced[0], Announced[1] with { MessageId = null }, Announced[2]], "1 without a message id");
        Says([Announced[0], Announced[1], Announced[2] with { MessageId = "m-1" }], "message id m-1 stands for several changes");
    }

    [Fact]
    public void A_message_is_read_as_it_is_on_the_wire()
    {
        const string json = """{"deliveryId":"d-1","from":"sent","to":"bounced","reason":"hard_bounce","error":{"code":"5.1.1"},"recipient":"ana@example.org","occurredAt":"2026-11-21T09:00:00Z","version":3}""";

        var change = StatusChange.Parse("m-3", Encoding.UTF8.GetBytes(json));

        Assert.Equal(new StatusChange("m-3", "d-1", 3, "sent", "bounced", "hard_bounce", """{"code":"5.1.1"}""", "2026-11-21T09:00:00Z"), change);
        Assert.Equal(
            new StatusChange("m-1", "d-1", 1, null, "queued", null, null, null),
            StatusChange.Parse("m-1", """{"deliveryId":"d-1","from":null,"to":"queued","error":null,"version":1}"""u8.ToArray()));
    }

    static void Says(StatusChange[] announced, string problem) =>
        Assert.Equal([problem], StatusChangeCheck.Compare(announced, [Delivered], mayRepeat: true).Problems);

    static StatusChange Change(int version, string? from, string to) =>
        new($"m-{version}", "d-1", version, from, to, null, null, $"at {version}");
}

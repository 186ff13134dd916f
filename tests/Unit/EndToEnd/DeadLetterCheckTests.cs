using Tracking.Integration.EndToEnd.Ledger;
using Xunit;

namespace Tracking.Unit.EndToEnd;

public sealed class DeadLetterCheckTests
{
    static readonly Planted[] Planted = [new("poison-event-1", "q", "no"), new("poison-event-2", "q", "no")];

    static readonly Letter[] Letters = [new("q", "unreadable", "no", "poison-event-1"), new("q", "unreadable", "no", "poison-event-2")];

    [Fact]
    public void What_was_planted_and_nothing_else_is_as_it_must_be() =>
        Assert.Empty(DeadLetterCheck.Problems(Planted, Letters, mayRepeat: false));

    [Fact]
    public void A_repeat_is_good_only_where_something_went_wrong()
    {
        Assert.Empty(DeadLetterCheck.Problems(Planted, [.. Letters, Letters[0]], mayRepeat: true));
        Assert.Equal(
            ["poison-event-1 is 2 dead letters, and nothing went wrong"],
            DeadLetterCheck.Problems(Planted, [.. Letters, Letters[0]], mayRepeat: false));
    }

    [Fact]
    public void What_is_wrong_is_said()
    {
        Says([Letters[1]], "poison-event-1 is no dead letter");
        Says([.. Letters, new Letter("q", "unapplied", "boom", null)], "1 dead letters that nobody planted: q, unapplied: boom");
        Says(
            [.. Letters, new Letter("q", null, "delivery_limit", "poison-event-9"), new Letter("q", null, "delivery_limit", null)],
            "2 dead letters that nobody planted: q, : delivery_limit");
        Assert.Contains(
            "should be unreadable in q: no",
            Assert.Single(DeadLetterCheck.Problems(Planted, [Letters[0], Letters[1] with { Class = "unapplied" }], mayRepeat: true)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_mark_is_found_in_whatever_became_of_its_message()
    {
        Assert.Equal("poison-callback-12", Letter.MarkIn("""{"callbacks":[{"body":"MessageSid=poison-callback-12&To=1"}]}"""));
        Assert.Null(Letter.MarkIn("{}"));
    }

    static void Says(Letter[] letters, string problem) =>
        Assert.Equal([problem], DeadLetterCheck.Problems(Planted, letters, mayRepeat: true));
}

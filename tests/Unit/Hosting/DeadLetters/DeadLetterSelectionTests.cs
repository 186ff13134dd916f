using Tracking.Contracts;
using Tracking.Hosting.DeadLetters;
using Xunit;

namespace Tracking.Unit.Hosting.DeadLetters;

public sealed class DeadLetterSelectionTests
{
    static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(DeadLetterOrder.NewestFirst, new[] { "6", "5", "4" })]
    [InlineData(DeadLetterOrder.OldestFirst, new[] { "by-hand", "0", "1" })]
    public void It_keeps_the_first_of_the_order_whatever_order_they_pass_in(DeadLetterOrder order, string[] expected)
    {
        var selection = new DeadLetterSelection(new DeadLetterQuery { Limit = 3, Order = order });

        foreach (var minute in new[] { 3, 0, 6, 1, 5, 2, 4 })
            selection.Add(Letter($"{minute}", Noon.AddMinutes(minute)));
        selection.Add(Letter("by-hand", failedAt: null));

        Assert.Equal(expected, selection.ToList().Select(letter => letter.Id));
    }

    [Fact]
    public void Of_equally_old_ones_the_order_in_which_they_lie_decides()
    {
        var selection = new DeadLetterSelection(new DeadLetterQuery { Order = DeadLetterOrder.OldestFirst });

        for (var i = 0; i < 5; i++)
            selection.Add(Letter($"{i}", Noon));

        Assert.Equal(["0", "1", "2", "3", "4"], selection.ToList().Select(letter => letter.Id));
    }

    [Fact]
    public void Bodies_beyond_what_a_page_may_hold_are_left_out_and_the_first_never()
    {
        var selection = new DeadLetterSelection(new DeadLetterQuery { Order = DeadLetterOrder.OldestFirst }, maxBytes: 100);

        for (var i = 0; i < 6; i++)
            selection.Add(Letter($"{i}", Noon.AddMinutes(i), bytes: i == 0 ? 90 : 8));

        var listed = selection.ToList();
        Assert.Equal(["0", "1", "2", "3", "4", "5"], listed.Select(letter => letter.Id));
        Assert.Equal([90, 8], listed.Where(letter => letter.Body is not null).Select(letter => letter.BodyBytes));
        Assert.Equal(8, listed[^1].BodyBytes);
    }

    [Fact]
    public void Only_what_matches_is_kept()
    {
        var selection = new DeadLetterSelection(new DeadLetterQuery { Where = letter => letter.Id == "b" });

        selection.Add(Letter("a", Noon));
        selection.Add(Letter("b", Noon));

        Assert.Equal("b", Assert.Single(selection.ToList()).Id);
    }

    static DeadLetter Letter(string id, DateTimeOffset? failedAt, int bytes = 0) => new()
    {
        Id = id,
        Queue = Queues.NotificationSent,
        Class = DeadLetterClass.Unapplied,
        Reason = "no",
        FailedAt = failedAt,
        Headers = new Dictionary<string, string>(),
        BodyBytes = bytes,
        Body = new byte[bytes],
    };
}

using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Tracking.Contracts;
using Tracking.Hosting.DeadLetters;
using Xunit;

namespace Tracking.Unit.Hosting.DeadLetters;

/// <summary>Where nothing can be sent. That a replay arrives is shown with a worker behind it.</summary>
public sealed class InMemoryDeadLettersTests
{
    readonly InMemoryDeadLetters _letters = new(
        () => throw new InvalidOperationException("no bus"), NullLogger<InMemoryDeadLetters>.Instance);

    [Fact]
    public async Task Letters_are_listed_by_queue_and_counted()
    {
        Add(Queues.NotificationSent, "a");
        Add(Queues.CallbacksReceived, "b");
        Add(Queues.NotificationSent, "c");

        var page = await _letters.ListAsync(
            new DeadLetterQuery { Queue = Queues.NotificationSent, Order = DeadLetterOrder.OldestFirst }, Cancelled);

        Assert.Equal(["a", "c"], page.Letters.Select(letter => letter.Id));
        Assert.Equal([new DeadLetterCount(Queues.NotificationSent, 2)], page.Queues);
        Assert.Equal(3, (await _letters.CountAsync(Cancelled)).Sum(count => count.Waiting));
    }

    [Fact]
    public async Task A_discarded_letter_is_handed_over_for_the_last_time()
    {
        Add(Queues.NotificationSent, "a");
        var key = new DeadLetterKey(Queues.NotificationSent, "a");

        var first = Assert.Single(await _letters.DiscardAsync([key, key], Cancelled));
        var second = Assert.Single(await _letters.DiscardAsync([key], Cancelled));

        Assert.Equal((DeadLetterResult.Discarded, "{}"), (first.Result, Encoding.UTF8.GetString(first.Letter!.Body!.Value.Span)));
        Assert.Equal(DeadLetterResult.NotFound, second.Result);
        Assert.Empty(_letters.Letters);
    }

    [Fact]
    public async Task What_cannot_be_sent_stays_where_it_is_and_says_so()
    {
        Add(Queues.NotificationSent, "a");
        Add(Queues.NotificationSent, "b");

        var outcome = Assert.Single(await _letters.ReplayAsync([new(Queues.NotificationSent, "a")], Cancelled));

        Assert.Equal((DeadLetterResult.Failed, "no bus"), (outcome.Result, outcome.Reason));
        Assert.Equal(["a", "b"], _letters.Letters.Select(letter => letter.Id));
    }

    [Fact]
    public async Task An_edited_body_that_is_no_JSON_changes_nothing()
    {
        Add(Queues.NotificationSent, "a");

        var outcome = await _letters.ReplayEditedAsync(new(Queues.NotificationSent, "a"), "{"u8.ToArray(), Cancelled);

        Assert.Equal((DeadLetterResult.Failed, "The body is not JSON: line 1, byte 2."), (outcome.Result, outcome.Reason));
        Assert.Equal("a", Assert.Single(_letters.Letters).Id);
    }

    [Fact]
    public async Task A_queue_that_has_no_dead_letters_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _letters.ListAsync(new DeadLetterQuery { Queue = "other" }, Cancelled));
        await Assert.ThrowsAsync<ArgumentException>(() => _letters.ListAsync(new DeadLetterQuery { Limit = 0 }, Cancelled));
        await Assert.ThrowsAsync<ArgumentException>(() => _letters.ReplayAsync([new("other", "a")], Cancelled));
    }

    [Fact]
    public void Only_the_latest_thousand_are_kept()
    {
        for (var i = 0; i <= 1_000; i++)
            Add(Queues.NotificationSent, $"{i}");

        Assert.Equal(("1", "1000", 1_000), (_letters.Letters[0].Id, _letters.Letters[^1].Id, _letters.Letters.Count));
    }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    void Add(string queue, string id) => _letters.Add(
        queue, messageId: null, "application/json", new Dictionary<string, object?> { [DeadLetterHeaders.Id] = id }, "{}"u8.ToArray());
}

using System.Text;
using RabbitMQ.Client;
using Tracking.Contracts;
using Tracking.Hosting.DeadLetters;
using Tracking.Integration.Pipeline;
using Xunit;

namespace Tracking.Integration.DeadLetters;

/// <summary>On the real topology, with letters put there by hand and no worker that would take what is replayed.</summary>
public sealed class DeadLetterLibraryTests(Servers servers)
{
    const string Queue = Queues.NotificationSent;
    static readonly string Dead = Queues.DeadLettersOf(Queue);
    static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Looking_takes_nothing_away_and_changes_no_order_however_often_and_in_whatever_part()
    {
        await using var desk = await DeskAsync();
        for (var i = 0; i < 100; i++)
            await PutAsync(desk, $"{i}", "{}");

        var newest = await desk.Letters.ListAsync(new DeadLetterQuery { Queue = Queue, Limit = 3 }, Cancelled);
        var oldest = await desk.Letters.ListAsync(new DeadLetterQuery { Limit = 2, Order = DeadLetterOrder.OldestFirst }, Cancelled);
        var one = await desk.Letters.FindAsync(new(Queue, "50"), Cancelled);

        Assert.Equal(["99", "98", "97"], newest.Letters.Select(letter => letter.Id));
        Assert.Equal([new DeadLetterCount(Queue, 100)], newest.Queues);
        Assert.Equal(["0", "1"], oldest.Letters.Select(letter => letter.Id));
        Assert.Equal("50", one?.Id);
        for (var i = 0; i < 100; i++)
            Assert.Equal($"{i}", Broker.Header(await desk.Broker.TakeAsync(Dead), "x-dead-letter-id"));
    }

    [Fact]
    public async Task Two_thousand_letters_are_listed_and_replayed()
    {
        await using var desk = await DeskAsync();
        await Task.WhenAll(Enumerable.Range(0, 2_000).Select(i => PutAsync(desk, $"{i}", new string(' ', 1_500) + "{}", Noon.AddSeconds(i))));

        var began = TimeProvider.System.GetTimestamp();
        var page = await desk.Letters.ListAsync(new DeadLetterQuery { Queue = Queue, Limit = 2_000 }, Cancelled);
        var listed = TimeProvider.System.GetElapsedTime(began);
        var outcomes = await desk.Letters.ReplayMatchingAsync(new DeadLetterQuery { Queue = Queue, Limit = 2_000 }, Cancelled);
        var replayed = TimeProvider.System.GetElapsedTime(began) - listed;

        TestContext.Current.TestOutputHelper!.WriteLine($"2,000 letters listed in {listed}, listed and replayed in {replayed}");
        Assert.Equal(Enumerable.Range(0, 2_000).Reverse().Select(i => $"{i}"), page.Letters.Select(letter => letter.Id));
        Assert.Equal(2_000, outcomes.Count(outcome => outcome.Result == DeadLetterResult.Replayed));
        await CountsAreAsync(desk, dead: 0, work: 2_000);
    }

    [Fact]
    public async Task A_replayed_message_is_byte_for_byte_the_one_that_failed_with_its_own_headers_alone()
    {
        await using var desk = await DeskAsync();
        var random = new Random(7);
        var binary = new byte[4_096];
        var long5 = new byte[5 * 1_024 * 1_024];
        random.NextBytes(binary);
        random.NextBytes(long5);
        await PutAsync(desk, "binary", binary);
        await PutAsync(desk, "long", long5);

        var letter = await desk.Letters.FindAsync(new(Queue, "long"), Cancelled);
        var outcomes = await desk.Letters.ReplayAsync([new(Queue, "long"), new(Queue, "binary")], Cancelled);

        Assert.True(letter!.Body!.Value.Span.SequenceEqual(long5));
        Assert.All(outcomes, outcome => Assert.Equal((DeadLetterResult.Replayed, null), (outcome.Result, outcome.Reason)));
        var messages = new[] { await desk.Broker.TakeAsync(Queue), await desk.Broker.TakeAsync(Queue) };
        Assert.True(messages[0].Body.Span.SequenceEqual(binary));
        Assert.True(messages[1].Body.Span.SequenceEqual(long5));
        Assert.All(messages, message =>
        {
            Assert.Equal("00-1", Broker.Header(message, "traceparent"));
            Assert.Equal("1", Broker.Header(message, "x-replayed"));
            Assert.Equal(("m", "application/json", true), (message.BasicProperties.MessageId, message.BasicProperties.ContentType, message.BasicProperties.Persistent));
            string[] ofTheDelivery = ["x-delivery-count", "x-dotnet-pub-seq-no"];
            Assert.Equal(["traceparent", "x-replayed"], message.BasicProperties.Headers!.Keys.Except(ofTheDelivery).Order());
        });
        await CountsAreAsync(desk, dead: 0, work: 0);
    }

    [Fact]
    public async Task A_repaired_body_is_replayed_and_one_that_nobody_could_parse_is_not()
    {
        await using var desk = await DeskAsync();
        await PutAsync(desk, "a", "{ broken");

        var refused = await desk.Letters.ReplayEditedAsync(new(Queue, "a"), "{ still broken"u8.ToArray(), Cancelled);
        await CountsAreAsync(desk, dead: 1, work: 0);
        var repaired = await desk.Letters.ReplayEditedAsync(new(Queue, "a"), """{"a":1}"""u8.ToArray(), Cancelled);

        Assert.Equal((DeadLetterResult.Failed, "The body is not JSON: line 1, byte 3."), (refused.Result, refused.Reason));
        Assert.Equal((DeadLetterResult.Replayed, "{ broken"), (repaired.Result, Encoding.UTF8.GetString(repaired.Letter!.Body!.Value.Span)));
        var message = await desk.Broker.TakeAsync(Queue);
        Assert.Equal("""{"a":1}""", Encoding.UTF8.GetString(message.Body.Span));
        Assert.Equal("True", Broker.Header(message, "x-edited"));
        await CountsAreAsync(desk, dead: 0, work: 0);
    }

    [Fact]
    public async Task A_discarded_letter_is_handed_over_for_the_last_time_and_no_other_is_touched()
    {
        await using var desk = await DeskAsync();
        await PutAsync(desk, "a", "{}");
        await PutAsync(desk, "b", "{}");

        var outcomes = await desk.Letters.DiscardAsync([new(Queue, "b"), new(Queue, "c")], Cancelled);

        Assert.Equal([DeadLetterResult.Discarded, DeadLetterResult.NotFound], outcomes.Select(outcome => outcome.Result));
        Assert.Equal("{}", Encoding.UTF8.GetString(outcomes[0].Letter!.Body!.Value.Span));
        Assert.Equal("a", Assert.Single((await desk.Letters.ListAsync(new DeadLetterQuery(), Cancelled)).Letters).Id);
    }

    [Fact]
    public async Task What_no_queue_takes_stays_among_the_dead_letters_and_says_so()
    {
        await using var desk = await DeskAsync();
        await PutAsync(desk, "a", "{}");
        await desk.Broker.DeleteAsync(Queue);

        var outcome = Assert.Single(await desk.Letters.ReplayAsync([new(Queue, "a")], Cancelled));

        Assert.Equal(
            (DeadLetterResult.Failed, $"There is no queue {Queue} to put it back into."), (outcome.Result, outcome.Reason));
        await Eventually.HoldsAsync(async () => Assert.Equal(1u, await desk.Broker.CountAsync(Dead)));
    }

    [Fact]
    public async Task What_a_full_queue_refuses_stays_among_the_dead_letters_and_says_so()
    {
        await using var desk = await DeskAsync();
        await desk.Broker.PutAsync(Queue, "{}"u8.ToArray(), new BasicProperties());
        await desk.Broker.PutAsync(Queue, "{}"u8.ToArray(), new BasicProperties());
        await desk.Broker.LimitAsync(Queue, messages: 1);
        await PutAsync(desk, "a", "{}");

        // The queue notices that it is full at its next message.
        await Eventually.HoldsAsync(async () => Assert.Contains(
            await desk.Letters.ReplayAsync([new(Queue, "a")], Cancelled), outcome => outcome.Reason == $"The queue {Queue} refused it."));
        await Eventually.HoldsAsync(async () => Assert.Equal(1u, await desk.Broker.CountAsync(Dead)));
    }

    [Fact]
    public async Task What_comes_to_lie_there_meanwhile_is_not_swept_in()
    {
        await using var desk = await DeskAsync();
        await PutAsync(desk, "a", "{}");
        await PutAsync(desk, "b", "{}");
        var arriving = Task.CompletedTask;
        var query = new DeadLetterQuery
        {
            Where = letter =>
            {
                if (letter.Id == "a")
                    arriving = PutAsync(desk, "later", "{}");
                return true;
            },
        };

        var outcomes = await desk.Letters.DiscardMatchingAsync(query, Cancelled);
        await arriving;

        Assert.Equal(["a", "b"], outcomes.Select(outcome => outcome.Key.Id).Order());
        Assert.Equal("later", Assert.Single((await desk.Letters.ListAsync(new DeadLetterQuery(), Cancelled)).Letters).Id);
    }

    [Fact]
    public async Task A_letter_that_somebody_else_holds_is_not_found_and_is_found_again_when_that_somebody_dies()
    {
        await using var desk = await DeskAsync();
        await PutAsync(desk, "a", "{}");
        var other = await new ConnectionFactory { Uri = new Uri(desk.Hosts.RabbitMq) }.CreateConnectionAsync(Cancelled);
        var channel = await other.CreateChannelAsync(cancellationToken: Cancelled);
        Assert.NotNull(await channel.BasicGetAsync(Dead, autoAck: false, Cancelled));

        var held = Assert.Single(await desk.Letters.ReplayAsync([new(Queue, "a")], Cancelled));
        await other.DisposeAsync();

        Assert.Equal(DeadLetterResult.NotFound, held.Result);
        Assert.Contains("somebody else holds it", held.Reason, StringComparison.Ordinal);
        await Eventually.HoldsAsync(async () => Assert.Equal(
            DeadLetterResult.Replayed, Assert.Single(await desk.Letters.ReplayAsync([new(Queue, "a")], Cancelled)).Result));
    }

    [Fact]
    public async Task Two_processes_that_replay_and_list_the_same_letters_replay_each_once()
    {
        await using var desk = await DeskAsync();
        await using var other = Library.Of(desk.Hosts);
        var keys = Enumerable.Range(0, 200).Select(i => new DeadLetterKey(Queue, $"{i}")).ToArray();
        await Task.WhenAll(keys.Select(key => PutAsync(desk, key.Id, "{}")));

        var lists = Task.WhenAll(Enumerable.Range(0, 5).Select(_ => other.Letters.ListAsync(new DeadLetterQuery(), Cancelled)));
        var outcomes = await Task.WhenAll(desk.Letters.ReplayAsync(keys, Cancelled), other.Letters.ReplayAsync(keys, Cancelled));
        await lists;
        var rest = await desk.Letters.ReplayMatchingAsync(new DeadLetterQuery { Limit = 200 }, Cancelled);

        Assert.Equal(200, outcomes.SelectMany(each => each).Concat(rest).Count(outcome => outcome.Result == DeadLetterResult.Replayed));
        await CountsAreAsync(desk, dead: 0, work: 200);
    }

    [Fact]
    public async Task A_replay_that_is_cancelled_leaves_each_letter_either_replayed_or_where_it_was()
    {
        await using var desk = await DeskAsync();
        var keys = Enumerable.Range(0, 2_000).Select(i => new DeadLetterKey(Queue, $"{i}")).ToArray();
        await Task.WhenAll(keys.Select(key => PutAsync(desk, key.Id, "{}")));
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);

        var replaying = desk.Letters.ReplayAsync(keys, enough.Token);
        await Eventually.HoldsAsync(async () => Assert.NotEqual(0u, await desk.Broker.CountAsync(Queue)));
        await enough.CancelAsync();
        var outcomes = await replaying;

        var replayed = outcomes.Count(outcome => outcome.Result == DeadLetterResult.Replayed);
        var failed = outcomes.Where(outcome => outcome.Result == DeadLetterResult.Failed).ToArray();
        Assert.Equal(2_000, replayed + failed.Length);
        Assert.InRange(replayed, 1, 1_999);
        Assert.All(failed, outcome => Assert.Equal("It was cancelled before this letter's turn.", outcome.Reason));
        await CountsAreAsync(desk, dead: (uint)failed.Length, work: (uint)replayed);
    }

    [Fact]
    public async Task A_letter_without_an_id_of_ours_has_one_that_stays()
    {
        await using var desk = await DeskAsync();
        await desk.Broker.PutAsync(Dead, "by hand"u8.ToArray(), new BasicProperties());

        var first = Assert.Single((await desk.Letters.ListAsync(new DeadLetterQuery(), Cancelled)).Letters);
        var second = Assert.Single((await desk.Letters.ListAsync(new DeadLetterQuery(), Cancelled)).Letters);

        Assert.StartsWith("fp-", first.Id, StringComparison.Ordinal);
        Assert.Equal(first.Id, second.Id);
        Assert.Equal((null, "Nothing says why it is here."), (first.FailedAt, first.Reason));
        Assert.Equal(DeadLetterResult.Discarded, Assert.Single(await desk.Letters.DiscardAsync([first.Key], Cancelled)).Result);
    }

    [Fact]
    public async Task A_queue_that_was_deleted_is_told_from_one_that_is_empty()
    {
        await using var desk = await DeskAsync();
        await desk.Broker.DeleteAsync(Dead);

        var counts = await desk.Letters.CountAsync(Cancelled);
        var page = await desk.Letters.ListAsync(new DeadLetterQuery(), Cancelled);

        Assert.Null(counts.Single(count => count.Queue == Queue).Waiting);
        Assert.Equal(0, counts.Single(count => count.Queue == Queues.CallbacksReceived).Waiting);
        Assert.Equal(counts, page.Queues);
        Assert.Empty(page.Letters);
    }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    async Task<Desk> DeskAsync()
    {
        var hosts = await Hosts.OverAsync(servers);
        await hosts.StopAsync(await hosts.StartWorkerAsync());
        return new Desk(hosts, await Broker.ConnectAsync(hosts, servers), Library.Of(hosts));
    }

    static Task PutAsync(Desk desk, string id, string body, DateTimeOffset? failedAt = null) =>
        PutAsync(desk, id, Encoding.UTF8.GetBytes(body), failedAt);

    // As a worker of ours would have written it, after it had come by another way.
    static Task PutAsync(Desk desk, string id, byte[] body, DateTimeOffset? failedAt = null) => desk.Broker.PutAsync(
        Dead,
        body,
        new BasicProperties
        {
            MessageId = "m",
            ContentType = "application/json",
            Headers = new Dictionary<string, object?>
            {
                ["x-dead-letter-id"] = id,
                ["x-class"] = "unapplied",
                ["x-attempt"] = 5,
                ["x-original-queue"] = Queue,
                ["x-host"] = "worker-1",
                ["MT-Reason"] = "fault",
                ["MT-Fault-Message"] = "a bug",
                ["MT-Fault-Timestamp"] = (failedAt ?? Noon).ToString("O"),
                ["traceparent"] = "00-1",
            },
        });

    static Task CountsAreAsync(Desk desk, uint dead, uint work) => Eventually.HoldsAsync(async () =>
        Assert.Equal((dead, work), (await desk.Broker.CountAsync(Dead), await desk.Broker.CountAsync(Queue))));

    /// <summary>An operator's: the queues as a worker declared them, and no worker.</summary>
    sealed record Desk(Hosts Hosts, Broker Broker, Library Library) : IAsyncDisposable
    {
        public IDeadLetters Letters => Library.Letters;

        public async ValueTask DisposeAsync()
        {
            await Library.DisposeAsync();
            await Broker.DisposeAsync();
            await Hosts.DisposeAsync();
        }
    }
}

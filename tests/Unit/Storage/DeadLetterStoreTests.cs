using System.Text;
using Tracking.Storage;
using Xunit;
using static Tracking.Unit.Storage.Facts;
using static Tracking.Unit.Storage.Letters;

namespace Tracking.Unit.Storage;

/// <summary>What every archive of dead letters keeps to.</summary>
public abstract class DeadLetterStoreTests
{
    static readonly LetterFilter Waiting = new() { State = LetterState.Waiting };

    static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Task<Stores> NewStoresAsync();

    [Fact]
    public async Task A_letter_is_found_as_it_came_however_often_and_however_strange()
    {
        var stores = await NewStoresAsync();
        var binary = new byte[5 << 20];
        new Random(7).NextBytes(binary);
        var strange = Letter("strange") with
        {
            Reason = "NUL \0 and half \ud83d of one",
            ExceptionType = null,
            Provider = null,
            FailedAt = null,
            Attempts = null,
            Host = null,
            MessageId = null,
            ContentType = null,
            Headers = """{"a\u0000":{"$bytes":"/w=="}}""",
            Properties = """{"priority":3}""",
            Body = binary,
        };

        Assert.Equal(2, await stores.Letters.KeepAsync([Letter("plain"), strange, Letter("plain")], Token));
        Assert.Equal(0, await stores.Letters.KeepAsync([Letter("plain", body: "another")], Token));
        Assert.Equal(0, await stores.Letters.KeepAsync([], Token));

        var plain = await stores.LetterQuery.FindAsync("plain", Token);
        Assert.Equal("{}", Encoding.UTF8.GetString(plain!.Body));
        Assert.Equal(
            ("plain", Queue, "unapplied", "a bug", "System.InvalidOperationException", "twilio", At(0), LetterState.Waiting, 5, 2),
            (plain.Letter.Id, plain.Letter.Queue, plain.Letter.Class, plain.Letter.Reason, plain.Letter.ExceptionType, plain.Letter.Provider,
                plain.Letter.FailedAt, plain.Letter.State, plain.Letter.Attempts, plain.Letter.BodyBytes));
        var found = await stores.LetterQuery.FindAsync("strange", Token);
        Assert.True(found!.Body.AsSpan().SequenceEqual(binary));
        Assert.Equal((strange.Headers, strange.Properties), (found.Headers, found.Properties));
        Assert.Equal((strange.ArrivedAt, null, null), (found.Letter.FailedAt, found.Letter.ExceptionType, found.Letter.Provider));
        Assert.Null(await stores.LetterQuery.FindAsync("unknown", Token));
    }

    [Fact]
    public async Task A_replay_that_was_published_twice_is_one_letter_and_its_parts_are_many()
    {
        var stores = await NewStoresAsync();
        await stores.Letters.KeepAsync([Letter("first")], Token);

        var kept = await stores.Letters.KeepAsync(
            [Letter("a", replayOf: "first"), Letter("b", replayOf: "first"), Letter("c", body: "a part", replayOf: "first")], Token);
        var later = await stores.Letters.KeepAsync([Letter("d", replayOf: "first"), Letter("e", replayOf: "another")], Token);

        Assert.Equal((2, 1), (kept, later));
        Assert.Equal(["a", "c"], (await stores.LetterQuery.FindAsync("first", Token))!.FailedAgainAs);
    }

    [Fact]
    public async Task Groups_count_what_waits_and_say_when_it_failed_first_and_last()
    {
        var stores = await NewStoresAsync();
        await stores.Letters.KeepAsync([.. Enumerable.Range(0, 5).Select(i => Letter($"a{i}", minute: i))], Token);
        await stores.Letters.KeepAsync(
            [Letter("b") with { Provider = null, ExceptionType = null, Class = "unreadable" }, Letter("c", minute: 9)], Token);
        await SettleAsync(stores, "a0");
        await SettleAsync(stores, "b");

        var group = Assert.Single(await stores.LetterQuery.GroupsAsync(LetterFilter.Any, 10, Token));

        Assert.Equal(
            new LetterGroup
            {
                Queue = Queue,
                Class = "unapplied",
                ExceptionType = "System.InvalidOperationException",
                Provider = "twilio",
                Count = 5,
                FirstFailedAt = At(1),
                LastFailedAt = At(9),
                SampleId = "c",
                SampleReason = "a bug",
            },
            group);
        Assert.Equal([new WaitingLetters(Queue, "unapplied", 5)], await stores.LetterQuery.WaitingAsync(Token));
        Assert.Empty(await stores.LetterQuery.GroupsAsync(new LetterFilter { Provider = "" }, 10, Token));
    }

    [Fact]
    public async Task Pages_of_any_filter_hold_every_letter_once_the_latest_arrival_first()
    {
        var stores = await NewStoresAsync();
        var letters = Enumerable.Range(0, 60).Select(i => Letter($"l{i}", minute: 60 - i) with
        {
            Queue = i % 2 == 0 ? Queue : "tracking.callbacks-received",
            Class = i % 3 == 0 ? "unreadable" : "unapplied",
            ExceptionType = i % 5 == 0 ? null : $"E{i % 2}",
            Provider = i % 4 == 0 ? null : "ses",
            Reason = i % 7 == 0 ? "The Column is missing" : "else",
        }).ToArray();
        foreach (var some in letters.Chunk(7))
            await stores.Letters.KeepAsync(some, Token);
        await SettleAsync(stores, "l10");
        (LetterFilter Filter, Func<int, bool> Holds)[] filters =
        [
            (LetterFilter.Any, _ => true), (Waiting, i => i != 10), (new() { State = LetterState.Replayed }, i => i == 10),
            (Waiting with { Queue = Queue }, i => i % 2 == 0 && i != 10), (Waiting with { Class = "unreadable" }, i => i % 3 == 0),
            (Waiting with { ExceptionType = "" }, i => i % 5 == 0 && i != 10), (Waiting with { ExceptionType = "E1" }, i => i % 5 != 0 && i % 2 == 1),
            (Waiting with { Provider = "" }, i => i % 4 == 0), (Waiting with { Text = "column" }, i => i % 7 == 0),
            (Waiting with { From = At(30), To = At(40) }, i => 60 - i is >= 30 and < 40),
        ];

        foreach (var (filter, holds) in filters)
        {
            var read = new List<LetterView>();
            while (await stores.LetterQuery.ListAsync(filter, read.LastOrDefault()?.Number, 4, Token) is { Count: > 0 } page)
                read.AddRange(page);
            Assert.Equal(Enumerable.Range(0, 60).Where(holds).Reverse().Select(i => $"l{i}"), read.Select(letter => letter.Id));
        }
    }

    [Fact]
    public async Task A_letter_is_settled_once_and_says_by_whom_and_how()
    {
        var stores = await NewStoresAsync();
        await stores.Letters.KeepAsync([Letter("a", body: "before"), Letter("b")], Token);
        var given = new List<KeptLetter>();

        var isSettled = await stores.Letters.SettleAsync(
            "a", new LetterSettlement(LetterState.Replayed, "joana", At(5), "after"u8.ToArray()), Take, Token);
        var again = await stores.Letters.SettleAsync("a", new LetterSettlement(LetterState.Discarded, "x", At(6)), Take, Token);

        Assert.Equal((true, false), (isSettled, again));
        Assert.Equivalent(Letter("a", body: "before"), Assert.Single(given), strict: true);
        var found = await stores.LetterQuery.FindAsync("a", Token);
        Assert.Equal(
            (LetterState.Replayed, "joana", At(5), "before", "after"),
            (found!.Letter.State, found.Letter.SettledBy, found.Letter.SettledAt, Encoding.UTF8.GetString(found.Body),
                Encoding.UTF8.GetString(found.EditedBody!)));

        Task Take(KeptLetter letter, CancellationToken token)
        {
            given.Add(letter);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task While_one_is_at_a_letter_no_other_can_be_and_what_fails_leaves_it_waiting()
    {
        var stores = await NewStoresAsync();
        await stores.Letters.KeepAsync([Letter("a")], Token);
        var settlement = new LetterSettlement(LetterState.Replayed, "x", At(1));

        await Assert.ThrowsAsync<TimeoutException>(() => stores.Letters.SettleAsync("a", settlement, async (_, _) =>
        {
            Assert.False(await stores.Letters.SettleAsync("a", settlement, (_, _) => Task.CompletedTask, Token));
            throw new TimeoutException();
        }, Token));

        Assert.Equal(LetterState.Waiting, (await stores.LetterQuery.FindAsync("a", Token))!.Letter.State);
        Assert.Equal([new WaitingLetters(Queue, "unapplied", 1)], await stores.LetterQuery.WaitingAsync(Token));
        await SettleAsync(stores, "a");
    }

    [Fact]
    public async Task Settled_letters_go_when_they_are_old_and_those_that_wait_never_do()
    {
        var stores = await NewStoresAsync();
        await stores.Letters.KeepAsync([.. Enumerable.Range(0, 6).Select(i => Letter($"l{i}"))], Token);
        for (var i = 0; i < 4; i++)
            Assert.True(await stores.Letters.SettleAsync($"l{i}", new(LetterState.Discarded, "x", At(i * 10)), (_, _) => Task.CompletedTask, Token));

        var deleted = await stores.DeleteAsync(Expiring.DeadLetters, At(20), limit: 1);

        Assert.Equal(new DeletedRows { DeadLetters = 2 }, deleted);
        var left = await stores.LetterQuery.ListAsync(LetterFilter.Any, null, 10, Token);
        Assert.Equal(["l5", "l4", "l3", "l2"], left.Select(letter => letter.Id));
        Assert.Equal(2, Assert.Single(await stores.LetterQuery.WaitingAsync(Token)).Count);
    }

    [Theory]
    [InlineData("joana+news@example.org", """{"recipient":"Joana+news@example.org"}""", true)]
    [InlineData("joana+news@example.org", """{"callbacks":[{"body":"\u0022joana\u002bnews@example.org\u0022"}]}""", true)]
    [InlineData("joana@example.org", """{"callbacks":[{"body":"{\u0022to\u0022:\u0022joana@example.org\u0022}"}]}""", true)]
    [InlineData("joana@example.org", """{"callbacks":[{"body":"To=joana%40example.org&x=1"}]}""", true)]
    [InlineData("+31612345678", """{"callbacks":[{"body":"To=%2B31612345678"}]}""", true)]
    [InlineData("+31612345678", """{"recipient":"\u002B31612345678"}""", true)]
    [InlineData("joana@example.org", "no JSON at all: <joana@example.org>", true)]
    [InlineData("joana@example.org", """{"recipient":"maria.joana@example.org"}""", false)]
    [InlineData("+31612345678", """{"recipient":"+316123456789"}""", false)]
    public async Task An_erasure_takes_the_letters_that_hold_the_address_and_no_others(string address, string body, bool isErased)
    {
        var stores = await NewStoresAsync();
        await stores.Letters.KeepAsync([Letter("theirs", body: body), Letter("other", body: """{"recipient":"other@example.org"}""")], Token);

        var erased = await stores.Erasure.EraseAsync(address, null, Token);

        Assert.Equal(isErased ? 1 : 0, erased.Rows.DeadLetters);
        Assert.Equal(isErased, await stores.LetterQuery.FindAsync("theirs", Token) is null);
        Assert.NotNull(await stores.LetterQuery.FindAsync("other", Token));
        Assert.Equal(isErased ? 1 : 2, Assert.Single(await stores.LetterQuery.WaitingAsync(Token)).Count);
    }

    static async Task SettleAsync(Stores stores, string id) => Assert.True(await stores.Letters.SettleAsync(
        id, new LetterSettlement(LetterState.Replayed, "somebody", At(0)), (_, _) => Task.CompletedTask, Token));
}

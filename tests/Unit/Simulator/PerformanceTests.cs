using System.Collections.Concurrent;
using System.Text.Json;
using Tracking.Deliveries;
using Tracking.Simulator.Ledger;
using Tracking.Simulator.Players;
using Tracking.Simulator.Running;
using Tracking.Simulator.Scenarios;
using Xunit;

namespace Tracking.Unit.Simulator;

public sealed class PerformanceTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fact_without_an_answer_is_repeated_until_it_is_acknowledged()
    {
        var player = new ScriptedPlayer((_, attempt) => attempt < 3 ? new Answer(Outcome.Unknown, "503") : Answer.Acknowledged);
        var ledger = new FactLedger(1);
        var performance = Performance(player, ledger, new RunOptions { Connections = 1 }, Facts(1));

        await performance.PlayAsync(Cancel);

        var entry = ledger[0];
        Assert.Equal((3, 1, 2), (entry.Sent, entry.Acknowledged, entry.Unanswered));
        Assert.True(entry.FirstSentAt < entry.FirstAcknowledgedAt);
        Assert.Equal(2, performance.Troubles["503"]);
    }

    [Fact]
    public async Task Of_what_went_wrong_the_first_line_is_counted()
    {
        var player = new ScriptedPlayer((_, attempt) =>
            attempt < 3 ? new Answer(Outcome.Unknown, $"the connection broke\n   at line {attempt}") : Answer.Acknowledged);
        var performance = Performance(player, new FactLedger(1), new RunOptions { Connections = 1 }, Facts(1));

        await performance.PlayAsync(Cancel);

        Assert.Equal(KeyValuePair.Create("the connection broke", 2), Assert.Single(performance.Troubles));
    }

    [Fact]
    public async Task A_duplicate_without_an_answer_is_let_go_once_the_fact_is_acknowledged()
    {
        var player = new ScriptedPlayer((_, attempt) => attempt == 1 ? Answer.Acknowledged : new Answer(Outcome.Unknown));
        var ledger = new FactLedger(1);
        var fact = Facts(1)[0];
        var performance = Performance(player, ledger, new RunOptions { Connections = 1 }, fact, fact);

        await performance.PlayAsync(Cancel);

        Assert.Equal((2, 1, 1), (ledger[0].Sent, ledger[0].Acknowledged, ledger[0].Unanswered));
    }

    [Fact]
    public async Task A_refused_fact_is_counted_and_never_repeated_and_too_many_end_the_run()
    {
        var player = new ScriptedPlayer((_, _) => new Answer(Outcome.Refused, "403"));
        var ledger = new FactLedger(20);
        var performance = Performance(player, ledger, new RunOptions { Connections = 1, MaxRefusals = 5 }, Facts(20));

        await performance.PlayAsync(Cancel);

        Assert.Equal(5, performance.Refused);
        Assert.Equal(5, player.Attempts.Count);
        Assert.All(player.Attempts.Values, attempts => Assert.Equal(1, attempts));
        Assert.Equal(5, Assert.Single(performance.Refusals).Value);
    }

    [Fact]
    public async Task A_fact_is_given_up_when_nobody_answers_for_too_long()
    {
        var player = new ScriptedPlayer((_, _) => new Answer(Outcome.Unknown, "timeout"));
        var performance = Performance(
            player, new FactLedger(1), new RunOptions { Connections = 1, GiveUp = TimeSpan.Zero }, Facts(1));

        await performance.PlayAsync(Cancel);

        Assert.Equal(1, performance.GivenUp);
    }

    [Fact]
    public async Task The_ledger_file_has_one_line_for_each_acknowledged_fact()
    {
        var path = Path.GetTempFileName();
        try
        {
            var ledger = new FactLedger(30);
            await using (var file = new LedgerFile(path))
            {
                var performance = new Performance(
                    [.. Facts(30).Concat(Facts(30)).Select(f => new Sending(f))], [new ScriptedPlayer((_, _) => Answer.Acknowledged)],
                    ledger, new RunOptions { Connections = 4 }, TimeProvider.System)
                {
                    FirstAcknowledged = fact => file.Append(fact, ledger[fact.Number]),
                };
                await performance.PlayAsync(Cancel);
            }

            var lines = (await File.ReadAllLinesAsync(path, Cancel)).Select(l => JsonSerializer.Deserialize<JsonElement>(l)).ToArray();
            Assert.Equal(Enumerable.Range(0, 30), lines.Select(l => l.GetProperty("fact").GetInt32()).Order());
            Assert.All(lines, l => Assert.Equal("twilio sent", l.GetProperty("kind").GetString()));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Percentiles_are_those_of_what_was_added()
    {
        var latencies = new Latencies(100);
        for (var ms = 100; ms >= 1; ms--)
            latencies.Add(TimeSpan.FromMilliseconds(ms));

        Assert.Equal(new LatencySummary(100, 50, 95, 99, 100), latencies.Summarize());
    }

    static Performance Performance(IPlayer player, FactLedger ledger, RunOptions options, params Fact[] facts) =>
        new([.. facts.Select(f => new Sending(f))], [player], ledger, options, TimeProvider.System);

    static Fact[] Facts(int count)
    {
        var facts = Enumerable.Range(0, count).Select(i => (Fact)ExpectationTests.Receipt($"SM{i}", "sent", Evidence.Sent)).ToArray();
        return [.. ExpectationTests.Play([], facts).Facts];
    }

    /// <summary>Answers by the number of the attempt, counted for each fact.</summary>
    sealed class ScriptedPlayer(Func<Fact, int, Answer> answer) : IPlayer
    {
        public ConcurrentDictionary<int, int> Attempts { get; } = new();

        public bool Plays(Fact fact) => true;

        public Task PrepareAsync(IReadOnlyList<Sending> sendings, IProgress<int>? progress, CancellationToken cancellationToken) =>
            Task.CompletedTask;

        public Task<Answer> SendAsync(Sending sending, CancellationToken cancellationToken) => Task.FromResult(
            answer(sending.Fact, Attempts.AddOrUpdate(sending.Fact.Number, 1, (_, n) => n + 1)));
    }
}

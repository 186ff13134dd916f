using Tracking.Integration.Pipeline;
using Tracking.Simulator.Comparison;
using Tracking.Simulator.Ledger;
using Tracking.Simulator.Players;
using Tracking.Simulator.Running;
using Tracking.Simulator.Scenarios;
using Xunit;

namespace Tracking.Integration.EndToEnd;

/// <summary>That the comparison finds nothing means something only because it finds what is wrong.</summary>
public sealed class PlantedFaultTests(Servers servers)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_to_any_table_is_found()
    {
        await using var system = await TrackedSystem.StartAsync(await Hosts.OverAsync(servers));
        await system.StartWorkerAsync();
        var script = Script.Draw(TrackedSystem.Script(seed: 20_109, deliveries: 100));
        using var http = HttpAnswers.CreateClient(connections: 16, TimeSpan.FromSeconds(15));
        var (convergence, began) = await PlayAsync(system, script, http);
        Assert.Empty((await convergence.SettleAsync(began, TimeSpan.FromSeconds(30), Cancelled)).Differences);
        // What is still under way would mend what is broken here.
        await system.EndsWithNothingLeftAsync();
        var ids = script.Plays.SelectMany(play => play.Deliveries).ToArray();

        await FindsAsync(
            "update delivery set evidence = case evidence when 'queued' then 'delivered' else 'queued' end where delivery_id = $1",
            ids[0], "status");
        await FindsAsync("update delivery set open_count = open_count + 1 where delivery_id = $1", ids[1], "openCount");
        await FindsAsync("update delivery set sent_at = now() where delivery_id = $1", ids[2], "sentAt");
        await FindsAsync("delete from event where delivery_id = $1", ids[3], "events");
        await FindsAsync("delete from delivery where delivery_id = $1", ids[4], "delivery");
        await system.ExecuteAsync("delete from orphan");
        Assert.Contains(await LookAsync(), d => d.Field.StartsWith("orphans: ", StringComparison.Ordinal));

        async Task FindsAsync(string sql, string deliveryId, string field)
        {
            await system.ExecuteAsync(sql, deliveryId);
            Assert.Contains(await LookAsync(), d => d.Subject == deliveryId && d.Field == field);
        }

        async Task<IReadOnlyList<Difference>> LookAsync() =>
            (await convergence.SettleAsync(began, TimeSpan.Zero, Cancelled)).Differences;
    }

    [Theory]
    [InlineData("twilio delivered")]
    [InlineData("ses Bounce")]
    [InlineData("NotificationSent")]
    public async Task A_fact_that_was_acknowledged_and_lost_is_found(string kind)
    {
        await using var system = await TrackedSystem.StartAsync(await Hosts.OverAsync(servers));
        await system.StartWorkerAsync();
        var script = Script.Draw(TrackedSystem.Script(seed: 20_110, deliveries: 100));
        var victim = script.Plays.First(play => play.Deliveries.Count > 0 && play.Facts.Any(fact => fact.Kind == kind));
        var lost = victim.Facts.First(fact => fact.Kind == kind);
        string[] subjects =
            [.. victim.Deliveries, .. victim.Facts.SelectMany(fact => fact.Evidence(default)).Select(e => $"{e.Provider} {e.ProviderMessageId}")];
        using var http = HttpAnswers.CreateClient(connections: 16, TimeSpan.FromSeconds(15));

        var (convergence, began) = await PlayAsync(system, script, http, lost);

        // What differs is the victim alone, and it goes on to differ however long one waits.
        await Eventually.HoldsAsync(async () =>
        {
            var found = (await convergence.SettleAsync(began, TimeSpan.Zero, Cancelled)).Differences;
            Assert.NotEmpty(found);
            Assert.All(found, difference => Assert.Contains(difference.Subject, subjects));
        });
    }

    // A run of the simulator, taken apart: so that facts can be lost, and so that one can look again.
    static async Task<(Convergence Convergence, DateTimeOffset Began)> PlayAsync(
        TrackedSystem system, Script script, HttpClient http, Fact? lost = null)
    {
        var secrets = system.Secrets;
        var ledger = new FactLedger(script.Facts.Count);
        var began = TimeProvider.System.GetUtcNow();
        await using var producer = new ProducerOverHttp(http, system.Ingress, secrets.ProducerKey);
        IPlayer[] players =
        [
            new Loser(lost),
            producer,
            new TwilioPlayer(http, system.Ingress, system.Ingress, script.Options.TwilioAccount, secrets.TwilioToken),
            new SesPlayer(http, system.Ingress, secrets.Ses) { SignsAhead = false },
        ];
        var performance = new Performance(
            Schedule.Shuffled(script, duplicates: 0.2), players, ledger, new RunOptions { Connections = 16 }, TimeProvider.System);
        await performance.PlayAsync(Cancelled);

        Assert.Equal(0, performance.Refused + performance.GivenUp);
        var dashboard = new DashboardClient(http, system.Dashboard, key: null, TimeProvider.System);
        return (new Convergence(script, ledger, dashboard, details: script.Plays.Count, TimeProvider.System), began);
    }

    /// <summary>Promises to deliver one fact, and never does.</summary>
    sealed class Loser(Fact? lost) : IPlayer
    {
        public bool Plays(Fact fact) => ReferenceEquals(fact, lost);

        public Task PrepareAsync(
            IReadOnlyList<Sending> sendings, IProgress<int>? progress, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<Answer> SendAsync(Sending sending, CancellationToken cancellationToken) => Task.FromResult(Answer.Acknowledged);
    }
}

using Tracking.Simulator.Comparison;
using Tracking.Simulator.Ledger;
using Tracking.Simulator.Players;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Running;

/// <summary>
/// One run: draws the script, signs ahead, plays it, waits for the system to converge, and compares.
/// </summary>
sealed class Simulation(SimulationOptions options, TimeProvider time)
{
    volatile Stage _stage = new("drawing the script", 0, () => 0);

    /// <summary>What it is doing just now.</summary>
    public Stage Stage => _stage;

    public async Task<Summary> RunAsync(CancellationToken cancellationToken)
    {
        var script = Script.Draw(options.Script);
        var schedule = Schedule.Shuffled(script, options.Duplicates);
        var ledger = new FactLedger(script.Facts.Count);
        using var http = HttpAnswers.CreateClient(options.Run.Connections, options.Timeout);
        var players = Players(http);
        try
        {
            await PrepareAsync(players, schedule, cancellationToken);

            await using var file = options.LedgerPath is null ? null : new LedgerFile(options.LedgerPath);
            var performance = new Performance(schedule, players, ledger, options.Run, time)
            {
                FirstAcknowledged = file is null ? null : fact => file.Append(fact, ledger[fact.Number]),
            };
            _stage = new Stage("sending", performance.Total, () => performance.Finished);
            var began = time.GetUtcNow();
            await performance.PlayAsync(cancellationToken);

            var verdict = performance.Refused >= options.Run.MaxRefusals
                ? null
                : await CompareAsync(script, ledger, began, cancellationToken);
            return Summary.Of(options, script, ledger, performance, verdict);
        }
        finally
        {
            await players.DisposeAllAsync();
        }
    }

    IReadOnlyList<IPlayer> Players(HttpClient http) =>
    [
        options.Amqp is not null
            ? new ProducerOverAmqp(options.Amqp, options.Timeout)
            : new ProducerOverHttp(http, options.Ingress, options.ProducerKey!),
        .. options.Cast.Players(http, options.Ingress, options.PublicUrl ?? options.Ingress, options.Script.TwilioAccount, time),
    ];

    async Task PrepareAsync(
        IReadOnlyList<IPlayer> players, IReadOnlyList<Sending> schedule, CancellationToken cancellationToken)
    {
        var signed = new Count();
        _stage = new Stage("signing ahead", schedule.Count(s => s.Fact is SesFact), () => signed.Value);
        foreach (var player in players)
            await player.PrepareAsync(schedule, signed, cancellationToken);
    }

    async Task<Verdict> CompareAsync(
        Script script, FactLedger ledger, DateTimeOffset began, CancellationToken cancellationToken)
    {
        // Its own connections: what was cut or is still waiting on the ingress's does not disturb the comparison.
        using var http = HttpAnswers.CreateClient(connections: 16, options.Timeout);
        var dashboard = new DashboardClient(http, options.Dashboard, options.DashboardKey, time);
        var convergence = new Convergence(script, ledger, dashboard, options.Details, time);
        _stage = new Stage("comparing; deliveries and timelines read", 0, () => convergence.Read);
        return await convergence.SettleAsync(began, options.Settle, cancellationToken);
    }

    // Reported from several threads; IProgress's own implementation would hand each report to the thread pool first.
    sealed class Count : IProgress<int>
    {
        volatile int _value;

        public int Value => _value;

        public void Report(int value) => _value = value;
    }
}

/// <param name="Total">How many steps it has; 0 where that is not known.</param>
/// <param name="Done">How many of them are done.</param>
sealed record Stage(string Name, int Total, Func<int> Done);

using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Tracking.Integration.Deploy;
using Tracking.Integration.EndToEnd.Announcements;
using Tracking.Integration.EndToEnd.Faults;
using Tracking.Simulator.Running;

namespace Tracking.Integration.EndToEnd.Ledger;

/// <summary>
/// Sends facts at a steady rate while everything breaks, then waits for everything to come to rest, and looks for what was acknowledged:
/// each fact in its delivery or among the orphans, nothing left in a queue or a spool, and every change announced.
/// </summary>
sealed class LedgerRun(LedgerOptions options, LocalServers servers, TimeProvider time)
{
    /// <summary>Takes a line for each thing that happens.</summary>
    public Action<string> Say { get; init; } = _ => { };

    public async Task<LedgerReport> RunAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        await using var system = await LedgerSystem.StartAsync(servers, options, cancellationToken);
        var changes = new StatusChangeQueue(system.RabbitMq);
        await changes.DeclareAsync(cancellationToken);

        // Whichever fails takes the others with it: nobody is to wait for what cannot come any more.
        using var parts = new Together(cancellationToken);
        var simulation = new Simulation(SimulationOptions(system), time);
        var running = parts.StartAsync(simulation.RunAsync);
        await parts.AllAsync(parts.StartAsync(token => BeginsToSendAsync(simulation, running, token)));
        Say($"sending {simulation.Stage.Total} at {options.Rate} a second");
        var planting = parts.StartAsync(token => new Poison(system, time).PlantAsync(options.Poison, options.Duration, token));
        var injector = new FaultInjector(FaultSchedule.Draw(options.Plan), system, () => TrackedSystem.IsSending(simulation), time, Say);
        var injecting = parts.StartAsync(injector.RunAsync);
        await parts.AllAsync(planting, injecting, running);
        var (planted, faults, summary) = (await planting, await injecting, await running);
        Say($"compared: {summary.DifferenceCount?.ToString() ?? "?"} differences");

        var end = new LedgerEnd(system, changes, planted, mayRepeat: faults.Count > 0, options.Settle, time);
        var report = new LedgerReport
        {
            Options = options,
            Summary = summary,
            Faults = faults,
            Problems = [.. ProblemsOf(summary), .. await end.ProblemsAsync(cancellationToken), .. system.Problems],
            LateStops = [.. system.LateStops],
            Letters = end.Letters,
            Planted = planted.Count,
            Announcements = end.Announcements,
            Elapsed = time.GetElapsedTime(began),
        };
        system.KeepLogs = report.Problems.Count > 0;
        return report with { Logs = system.KeepLogs ? system.Logs : null };
    }

    SimulationOptions SimulationOptions(LedgerSystem system)
    {
        var script = options.Script(time.GetUtcNow(), system.Secrets.Cast);
        return new SimulationOptions
        {
            Ingress = system.Ingress,
            Dashboard = system.Dashboard,
            Amqp = options.Producers == Producers.OverAmqp ? system.Producers : null,
            ProducerKey = options.Producers == Producers.OverHttp ? system.Secrets.ProducerKey : null,
            Cast = system.Secrets.Cast,
            Script = script,
            Run = new RunOptions { Rate = options.Rate },
            Duplicates = LedgerOptions.Duplicates,
            Settle = options.Settle,
            // Few enough that the list's pages are read, too.
            Details = Math.Min(script.Deliveries / 2, 2_000),
        };
    }

    async Task<bool> BeginsToSendAsync(Simulation simulation, Task running, CancellationToken cancellationToken)
    {
        while (!TrackedSystem.IsSending(simulation) && !running.IsCompleted)
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellationToken);
        return true;
    }

    // The comparison tells differences; a fact that was refused, or that nobody ever acknowledged, was not even compared.
    static IEnumerable<string> ProblemsOf(Summary run)
    {
        foreach (var difference in run.Differences)
            yield return $"difference: {difference}";
        if (run.DifferenceCount is null)
            yield return "nothing was compared";
        if (run.Refused > 0)
            yield return $"{run.Refused} refused: {string.Join("; ", run.Refusals)}";
        if (run.GivenUp > 0)
            yield return $"{run.GivenUp} facts were never acknowledged, and {run.Unsettled} deliveries left out";
        if (run.Passed == (run.DifferenceCount is null or > 0 || run.Refused > 0 || run.GivenUp > 0))
            throw new UnreachableException(run.ToJson());
    }

    /// <summary>Parts of a run, which end together when one of them fails.</summary>
    sealed class Together(CancellationToken cancellationToken) : IDisposable
    {
        readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ExceptionDispatchInfo? _first;

        public async Task<T> StartAsync<T>(Func<CancellationToken, Task<T>> part)
        {
            try
            {
                return await Task.Run(() => part(_stop.Token), _stop.Token);
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref _first, ExceptionDispatchInfo.Capture(e), null);
                await _stop.CancelAsync();
                throw;
            }
        }

        /// <summary>Waits for all of them, and fails as the first that failed: the others were only cancelled.</summary>
        public async Task AllAsync(params Task[] parts)
        {
            await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _first?.Throw();
        }

        public void Dispose() => _stop.Dispose();
    }
}

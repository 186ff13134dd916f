using Npgsql;
using Tracking.Integration.EndToEnd.Faults;

namespace Tracking.Integration.EndToEnd.Ledger;

/// <summary>Carries a schedule out, and writes down what really happened and when.</summary>
/// <param name="isSending">Whether facts are still being sent: without them no row can show that they flow again.</param>
/// <param name="say">Takes a line for each fault as it is over.</param>
sealed class FaultInjector(FaultSchedule schedule, LedgerSystem system, Func<bool> isSending, TimeProvider time, Action<string> say)
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan RecoveryPatience = TimeSpan.FromMinutes(2);

    long _began;

    /// <summary>Returns when all of it is over and everything is up again.</summary>
    public async Task<IReadOnlyList<InjectedFault>> RunAsync(CancellationToken cancellationToken)
    {
        _began = time.GetTimestamp();
        var lanes = await Task.WhenAll(Enum.GetValues<Lane>().Select(lane => RunAsync(lane, cancellationToken)));
        return [.. lanes.SelectMany(faults => faults).OrderBy(fault => fault.At)];
    }

    // One that takes longer than planned, as a server's start may, delays those behind it in its lane: none overlap.
    async Task<List<InjectedFault>> RunAsync(Lane lane, CancellationToken cancellationToken)
    {
        var injected = new List<InjectedFault>();
        foreach (var fault in schedule.Of(lane))
        {
            var wait = fault.At - time.GetElapsedTime(_began);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, time, cancellationToken);
            var at = time.GetElapsedTime(_began);
            var recovery = await InflictAsync(fault, cancellationToken);
            injected.Add(new InjectedFault(fault, at, time.GetElapsedTime(_began) - at - (recovery ?? TimeSpan.Zero), recovery));
            say(injected[^1].ToString());
        }

        return injected;
    }

    async Task<TimeSpan?> InflictAsync(Fault fault, CancellationToken cancellationToken)
    {
        switch (fault.Kind)
        {
            case FaultKind.KillWorker or FaultKind.KillIngress:
                await system.KillAsync(HostOf(fault));
                await Task.Delay(fault.Lasts, time, cancellationToken);
                await system.StartAsync(HostOf(fault));
                return null;
            case FaultKind.StopWorker or FaultKind.StopIngress:
                await system.StopAsync(HostOf(fault));
                await Task.Delay(fault.Lasts, time, cancellationToken);
                await system.StartAsync(HostOf(fault));
                return null;
            case FaultKind.CrashRabbitMq or FaultKind.RestartRabbitMq:
                return await TakeAwayAsync("rabbitmq", fault, cancellationToken);
            case FaultKind.CrashPostgres or FaultKind.RestartPostgres:
                return await TakeAwayAsync("postgres", fault, cancellationToken);
            case FaultKind.Cut:
                LinkOf(fault).Cut();
                return null;
            case FaultKind.Stall:
                LinkOf(fault).Stall();
                await Task.Delay(fault.Lasts, time, cancellationToken);
                LinkOf(fault).GoOn();
                return null;
            case FaultKind.StallThenCut:
                LinkOf(fault).Stall();
                await Task.Delay(fault.Lasts, time, cancellationToken);
                LinkOf(fault).Cut();
                LinkOf(fault).GoOn();
                return null;
            case FaultKind.Refuse:
                LinkOf(fault).Refuse();
                await Task.Delay(fault.Lasts, time, cancellationToken);
                LinkOf(fault).Accept();
                return null;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, null);
        }
    }

    async Task<TimeSpan?> TakeAwayAsync(string server, Fault fault, CancellationToken cancellationToken)
    {
        await system.StopServerAsync(server, fault.Kind is FaultKind.CrashRabbitMq or FaultKind.CrashPostgres, cancellationToken);
        await Task.Delay(fault.Lasts, time, cancellationToken);
        await system.StartServerAsync(server, cancellationToken);
        return await RowsFlowAgainAsync(cancellationToken);
    }

    /// <returns>How long it took from now on; null where too little was sent, or too little time, to see it.</returns>
    async Task<TimeSpan?> RowsFlowAgainAsync(CancellationToken cancellationToken)
    {
        var up = time.GetTimestamp();
        for (long? first = null; isSending() && time.GetElapsedTime(up) < RecoveryPatience;)
        {
            try
            {
                var rows = (await system.QueryAsync("select count(*) from event", row => row.GetInt64(0), cancellationToken))[0];
                if (rows > (first ??= rows))
                    return time.GetElapsedTime(up);
            }
            catch (NpgsqlException)
            {
                // A pooled connection from before, or a server that is still recovering.
            }

            await Task.Delay(Look, time, cancellationToken);
        }

        return null;
    }

    HostSlot HostOf(Fault fault) =>
        fault.Kind is FaultKind.KillWorker or FaultKind.StopWorker ? system.Workers[fault.Target] : system.Ingresses[fault.Target];

    Proxy LinkOf(Fault fault) => system.LinkOf((Link)fault.Target);
}

/// <summary>A fault that happened.</summary>
/// <param name="At">When it really began, from the beginning of the run.</param>
/// <param name="Away">How long until what was harmed answered again, or listened, or passed bytes.</param>
/// <param name="Recovery">After a server: how long from then until new rows were written.</param>
sealed record InjectedFault(Fault Fault, TimeSpan At, TimeSpan Away, TimeSpan? Recovery)
{
    public override string ToString() =>
        FormattableString.Invariant($"{At.TotalSeconds,6:0.0} s  {Fault.What}, for {Away.TotalSeconds:0.0} s")
        + (Recovery is { } recovery ? FormattableString.Invariant($"; rows flowed {recovery.TotalSeconds:0.0} s later") : "");
}

using Tracking.Integration.EndToEnd.Faults;
using Tracking.Simulator;
using Tracking.Simulator.Scenarios;

namespace Tracking.Integration.EndToEnd.Ledger;

/// <summary>How long, how many and how fast. The same values send the same facts and do the same harm; when each meets which is real.</summary>
sealed record LedgerOptions
{
    /// <summary>How long things go wrong, and at the least how long is sent.</summary>
    public required TimeSpan Duration { get; init; }

    public required int Workers { get; init; }

    public required int Seed { get; init; }

    /// <summary>Sendings a second.</summary>
    public double Rate { get; init; } = 150;

    public Producers Producers { get; init; } = Producers.OverAmqp;

    /// <summary>Whether the ingresses keep on disk what the broker does not take.</summary>
    public bool Spool { get; init; }

    /// <summary>How long after the last fault everything has to come to rest.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Callbacks, and as many events, that nobody can read.</summary>
    public int Poison { get; init; } = 3;

    /// <summary>One alone where there is one worker, so that there is a time without any; else two.</summary>
    public int Ingresses => Math.Min(Workers, 2);

    /// <summary>Whether faults follow each other within seconds, as where there is only a quarter of a minute for all of them.</summary>
    public bool Dense { get; init; }

    public FaultPlan Plan
    {
        get
        {
            var plan = new FaultPlan { Seed = Seed, Duration = Duration, Workers = Workers, Ingresses = Ingresses };
            return !Dense ? plan : plan with
            {
                // An orderly restart of RabbitMQ alone takes as long as all the rest.
                Kinds = [.. plan.Kinds.Except([FaultKind.RestartRabbitMq, FaultKind.RestartPostgres])],
                ServerGap = TimeSpan.FromSeconds(4),
                ProcessGap = TimeSpan.FromSeconds(2.5),
                LinkGap = TimeSpan.FromSeconds(1.5),
                LongestOutage = TimeSpan.FromSeconds(3),
                LongestTrouble = TimeSpan.FromSeconds(3),
            };
        }
    }

    /// <summary>As many deliveries as keep the rate up for the duration.</summary>
    public ScriptOptions Script(DateTimeOffset now, Cast cast)
    {
        const int sample = 500;
        var script = new ScriptOptions
        {
            Deliveries = sample,
            Seed = Seed,
            Epoch = now.ToMilliseconds(),
            Early = 0.3,
        }.For(cast);
        var sendings = Schedule.Shuffled(Simulator.Scenarios.Script.Draw(script), Duplicates).Count;
        return script with { Deliveries = (int)Math.Ceiling(Duration.TotalSeconds * Rate / sendings * sample) };
    }

    /// <summary>The share of facts that are sent again.</summary>
    public const double Duplicates = 0.2;
}

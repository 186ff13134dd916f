namespace Tracking.Integration.EndToEnd.Faults;

/// <summary>What is done to the system. How long it lasts is the fault's own matter.</summary>
public enum FaultKind
{
    /// <summary>SIGKILL, and started again.</summary>
    KillWorker,

    /// <summary>SIGTERM, which it must obey, and started again.</summary>
    StopWorker,

    /// <inheritdoc cref="KillWorker"/>
    KillIngress,

    /// <inheritdoc cref="StopWorker"/>
    StopIngress,

    /// <summary>As if its machine had lost its power.</summary>
    CrashRabbitMq,

    /// <summary>In good order.</summary>
    RestartRabbitMq,

    /// <inheritdoc cref="CrashRabbitMq"/>
    CrashPostgres,

    /// <inheritdoc cref="RestartRabbitMq"/>
    RestartPostgres,

    /// <summary>Every connection of a link is reset; new ones are made at once.</summary>
    Cut,

    /// <summary>The bytes of a link are held back, both ways, and then go on.</summary>
    Stall,

    /// <summary>They are held back, and then the connections are reset: what was held never arrives.</summary>
    StallThenCut,

    /// <summary>Every connection of a link is reset, and each new one at once.</summary>
    Refuse,
}

/// <summary>Who speaks to whom, each through a proxy of its own.</summary>
public enum Link
{
    CallersToIngress,
    ProducersToBroker,
    IngressToBroker,
    WorkersToBroker,
    WorkersToDatabase,
}

/// <summary>Faults of one lane come one after the other; those of different lanes come at the same time.</summary>
enum Lane
{
    Servers,
    Processes,
    Links,
}

/// <param name="At">When it begins, from the beginning of the run.</param>
/// <param name="Target">Which worker or ingress, from 0, or which <see cref="Link"/>; 0 for a server.</param>
/// <param name="Lasts">How long until it is undone. A server needs some seconds more until it answers again.</param>
sealed record Fault(TimeSpan At, FaultKind Kind, int Target, TimeSpan Lasts)
{
    public Lane Lane => LaneOf(Kind);

    public string What => Kind switch
    {
        FaultKind.KillWorker => $"kill worker {Target + 1}",
        FaultKind.StopWorker => $"stop worker {Target + 1}",
        FaultKind.KillIngress => $"kill ingress {Target + 1}",
        FaultKind.StopIngress => $"stop ingress {Target + 1}",
        FaultKind.CrashRabbitMq => "crash RabbitMQ",
        FaultKind.RestartRabbitMq => "restart RabbitMQ",
        FaultKind.CrashPostgres => "crash PostgreSQL",
        FaultKind.RestartPostgres => "restart PostgreSQL",
        FaultKind.Cut => $"cut {(Link)Target}",
        FaultKind.Stall => $"stall {(Link)Target}",
        FaultKind.StallThenCut => $"stall, then cut {(Link)Target}",
        FaultKind.Refuse => $"refuse {(Link)Target}",
        _ => throw new ArgumentOutOfRangeException(nameof(Kind), Kind, null),
    };

    public override string ToString() => FormattableString.Invariant($"{At.TotalSeconds,6:0.0} s  {What}")
        + (Lasts == TimeSpan.Zero ? "" : FormattableString.Invariant($", for {Lasts.TotalSeconds:0.0} s"));

    public static Lane LaneOf(FaultKind kind) => kind switch
    {
        FaultKind.KillWorker or FaultKind.StopWorker or FaultKind.KillIngress or FaultKind.StopIngress => Lane.Processes,
        FaultKind.CrashRabbitMq or FaultKind.RestartRabbitMq or FaultKind.CrashPostgres or FaultKind.RestartPostgres => Lane.Servers,
        FaultKind.Cut or FaultKind.Stall or FaultKind.StallThenCut or FaultKind.Refuse => Lane.Links,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}

namespace Tracking.Integration.EndToEnd.Faults;

/// <summary>What a schedule is drawn from. The same values draw the same schedule.</summary>
sealed record FaultPlan
{
    public required int Seed { get; init; }

    /// <summary>After which everything is up again.</summary>
    public required TimeSpan Duration { get; init; }

    public required int Workers { get; init; }

    public required int Ingresses { get; init; }

    /// <summary>The kinds that come up. Of each lane all of them come once before any comes twice.</summary>
    public IReadOnlyList<FaultKind> Kinds { get; init; } = Enum.GetValues<FaultKind>();

    /// <summary>From the end of a server's outage to the next one's beginning, on average: room for it to start and for all to recover.</summary>
    public TimeSpan ServerGap { get; init; } = TimeSpan.FromSeconds(20);

    /// <inheritdoc cref="ServerGap"/>
    public TimeSpan ProcessGap { get; init; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc cref="ServerGap"/>
    public TimeSpan LinkGap { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>The longest that a server stays down by intention.</summary>
    public TimeSpan LongestOutage { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The longest that a process stays down, or a link stalls or refuses.</summary>
    public TimeSpan LongestTrouble { get; init; } = TimeSpan.FromSeconds(8);

    public TimeSpan GapOf(Lane lane) => lane switch
    {
        Lane.Servers => ServerGap,
        Lane.Processes => ProcessGap,
        Lane.Links => LinkGap,
        _ => throw new ArgumentOutOfRangeException(nameof(lane), lane, null),
    };
}

/// <summary>
/// Everything that goes wrong in a run, drawn from a seed before it begins. Two servers are never away at once, nor two processes, nor
/// two links; a server, a process and a link may well be. At the end of its duration everything is up again.
/// </summary>
/// <param name="Faults">In the order in which they begin.</param>
sealed record FaultSchedule(FaultPlan Plan, IReadOnlyList<Fault> Faults)
{
    public static FaultSchedule Draw(FaultPlan plan) => new(
        plan, [.. Enum.GetValues<Lane>().SelectMany(lane => Draw(plan, lane)).OrderBy(fault => fault.At).ThenBy(fault => fault.Kind)]);

    public IEnumerable<Fault> Of(Lane lane) => Faults.Where(fault => fault.Lane == lane);

    /// <summary>A line for each fault, to be read beside a log.</summary>
    public override string ToString() => string.Join('\n', Faults);

    static IEnumerable<Fault> Draw(FaultPlan plan, Lane lane)
    {
        FaultKind[] kinds = [.. plan.Kinds.Where(kind => Fault.LaneOf(kind) == lane)];
        if (kinds.Length == 0)
            yield break;

        // Each lane has numbers of its own: another gap on one does not draw another schedule for the others.
        var random = new Random(HashOf(plan.Seed, (int)lane));
        var at = Gap() * 0.5;
        for (var drawn = 0; ; drawn++)
        {
            if (drawn % kinds.Length == 0)
                random.Shuffle(kinds);
            var kind = kinds[drawn % kinds.Length];
            var fault = new Fault(at, kind, TargetOf(plan, kind, random), LastsOf(plan, kind, random));
            if (fault.At + fault.Lasts > plan.Duration)
                yield break;
            yield return fault;
            at = fault.At + fault.Lasts + Gap();
        }

        TimeSpan Gap() => Whole(plan.GapOf(lane) * (0.5 + random.NextDouble()));
    }

    static int TargetOf(FaultPlan plan, FaultKind kind, Random random) => Fault.LaneOf(kind) switch
    {
        Lane.Servers => 0,
        Lane.Processes => random.Next(kind is FaultKind.KillWorker or FaultKind.StopWorker ? plan.Workers : plan.Ingresses),
        Lane.Links => random.Next(Enum.GetValues<Link>().Length),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    // Half of all are much shorter than the longest: blinks find other mistakes than long waits do.
    static TimeSpan LastsOf(FaultPlan plan, FaultKind kind, Random random)
    {
        var longest = kind == FaultKind.Cut ? TimeSpan.Zero
            : Fault.LaneOf(kind) == Lane.Servers ? plan.LongestOutage
            : plan.LongestTrouble;
        var share = random.NextDouble();
        return Whole(longest * (share * share));
    }

    static TimeSpan Whole(TimeSpan duration) => TimeSpan.FromMilliseconds(Math.Round(duration.TotalMilliseconds));

    // Not HashCode, which is another in each process.
    static int HashOf(int seed, int lane) => unchecked(seed * 31 + lane * 1_000_003);
}

namespace Tracking.Deliveries;

/// <summary>
/// One notification on one channel to one recipient: the join of all evidence about it. <see cref="With"/> is commutative and
/// idempotent, so any order, duplication and partition of a history ends in the same delivery.
/// </summary>
public sealed record Delivery
{
    public required string DeliveryId { get; init; }

    public Description Description { get; init; } = Description.Empty;

    /// <summary>The evidence that decides status, reason and error.</summary>
    public Observation Decisive { get; init; } = Observation.Bottom;

    public DateTimeOffset? QueuedAt { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The earliest of delivered, open, click, read and complaint: nothing is opened before it arrived.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    public DateTimeOffset? FailedAt { get; init; }

    public DateTimeOffset? BouncedAt { get; init; }

    public DateTimeOffset? ComplainedAt { get; init; }

    /// <summary>The earliest open by a person.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    public DateTimeOffset? ClickedAt { get; init; }

    public DateTimeOffset? ReadAt { get; init; }

    public DateTimeOffset? UnsubscribedAt { get; init; }

    public DistinctCount Opens { get; init; }

    public DistinctCount MachineOpens { get; init; }

    public DistinctCount Clicks { get; init; }

    public DeliveryStatus Status => Decisive.Evidence.Status();

    public string? Reason => Decisive.Reason;

    /// <summary>
    /// When what decides the status happened, by its source's clock. Where the source states no time: the earliest time of its kind.
    /// Null while nothing decides it.
    /// </summary>
    public DateTimeOffset? DecidedAt => Decisive.StatedAt != Observation.Bottom.StatedAt ? Decisive.StatedAt : Decisive.Evidence switch
    {
        Evidence.Queued => QueuedAt,
        Evidence.Sent or Evidence.Deferred => SentAt,
        Evidence.FailedAtTransport or Evidence.FailedAtProvider => FailedAt,
        Evidence.SoftBounce or Evidence.HardBounce or Evidence.Undelivered => BouncedAt,
        Evidence.Delivered or Evidence.Opened or Evidence.Clicked or Evidence.Read => DeliveredAt,
        Evidence.Complaint => ComplainedAt,
        Evidence.None or Evidence.Unsubscribed or Evidence.Assigned or Evidence.Unknown => null,
        _ => throw new UnreachableException($"evidence {Decisive.Evidence}"),
    };

    /// <summary>This delivery, knowing one event more.</summary>
    public Delivery With(DeliveryEvent e)
    {
        var described = e.Description is { } description ? this with { Description = Description.Join(description) } : this;

        // What may belong to another of several recipients is shown, and counts for none of them.
        if (e.Ambiguous)
            return described;

        var joined = described with { Decisive = Observation.Join(Decisive, e.Observation) };
        var at = e.OccurredAt;
        return e.Evidence switch
        {
            Evidence.Queued => joined with { QueuedAt = Earliest(QueuedAt, at) },
            Evidence.Sent or Evidence.Deferred => joined with { SentAt = Earliest(SentAt, at) },
            Evidence.FailedAtTransport or Evidence.FailedAtProvider => joined with { FailedAt = Earliest(FailedAt, at) },
            Evidence.SoftBounce or Evidence.HardBounce or Evidence.Undelivered =>
                joined with { BouncedAt = Earliest(BouncedAt, at) },
            Evidence.Delivered => joined with { DeliveredAt = Earliest(DeliveredAt, at) },
            Evidence.Complaint =>
                joined with { ComplainedAt = Earliest(ComplainedAt, at), DeliveredAt = Earliest(DeliveredAt, at) },
            Evidence.Opened when e.ByMachine =>
                joined with { MachineOpens = MachineOpens.With(e.Id), DeliveredAt = Earliest(DeliveredAt, at) },
            Evidence.Opened => joined with
            {
                Opens = Opens.With(e.Id),
                OpenedAt = Earliest(OpenedAt, at),
                DeliveredAt = Earliest(DeliveredAt, at),
            },
            Evidence.Clicked => joined with
            {
                Clicks = Clicks.With(e.Id),
                ClickedAt = Earliest(ClickedAt, at),
                DeliveredAt = Earliest(DeliveredAt, at),
            },
            Evidence.Read => joined with { ReadAt = Earliest(ReadAt, at), DeliveredAt = Earliest(DeliveredAt, at) },
            Evidence.Unsubscribed => joined with { UnsubscribedAt = Earliest(UnsubscribedAt, at) },
            Evidence.None or Evidence.Assigned or Evidence.Unknown => joined,
            _ => throw new UnreachableException($"evidence {e.Evidence}"),
        };
    }

    static DateTimeOffset? Earliest(DateTimeOffset? a, DateTimeOffset b) => Instants.Earliest(a, b);
}

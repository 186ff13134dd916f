using Tracking.Deliveries;

namespace Tracking.Storage.InMemory;

/// <summary>A letter in memory. Every access holds the gate.</summary>
sealed class InMemoryLetter(long number, KeptLetter kept)
{
    public long Number => number;

    public KeptLetter Kept { get; } = kept with
    {
        FailedAt = (kept.FailedAt ?? kept.ArrivedAt).ToMicroseconds(),
        ArrivedAt = kept.ArrivedAt.ToMicroseconds(),
    };

    public string State { get; private set; } = LetterState.Waiting;

    /// <summary>Somebody is about to settle it.</summary>
    public bool IsHeld { get; set; }

    public DateTimeOffset? SettledAt { get; private set; }
    public string? SettledBy { get; private set; }
    public Guid? JobId { get; private set; }
    public byte[]? EditedBody { get; private set; }

    public bool IsFree => State == LetterState.Waiting && !IsHeld;

    public void Settle(LetterSettlement settlement, Guid? jobId = null)
    {
        State = settlement.State;
        SettledAt = settlement.At.ToMicroseconds();
        SettledBy = settlement.By;
        EditedBody = settlement.EditedBody;
        JobId = jobId;
    }

    public bool Matches(LetterFilter filter) =>
        (filter.Queue is null || filter.Queue == Kept.Queue)
        && (filter.Class is null || filter.Class == Kept.Class)
        && (filter.ExceptionType is null || filter.ExceptionType == (Kept.ExceptionType ?? ""))
        && (filter.Provider is null || filter.Provider == (Kept.Provider ?? ""))
        && (filter.From is null || Kept.FailedAt >= filter.From)
        && (filter.To is null || Kept.FailedAt < filter.To)
        && (filter.Text is null || Kept.Reason.Contains(filter.Text, StringComparison.OrdinalIgnoreCase));

    public LetterView View => new()
    {
        Number = Number,
        Id = Kept.Id,
        Queue = Kept.Queue,
        Class = Kept.Class,
        State = State,
        Reason = Kept.Reason,
        ExceptionType = Kept.ExceptionType,
        Provider = Kept.Provider,
        FailedAt = Kept.FailedAt!.Value,
        ArrivedAt = Kept.ArrivedAt,
        Attempts = Kept.Attempts,
        Host = Kept.Host,
        MessageId = Kept.MessageId,
        ContentType = Kept.ContentType,
        Replays = Kept.Replays,
        ReplayOf = Kept.ReplayOf,
        BodyBytes = Kept.Body.Length,
        SettledAt = SettledAt,
        SettledBy = SettledBy,
        JobId = JobId,
    };
}

/// <summary>A job in memory. Every access holds the gate.</summary>
sealed class InMemoryJob
{
    public required LetterJob Job { get; set; }

    /// <summary>The numbers of those that were chosen one by one.</summary>
    public required IReadOnlySet<long>? Letters { get; init; }

    public long Reached { get; set; }
    public Guid? LeaseOwner { get; set; }
    public DateTimeOffset LeaseUntil { get; set; }
}

using System.Text.Json;

namespace Tracking.Storage.Postgres;

/// <summary>A row of <c>dead_letter_job</c>.</summary>
sealed record LetterJobRow
{
    /// <summary>Of a table called <c>j</c>.</summary>
    public const string Columns = """
        j.job_id, j.action, j.filter, j.letters, j.up_to, j.planned, j.per_second, j.state, j.planned_at, j.planned_by, j.started_at,
        j.started_by, j.finished_at, j.reached, j.done, j.failed, j.problem
        """;

    /// <summary>With what its replays came to. A chunk has no need of it.</summary>
    public const string AllColumns = $"""
        {Columns}, (select count(distinct l.replay_of) from dead_letter l where l.replay_job = j.job_id) as failed_again
        """;

    public required Guid JobId { get; init; }
    public required string Action { get; init; }
    public required string Filter { get; init; }
    public long[]? Letters { get; init; }
    public required long UpTo { get; init; }
    public required long Planned { get; init; }
    public int? PerSecond { get; init; }
    public required string State { get; init; }
    public required DateTimeOffset PlannedAt { get; init; }
    public required string PlannedBy { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public string? StartedBy { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public required long Reached { get; init; }
    public required long Done { get; init; }
    public required long Failed { get; init; }
    public string? Problem { get; init; }
    public long FailedAgain { get; init; }

    public LetterJob Job => new()
    {
        Id = JobId,
        Action = Action,
        Filter = JsonSerializer.Deserialize(Filter, StorageJson.Default.LetterFilter) ?? LetterFilter.Any,
        Chosen = Letters?.Length,
        UpTo = UpTo,
        Planned = Planned,
        PerSecond = PerSecond,
        State = State,
        PlannedAt = PlannedAt,
        PlannedBy = PlannedBy,
        StartedAt = StartedAt,
        StartedBy = StartedBy,
        FinishedAt = FinishedAt,
        Done = Done,
        Failed = Failed,
        FailedAgain = FailedAgain,
        Problem = Problem,
    };
}

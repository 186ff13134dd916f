namespace Tracking.Storage.Postgres;

/// <summary>A row of <c>dead_letter</c> with its group.</summary>
sealed record LetterRow
{
    /// <summary>Of tables called <c>l</c> and <c>g</c>.</summary>
    public const string Columns = """
        l.letter_number, l.letter_id, g.queue, g.class, l.state, l.reason, nullif(g.exception_type, '') as exception_type,
        nullif(g.provider, '') as provider, l.failed_at, l.arrived_at, l.attempts, l.host, l.message_id, l.content_type, l.replays,
        l.replay_of, l.body_bytes, l.settled_at, l.settled_by, l.job_id
        """;

    public required long LetterNumber { get; init; }
    public required string LetterId { get; init; }
    public required string Queue { get; init; }
    public required string Class { get; init; }
    public required string State { get; init; }
    public required string Reason { get; init; }
    public string? ExceptionType { get; init; }
    public string? Provider { get; init; }
    public required DateTimeOffset FailedAt { get; init; }
    public required DateTimeOffset ArrivedAt { get; init; }
    public int? Attempts { get; init; }
    public string? Host { get; init; }
    public string? MessageId { get; init; }
    public string? ContentType { get; init; }
    public required int Replays { get; init; }
    public string? ReplayOf { get; init; }
    public required int BodyBytes { get; init; }
    public DateTimeOffset? SettledAt { get; init; }
    public string? SettledBy { get; init; }
    public Guid? JobId { get; init; }

    public LetterView View => new()
    {
        Number = LetterNumber,
        Id = LetterId,
        Queue = Queue,
        Class = Class,
        State = State,
        Reason = Reason,
        ExceptionType = ExceptionType,
        Provider = Provider,
        FailedAt = FailedAt,
        ArrivedAt = ArrivedAt,
        Attempts = Attempts,
        Host = Host,
        MessageId = MessageId,
        ContentType = ContentType,
        Replays = Replays,
        ReplayOf = ReplayOf,
        BodyBytes = BodyBytes,
        SettledAt = SettledAt,
        SettledBy = SettledBy,
        JobId = JobId,
    };
}

/// <summary>A letter as it goes back to its queue.</summary>
sealed record KeptLetterRow
{
    /// <summary>Of tables called <c>l</c>, <c>g</c> and <c>c</c>.</summary>
    public const string Columns = """
        l.letter_number, l.letter_id, g.queue, g.class, l.reason, nullif(g.exception_type, '') as exception_type,
        nullif(g.provider, '') as provider, l.failed_at, l.arrived_at, l.attempts, l.host, l.message_id, l.content_type, l.replays,
        l.replay_of, l.replay_job, c.properties, c.headers, c.body
        """;

    public required long LetterNumber { get; init; }
    public required string LetterId { get; init; }
    public required string Queue { get; init; }
    public required string Class { get; init; }
    public required string Reason { get; init; }
    public string? ExceptionType { get; init; }
    public string? Provider { get; init; }
    public required DateTimeOffset FailedAt { get; init; }
    public required DateTimeOffset ArrivedAt { get; init; }
    public int? Attempts { get; init; }
    public string? Host { get; init; }
    public string? MessageId { get; init; }
    public string? ContentType { get; init; }
    public required int Replays { get; init; }
    public string? ReplayOf { get; init; }
    public Guid? ReplayJob { get; init; }
    public required string Properties { get; init; }
    public required string Headers { get; init; }
    public required byte[] Body { get; init; }

    public KeptLetter Letter => new()
    {
        Id = LetterId,
        Queue = Queue,
        Class = Class,
        Reason = Reason,
        ExceptionType = ExceptionType,
        Provider = Provider,
        FailedAt = FailedAt,
        ArrivedAt = ArrivedAt,
        Attempts = Attempts,
        Host = Host,
        MessageId = MessageId,
        ContentType = ContentType,
        Replays = Replays,
        ReplayOf = ReplayOf,
        ReplayJob = ReplayJob,
        Properties = Properties,
        Headers = Headers,
        Body = Body,
    };
}

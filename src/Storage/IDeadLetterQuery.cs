namespace Tracking.Storage;

/// <summary>Reads the archive of dead letters.</summary>
public interface IDeadLetterQuery
{
    /// <summary>The groups in which letters wait, the largest first. Takes no longer for more letters.</summary>
    Task<IReadOnlyList<LetterGroup>> GroupsAsync(LetterFilter filter, int limit, CancellationToken cancellationToken);

    /// <summary>A page of letters, the latest arrival first.</summary>
    /// <param name="before">The number of the last letter of the page before.</param>
    Task<IReadOnlyList<LetterView>> ListAsync(LetterFilter filter, long? before, int limit, CancellationToken cancellationToken);

    /// <returns>Null where there is no such letter, or not any more.</returns>
    Task<LetterWithContent?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>How many letters wait, by queue and class; those that nothing waits in are left out. Cheap at any size.</summary>
    Task<IReadOnlyList<WaitingLetters>> WaitingAsync(CancellationToken cancellationToken);
}

/// <summary>Which letters; a null member does not restrict.</summary>
public sealed record LetterFilter
{
    public static readonly LetterFilter Any = new();

    public string? Queue { get; init; }
    public string? Class { get; init; }

    /// <summary>Empty: those without one.</summary>
    public string? ExceptionType { get; init; }

    /// <summary>Empty: those without one.</summary>
    public string? Provider { get; init; }

    /// <summary>Failed then or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Failed before.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Held by the reason, in any case.</summary>
    public string? Text { get; init; }

    /// <summary>One of <see cref="LetterState"/>. Groups and jobs are about those that wait, whatever it says.</summary>
    public string? State { get; init; }
}

/// <summary>Letters that wait for the same reason, as far as can be told.</summary>
public sealed record LetterGroup
{
    public required string Queue { get; init; }
    public required string Class { get; init; }
    public string? ExceptionType { get; init; }
    public string? Provider { get; init; }
    public required long Count { get; init; }
    public required DateTimeOffset FirstFailedAt { get; init; }
    public required DateTimeOffset LastFailedAt { get; init; }

    /// <summary>The latest arrival of the group, and its reason.</summary>
    public required string SampleId { get; init; }

    public required string SampleReason { get; init; }
}

/// <summary>A letter without what it holds.</summary>
public record LetterView
{
    /// <summary>Grows with arrival.</summary>
    public required long Number { get; init; }

    public required string Id { get; init; }
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

    /// <summary>The job that settled it.</summary>
    public Guid? JobId { get; init; }
}

/// <param name="Properties">A JSON object, like the headers.</param>
/// <param name="EditedBody">What was replayed in the place of the body.</param>
/// <param name="FailedAgainAs">The letters that its replay came back as.</param>
public sealed record LetterWithContent(
    LetterView Letter, string Properties, string Headers, byte[] Body, byte[]? EditedBody, IReadOnlyList<string> FailedAgainAs);

public sealed record WaitingLetters(string Queue, string Class, long Count);

using System.Security.Cryptography;

namespace Tracking.Storage;

/// <summary>A message that could not be read or applied, as it is archived: enough to put it back byte for byte.</summary>
public sealed record KeptLetter
{
    /// <summary>Up to 64 characters. Another letter of the same id is the same letter.</summary>
    public required string Id { get; init; }

    /// <summary>The queue that it came from and that a replay puts it back into.</summary>
    public required string Queue { get; init; }

    /// <summary><c>unreadable</c> or <c>unapplied</c>.</summary>
    public required string Class { get; init; }

    /// <summary>In a sentence.</summary>
    public required string Reason { get; init; }

    public string? ExceptionType { get; init; }

    /// <summary>Whose callback it is, or whom the message names.</summary>
    public string? Provider { get; init; }

    /// <summary>Null where nothing says when: its arrival counts.</summary>
    public DateTimeOffset? FailedAt { get; init; }

    public required DateTimeOffset ArrivedAt { get; init; }

    public int? Attempts { get; init; }

    public string? Host { get; init; }

    public string? MessageId { get; init; }

    public string? ContentType { get; init; }

    /// <summary>How often it was replayed before.</summary>
    public int Replays { get; init; }

    /// <summary>The letter whose replay this is, failed again.</summary>
    public string? ReplayOf { get; init; }

    /// <summary>The job that had replayed that one.</summary>
    public Guid? ReplayJob { get; init; }

    /// <summary>What else the broker carries beside headers, as a JSON object.</summary>
    public string Properties { get; init; } = "{}";

    /// <summary>All of them, as a JSON object.</summary>
    public required string Headers { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>Bodies that agree in it are the same.</summary>
    internal byte[] BodyDigest => SHA256.HashData(Body)[..16];
}

/// <summary>What has become of a letter.</summary>
public static class LetterState
{
    public const string Waiting = "waiting";
    public const string Replayed = "replayed";
    public const string Discarded = "discarded";

    public static readonly IReadOnlyList<string> All = [Waiting, Replayed, Discarded];
}

/// <summary>How a letter is settled.</summary>
/// <param name="State"><see cref="LetterState.Replayed"/> or <see cref="LetterState.Discarded"/>.</param>
/// <param name="By">Who did it.</param>
/// <param name="EditedBody">What is replayed in the place of the body; null for the body itself.</param>
public sealed record LetterSettlement(string State, string By, DateTimeOffset At, byte[]? EditedBody = null);

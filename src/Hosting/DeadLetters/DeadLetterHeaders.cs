using System.Globalization;

namespace Tracking.Hosting.DeadLetters;

/// <summary>
/// What a letter says of itself, in headers beside its own: MassTransit's names where it has one, so that its tools understand them.
/// </summary>
public static class DeadLetterHeaders
{
    /// <summary>New for every letter: a letter that is replayed and fails again is another one.</summary>
    public const string Id = "x-dead-letter-id";

    public const string Class = "x-class";

    public const string OriginalQueue = "x-original-queue";

    /// <summary>How often it was tried. Messages that wait for another try carry it as well.</summary>
    public const string Attempts = "x-attempt";

    /// <summary>The machine that gave up.</summary>
    public const string Host = "x-host";

    /// <summary>How often it was replayed from the dead letters. It stays with the message.</summary>
    public const string Replays = "x-replayed";

    /// <summary>The letter that it was replayed from, the last of them. It stays with the message, so that a letter of it points there.</summary>
    public const string ReplayOf = "x-replay-of";

    /// <summary>The bulk action that replayed it.</summary>
    public const string ReplayJob = "x-replay-job";

    /// <summary>Present where an operator changed the body.</summary>
    public const string Edited = "x-edited";

    /// <summary>Names of the headers that were left behind because a frame cannot hold them all.</summary>
    public const string LeftBehind = "x-headers-left-behind";

    public const string FaultReason = "MT-Reason";
    public const string FaultMessage = "MT-Fault-Message";
    public const string FaultTimestamp = "MT-Fault-Timestamp";
    public const string FaultExceptionType = "MT-Fault-ExceptionType";
    public const string FaultStackTrace = "MT-Fault-StackTrace";

    /// <summary>The broker's own account of why it moved a message, newest first.</summary>
    public const string Deaths = "x-death";

    const string AnyFault = "MT-Fault-";

    static readonly HashSet<string> AboutTheFailure = new(StringComparer.Ordinal)
    {
        Id, Class, OriginalQueue, Attempts, Host, FaultReason,
    };

    // Written by the broker or the client on each delivery and wrong on a copy; and those that would send a copy elsewhere as well.
    static readonly HashSet<string> OfTheTransport = new(StringComparer.Ordinal)
    {
        Deaths, "x-delivery-count", "x-acquired-count", "x-dotnet-pub-seq-no", "CC", "BCC",
    };

    /// <summary>Whether it describes a failure, and so ends with a replay.</summary>
    public static bool IsAboutTheFailure(string name) =>
        AboutTheFailure.Contains(name) || name.StartsWith(AnyFault, StringComparison.Ordinal);

    /// <summary>Whether it is about one journey of a message and must not be copied.</summary>
    public static bool IsOfTheTransport(string name) =>
        OfTheTransport.Contains(name)
        || name.StartsWith("x-first-death-", StringComparison.Ordinal)
        || name.StartsWith("x-last-death-", StringComparison.Ordinal);

    /// <summary>The number in a header, whatever its type on the wire.</summary>
    /// <returns>Null where it is missing or no number from 0 to a million: others may write what they like into it.</returns>
    public static int? NumberOf(object? value)
    {
        var number = HeaderText.Of(value);
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= 1_000_000 ? count : null;
    }

    /// <summary>The headers with which a letter goes back to its queue: its own, how often it has gone back, and which letter it was.</summary>
    public static Dictionary<string, object?> ForReplay(
        IEnumerable<KeyValuePair<string, object?>> headers, string letterId, Guid? job, bool edited)
    {
        var kept = headers
            .Where(header => !IsAboutTheFailure(header.Key) && !IsOfTheTransport(header.Key) && header.Key != ReplayJob)
            .ToDictionary(header => header.Key, header => header.Value);
        kept[Replays] = (NumberOf(kept.GetValueOrDefault(Replays)) ?? 0) + 1;
        kept[ReplayOf] = letterId;
        if (job is { } id)
            kept[ReplayJob] = id.ToString("D");
        if (edited)
            kept[Edited] = true;
        return kept;
    }
}

namespace Tracking.Worker.DeadLetters;

/// <summary>Two kinds, never mixed: what must be repaired before it is replayed, and what is replayed as it is.</summary>
enum DeadLetterClass
{
    /// <summary>Its bytes or their mapping are wrong.</summary>
    Unreadable,

    /// <summary>Our fault, or the infrastructure's.</summary>
    Unapplied,
}

/// <summary>A message, or a part of one, that could not be read or applied, and why.</summary>
/// <param name="Queue">Where it came from, and where a replay puts it back.</param>
/// <param name="Reason">In a sentence.</param>
/// <param name="Body">The part; null for the whole message, byte for byte.</param>
sealed record DeadLetter(
    string Queue, DeadLetterClass Class, string Reason, DateTimeOffset FailedAt, Exception? Exception = null,
    ReadOnlyMemory<byte>? Body = null)
{
    // Headers count towards the frame, of which RabbitMQ takes 128 KiB.
    const int MaxText = 8_192;

    /// <summary>As headers: MassTransit's own names, so that its tools understand them, and ours for what it has no name for.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Headers()
    {
        yield return new("MT-Reason", "fault");
        yield return new("MT-Fault-Message", Cut(Reason));
        yield return new("MT-Fault-Timestamp", FailedAt.ToString("O", CultureInfo.InvariantCulture));
        yield return new("x-class", Class switch
        {
            DeadLetterClass.Unreadable => "unreadable",
            DeadLetterClass.Unapplied => "unapplied",
            _ => throw new UnreachableException($"class {Class}"),
        });
        yield return new("x-original-queue", Queue);
        yield return new("x-attempt", 1);
        yield return new("MT-Host-MachineName", Environment.MachineName);
        if (Exception is null)
            yield break;
        yield return new("MT-Fault-ExceptionType", Exception.GetType().FullName);
        if (Exception.StackTrace is { } trace)
            yield return new("MT-Fault-StackTrace", Cut(trace));
    }

    static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText];
}

using Tracking.Hosting.DeadLetters;

namespace Tracking.Worker.Redelivery;

/// <summary>A message, or a part of one, that could not be read or applied, and why.</summary>
/// <param name="Queue">Where it came from, and where another try begins.</param>
/// <param name="Reason">In a sentence.</param>
/// <param name="Body">The part; null for the whole message, byte for byte.</param>
sealed record Failure(
    string Queue, DeadLetterClass Class, string Reason, DateTimeOffset FailedAt, Exception? Exception = null,
    ReadOnlyMemory<byte>? Body = null)
{
    // Headers count towards the frame, of which RabbitMQ takes 128 KiB.
    const int MaxTextBytes = 8_192;

    /// <summary>What its dead letter says of it, beside the message's own headers.</summary>
    /// <param name="attempts">How often it was tried, this time included.</param>
    public IEnumerable<KeyValuePair<string, object?>> Headers(int attempts)
    {
        yield return new(DeadLetterHeaders.Id, Guid.CreateVersion7(FailedAt).ToString());
        yield return new(DeadLetterHeaders.FaultReason, "fault");
        yield return new(DeadLetterHeaders.FaultMessage, Cut(Reason));
        yield return new(DeadLetterHeaders.FaultTimestamp, FailedAt.ToString("O", CultureInfo.InvariantCulture));
        yield return new(DeadLetterHeaders.Class, Class.ToWord());
        yield return new(DeadLetterHeaders.OriginalQueue, Queue);
        yield return new(DeadLetterHeaders.Attempts, attempts);
        yield return new(DeadLetterHeaders.Host, Environment.MachineName);
        if (Exception is null)
            yield break;
        yield return new(DeadLetterHeaders.FaultExceptionType, Exception.GetType().FullName);
        if (Exception.StackTrace is { } trace)
            yield return new(DeadLetterHeaders.FaultStackTrace, Cut(trace));
    }

    // By whole characters, or the end of it would be no text.
    static string Cut(string text)
    {
        if (text.Length * 3 <= MaxTextBytes)
            return text;
        var bytes = 0;
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaxTextBytes)
                break;
            length += rune.Utf16SequenceLength;
        }

        return text[..length];
    }
}

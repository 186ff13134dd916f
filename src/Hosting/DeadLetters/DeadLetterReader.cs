using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RabbitMQ.Client;

namespace Tracking.Hosting.DeadLetters;

/// <summary>Reads what a dead-lettered message says of itself. Anybody may have written it: nothing is taken for granted.</summary>
public static class DeadLetterReader
{
    const int MaxIdLength = 64;

    /// <param name="queue">The queue that it came from.</param>
    public static DeadLetter Read(string queue, LetterMessage message)
    {
        var headers = message.Headers;
        var death = Death(headers);
        return new DeadLetter
        {
            // What the broker moved carries what its sender wrote, if anything: one id for many, perhaps.
            Id = death is null && IdIn(Text(DeadLetterHeaders.Id)) is { } id ? id : Fingerprint(queue, message, death),
            Queue = queue,

            // Nobody has found the bytes of one that does not say so to be wrong.
            Class = Text(DeadLetterHeaders.Class) == DeadLetterClass.Unreadable.ToWord() ? DeadLetterClass.Unreadable : DeadLetterClass.Unapplied,
            Reason = Text(DeadLetterHeaders.FaultMessage) ?? Sentence(death),
            ExceptionType = Text(DeadLetterHeaders.FaultExceptionType),
            FailedAt = Time(Text(DeadLetterHeaders.FaultTimestamp)) ?? death?.At,
            Attempts = DeadLetterHeaders.NumberOf(headers.TryGetValue(DeadLetterHeaders.Attempts, out var attempts) ? attempts : null),
            Host = Text(DeadLetterHeaders.Host),
            Replays = DeadLetterHeaders.NumberOf(headers.TryGetValue(DeadLetterHeaders.Replays, out var replays) ? replays : null) ?? 0,
            ReplayOf = IdIn(Text(DeadLetterHeaders.ReplayOf)),
            ReplayJob = Guid.TryParseExact(Text(DeadLetterHeaders.ReplayJob), "D", out var job) ? job : null,
            Death = death,
            Message = message,
        };

        string? Text(string name) => headers.TryGetValue(name, out var value) && HeaderText.Of(value) is { Length: > 0 } text ? text : null;
    }

    // Anything else would not fit in a key, or in a path.
    static string? IdIn(string? text) =>
        text is { Length: > 0 and <= MaxIdLength } && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? text : null;

    static BrokerDeath? Death(IReadOnlyDictionary<string, object?> headers)
    {
        if (!headers.TryGetValue(DeadLetterHeaders.Deaths, out var value)
            || value is not IEnumerable<object?> deaths || deaths.FirstOrDefault() is not IDictionary<string, object?> newest)
        {
            return null;
        }

        newest.TryGetValue("time", out var time);
        newest.TryGetValue("count", out var count);
        newest.TryGetValue("reason", out var reason);
        newest.TryGetValue("queue", out var queue);
        return new BrokerDeath(
            HeaderText.Of(reason), HeaderText.Of(queue), count is long number ? number : 1,
            time is AmqpTimestamp { UnixTime: >= 0 and < 253_402_300_800 } at ? DateTimeOffset.FromUnixTimeSeconds(at.UnixTime) : null);
    }

    static string Sentence(BrokerDeath? death) => death?.Reason switch
    {
        "delivery_limit" => "The broker's delivery limit was reached: whoever took the message ended before it answered for it.",
        "expired" => "The message expired before anybody took it.",
        "maxlen" => "The queue was full.",
        "rejected" => "The message was rejected.",
        null => "Nothing says why it is here.",
        var other => $"The broker says: {other}.",
    };

    static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    // The parts are separated by what none of the texts holds. Letters that agree in all of it are the same letter twice.
    static string Fingerprint(string queue, LetterMessage message, BrokerDeath? death)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{queue}\0{message.MessageId}\0{death?.At:O}\0"));
        hash.AppendData(message.Body);
        return "fp-" + Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }
}

using Tracking.Deliveries;
using Tracking.Hosting.DeadLetters;
using Tracking.Storage;

namespace Tracking.Worker.DeadLetters;

/// <summary>A letter as it is archived. Anybody may have written its headers: what goes into a key is cut to what a key can hold.</summary>
static class LetterRecord
{
    const int MaxNameLength = 200;
    const int MaxReasonLength = 8_192;

    public static KeptLetter Of(DeadLetter letter, DateTimeOffset now) => new()
    {
        Id = letter.Id,
        Queue = letter.Queue,
        Class = letter.Class.ToWord(),
        Reason = Cut(letter.Reason, MaxReasonLength)!,
        ExceptionType = Cut(letter.ExceptionType, MaxNameLength),
        Provider = Cut(LetterProvider.Of(letter.Message.Body), MaxNameLength),
        FailedAt = letter.FailedAt?.ToMicroseconds(),
        ArrivedAt = now.ToMicroseconds(),
        Attempts = letter.Attempts,
        Host = Cut(letter.Host, MaxNameLength),
        MessageId = letter.Message.MessageId,
        ContentType = letter.Message.ContentType,
        Replays = letter.Replays,
        ReplayOf = letter.ReplayOf,
        ReplayJob = letter.ReplayJob,
        Properties = HeaderJson.Write(letter.Message.Properties),
        Headers = HeaderJson.Write(letter.Message.Headers),
        Body = letter.Message.Body,
    };

    // Half a character at the end is the storage's to mend.
    static string? Cut(string? text, int length) => text is null || text.Length <= length ? text : text[..length];
}

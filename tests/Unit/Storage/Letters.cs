using System.Text;
using Tracking.Storage;
using static Tracking.Unit.Storage.Facts;

namespace Tracking.Unit.Storage;

/// <summary>Letters to archive.</summary>
static class Letters
{
    public const string Queue = "tracking.notification-sent";

    public static KeptLetter Letter(string id, int minute = 0, string body = "{}", string? replayOf = null, Guid? replayJob = null) => new()
    {
        Id = id,
        Queue = Queue,
        Class = "unapplied",
        Reason = "a bug",
        ExceptionType = "System.InvalidOperationException",
        Provider = "twilio",
        FailedAt = At(minute),
        ArrivedAt = At(minute).AddSeconds(1),
        Attempts = 5,
        Host = "worker-1",
        MessageId = $"m-{id}",
        ContentType = "application/json",
        Replays = replayOf is null ? 0 : 1,
        ReplayOf = replayOf,
        ReplayJob = replayJob,
        Headers = """{"x-attempt":5}""",
        Body = Encoding.UTF8.GetBytes(body),
    };
}

using System.Collections.Concurrent;
using System.Text;
using MassTransit;

namespace Tracking.Worker.DeadLetters;

/// <summary>Keeps the latest in memory and says each in the log: the embedded default has no broker to keep them.</summary>
sealed partial class InMemoryDeadLetters(ILogger<InMemoryDeadLetters> logger) : IDeadLetters
{
    const int MaxKept = 1_000;
    readonly ConcurrentQueue<(DeadLetter Letter, string Body)> _kept = new();

    public IReadOnlyCollection<(DeadLetter Letter, string Body)> Kept => _kept;

    public Task AddAsync(ReceiveContext context, DeadLetter letter)
    {
        var body = letter.Body is { } part ? Encoding.UTF8.GetString(part.Span) : context.Body.GetString();
        _kept.Enqueue((letter, body));
        while (_kept.Count > MaxKept)
            _kept.TryDequeue(out _);
        DeadLettered(letter.Queue, letter.Class, letter.Reason);
        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Warning, "Dead-lettered a message of {Queue} as {Class}, in memory only: {Reason}")]
    partial void DeadLettered(string queue, DeadLetterClass @class, string reason);
}

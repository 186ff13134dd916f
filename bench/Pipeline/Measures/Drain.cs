using Tracking.Contracts;
using Tracking.Pipeline.Load;

namespace Tracking.Pipeline.Measures;

/// <summary>How fast a consumer empties its queue: filled while the consumer stands still, timed from a tenth on until nothing waits.</summary>
static class Drain
{
    /// <summary>What of the queue is drained before the clock starts.</summary>
    const double LeadIn = 0.1;

    /// <returns>Callbacks a second, and microseconds of the consumer's processor time for each.</returns>
    public static async Task<(double Rate, double Cpu)> RunAsync(IReadOnlyList<Contender> consumers, QueueFeed queue, int first, int count, int perMessage)
    {
        foreach (var consumer in consumers)
            consumer.Pause();
        await queue.FillAsync(Queues.CallbacksReceived, TwilioRequests.Messages(first, count, perMessage));
        var messages = Math.Ceiling((double)count / perMessage);
        foreach (var consumer in consumers)
            consumer.Resume();

        await WaitAsync(queue, (uint)(messages * (1 - LeadIn)));
        var (started, cpu) = (Stopwatch.GetTimestamp(), Cpu());
        var from = await queue.WaitingAsync(Queues.CallbacksReceived);
        if (from < messages / 2)
            throw new InvalidOperationException("Most of the messages were sent ahead: --callbacks must be larger for a rate to be seen.");
        await WaitAsync(queue, 0);
        var (took, used) = (Stopwatch.GetElapsedTime(started), Cpu() - cpu);
        var drained = (double)from * perMessage;
        return (drained / took.TotalSeconds, used.TotalMicroseconds / drained);

        TimeSpan Cpu() => consumers.Aggregate(TimeSpan.Zero, (sum, consumer) => sum + consumer.Cpu);
    }

    static async Task WaitAsync(QueueFeed queue, uint waiting)
    {
        var last = uint.MaxValue;
        for (var still = 0; ; await Task.Delay(20))
        {
            var now = await queue.WaitingAsync(Queues.CallbacksReceived);
            if (now <= waiting)
                return;
            still = now == last ? still + 1 : 0;
            last = now;
            if (still > 3_000)
                throw new InvalidOperationException($"{now} messages wait, and nobody takes them.");
        }
    }
}

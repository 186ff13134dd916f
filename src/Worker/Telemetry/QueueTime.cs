using MassTransit;

namespace Tracking.Worker.Telemetry;

/// <summary>Measures how long messages waited. One whose publisher does not say when it published is not measured.</summary>
sealed class QueueTime(WorkerMetrics metrics, TimeProvider clock) : IConsumeObserver
{
    public Task PreConsume<T>(ConsumeContext<T> context)
        where T : class
    {
        if (context.SentTime is { } sent)
            metrics.Consumed(typeof(T).Name, clock.GetUtcNow() - sent.ToUniversalTime());
        return Task.CompletedTask;
    }

    public Task PostConsume<T>(ConsumeContext<T> context)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;
}

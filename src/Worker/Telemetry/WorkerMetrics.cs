using System.Diagnostics.Metrics;
using Tracking.Deliveries;
using Tracking.Hosting.DeadLetters;
using Tracking.Storage;

namespace Tracking.Worker.Telemetry;

/// <summary>What became of messages and evidence: meter <c>Tracking.Worker</c>.</summary>
sealed class WorkerMetrics
{
    public const string MeterName = "Tracking.Worker";

    public const string Applied = "tracking.worker.events.applied";
    public const string Absorbed = "tracking.worker.events.absorbed";
    public const string Orphaned = "tracking.worker.events.orphaned";
    public const string Transitions = "tracking.worker.transitions";
    public const string DeadLetters = "tracking.worker.dead_letters";
    public const string Redeliveries = "tracking.worker.redeliveries";
    public const string QueueDuration = "tracking.worker.queue.duration";
    public const string BatchSize = "tracking.worker.batch.size";
    public const string WriteDuration = "tracking.worker.write.duration";
    public const string VisibleDuration = "tracking.worker.visible.duration";

    // From what a loaded local system takes to what an outage does.
    static readonly InstrumentAdvice<double> Waits = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600],
    };

    static readonly InstrumentAdvice<long> Sizes = new()
    {
        HistogramBucketBoundaries = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000],
    };

    readonly Counter<long> _applied;
    readonly Counter<long> _absorbed;
    readonly Counter<long> _orphaned;
    readonly Counter<long> _transitions;
    readonly Counter<long> _deadLetters;
    readonly Counter<long> _redeliveries;
    readonly Histogram<double> _queueDuration;
    readonly Histogram<long> _batchSize;
    readonly Histogram<double> _writeDuration;
    readonly Histogram<double> _visibleDuration;

    // The factory owns the meter.
    public WorkerMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _applied = meter.CreateCounter<long>(Applied, "{event}", "Events that were stored and joined, known before or not.");
        _absorbed = meter.CreateCounter<long>(Absorbed, "{event}", "Events that were known already and changed nothing.");
        _orphaned = meter.CreateCounter<long>(Orphaned, "{event}", "Events that no delivery claimed when they were applied.");
        _transitions = meter.CreateCounter<long>(Transitions, "{delivery}", "Deliveries whose status or reason changed.");
        _deadLetters = meter.CreateCounter<long>(DeadLetters, "{message}", "Messages, or callbacks of one, that became dead letters.");
        _redeliveries = meter.CreateCounter<long>(Redeliveries, "{message}", "Messages, or callbacks of one, that failed and are tried again later.");
        _queueDuration = meter.CreateHistogram(QueueDuration, "s", "From a message's publish to its consumer.", tags: null, Waits);
        _batchSize = meter.CreateHistogram(BatchSize, "{event}", "Events of one write.", tags: null, Sizes);
        _writeDuration = meter.CreateHistogram(WriteDuration, "s", "What one write took, tries against a store that is away included.", tags: null, Waits);
        _visibleDuration = meter.CreateHistogram(
            VisibleDuration, "s", "From a callback's arrival at the ingress to the commit that makes its event visible.", tags: null, Waits);
    }

    public void Wrote(IReadOnlyList<DeliveryEvent> events, Applied applied, TimeSpan took, DateTimeOffset now)
    {
        _applied.Add(events.Count);
        _absorbed.Add(events.Count - applied.NewEvents);
        _orphaned.Add(applied.Orphans);
        _transitions.Add(applied.Transitions);
        _batchSize.Record(events.Count);
        _writeDuration.Record(took.TotalSeconds);
        foreach (var e in events)
        {
            if (e.Source == EventSource.Callback)
                _visibleDuration.Record(Math.Max(0, (now - e.ReceivedAt).TotalSeconds));
        }
    }

    public void Consumed(string message, TimeSpan queued) =>
        _queueDuration.Record(Math.Max(0, queued.TotalSeconds), new KeyValuePair<string, object?>("message", message));

    public void DeadLettered(string queue, DeadLetterClass @class) => _deadLetters.Add(1, new("queue", queue), new("class", @class.ToWord()));

    public void TriedAgain(string queue) => _redeliveries.Add(1, new KeyValuePair<string, object?>("queue", queue));
}

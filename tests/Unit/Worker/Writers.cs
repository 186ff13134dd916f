using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Tracking.Storage;
using Tracking.Storage.InMemory;
using Tracking.Worker;
using Tracking.Worker.Announcements;
using Tracking.Worker.Telemetry;

namespace Tracking.Unit.Worker;

/// <summary>Writers as the worker makes them, over a store of the test's own.</summary>
static class Writers
{
    static readonly IMeterFactory Meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

    public static EvidenceWriter Over(IDeliveryStore store, StoragePatience patience) => new(
        store, patience, new OutboxSignal(TimeProvider.System), new WorkerMetrics(Meters),
        new ProducerLinks(new InMemoryTraceStore(new InMemoryTables()), NullLogger<ProducerLinks>.Instance),
        Options.Create(new WorkerOptions()), TimeProvider.System, NullLogger<EvidenceWriter>.Instance);
}

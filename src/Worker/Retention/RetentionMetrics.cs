using System.Diagnostics.Metrics;
using Tracking.Storage;

namespace Tracking.Worker.Retention;

/// <summary>What was deleted for its age.</summary>
sealed class RetentionMetrics
{
    public const string MeterName = "Tracking.Retention";

    public const string DeletedRows = "tracking.retention.deleted_rows";

    readonly Counter<long> _deleted;

    // The factory owns the meter.
    public RetentionMetrics(IMeterFactory meters) =>
        _deleted = meters.Create(MeterName).CreateCounter<long>(DeletedRows, "{row}", "Rows that were deleted for their age.");

    public void Count(DeletedRows rows)
    {
        Add("delivery", rows.Deliveries);
        Add("claim", rows.Claims);
        Add("event", rows.Events);
        Add("orphan", rows.Orphans);
        Add("raw_callback", rows.RawCallbacks);
        Add("proof", rows.Proofs);
        Add("audit", rows.AuditEntries);
        Add("dead_letter", rows.DeadLetters);
        Add("analytics_count", rows.Counts);
    }

    void Add(string table, int rows)
    {
        if (rows > 0)
            _deleted.Add(rows, new KeyValuePair<string, object?>("table", table));
    }
}

namespace Tracking.Deliveries;

public static class Instants
{
    /// <summary>UTC in whole microseconds, which is what PostgreSQL keeps: memory and table compare alike.</summary>
    public static DateTimeOffset ToMicroseconds(this DateTimeOffset instant) =>
        new(instant.UtcTicks - instant.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    public static DateTimeOffset? ToMicroseconds(this DateTimeOffset? instant) => instant?.ToMicroseconds();

    /// <summary>The earlier of the two that are known: a minimum, hence a join.</summary>
    public static DateTimeOffset? Earliest(DateTimeOffset? a, DateTimeOffset? b) =>
        a is null ? b : b is null || a <= b ? a : b;
}

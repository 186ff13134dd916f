using System.Text.Json;

namespace Tracking.Hosting;

/// <summary>Something else stood where an instant was expected. Its message is a sentence for the producer, and does not echo the value.</summary>
public sealed class InstantFormatException : JsonException
{
    // The path is only known once System.Text.Json has passed the exception on, hence a message that is put together when asked for.
    public override string Message =>
        $"{Path?.TrimStart('$', '.') ?? "The value"} must be an ISO 8601 time with Z or an offset, such as 2026-11-21T09:00:00Z";
}

using System.Text.Json;
using Tracking.Deliveries;

namespace Tracking.Providers;

/// <summary>A callback that holds a list: each entry is read by itself, and what is broken becomes an unreadable part of its own.</summary>
static class CallbackBatch
{
    /// <param name="entries">As they were written (<see cref="CallbackJson.TryReadEntries"/>).</param>
    /// <param name="read">Reads one. What it reports as unreadable is that entry.</param>
    public static CallbackReading Read(IEnumerable<string> entries, Func<JsonElement, CallbackReading> read)
    {
        var events = new List<DeliveryEvent>();
        var unreadable = new List<UnreadablePart>();
        foreach (var entry in entries)
        {
            using var document = CallbackJson.TryParseObject(entry);
            var reading = document is null ? CallbackReading.NotReadable("an entry is not a JSON object") : read(document.RootElement);
            events.AddRange(reading.Events);
            unreadable.AddRange(reading.Unreadable.Select(part => part with { Body = entry }));
        }

        return new CallbackReading(events, unreadable);
    }
}

using Tracking.Deliveries;
using Tracking.Storage;

namespace Tracking.Dashboard.Deliveries;

/// <summary>A line of a timeline, and what it means for the status.</summary>
/// <param name="Decides">Whether the status follows from it.</param>
/// <param name="Effect">Why it does, or does not, in a sentence.</param>
public sealed record ReadEvent(EventView Event, Evidence Evidence, bool Decides, string Effect);

/// <summary>Says of every event of a delivery what it did to the status: which one decides it, and why the others do not.</summary>
static class TimelineReading
{
    public static IReadOnlyList<ReadEvent> Read(DeliveryWithTimeline delivery)
    {
        var events = delivery.Events.Select(e => (Event: e, Evidence: EvidenceOf(e))).ToArray();
        var decisive = events.FirstOrDefault(e => e.Event.Id == delivery.DecidedBy && e.Evidence.Strength() > 0);
        return [.. events.Select(e => Read(e.Event, e.Evidence, decisive.Event, decisive.Evidence))];
    }

    static ReadEvent Read(EventView e, Evidence evidence, EventView? decisive, Evidence deciding)
    {
        var strength = evidence.Strength();
        if (strength == 0)
            return new ReadEvent(e, evidence, false, "says nothing about the status");
        if (e.Ambiguous)
            return new ReadEvent(e, evidence, false, "does not count: several deliveries have this message, and it names none of their recipients");
        if (decisive is null)
            return new ReadEvent(e, evidence, false, "is weaker than what decided the status and is kept no longer");
        if (e.Id == decisive.Id)
            return new ReadEvent(e, evidence, true, "decides the status: the strongest evidence there is, and of several such the earliest stated");
        return new ReadEvent(e, evidence, false, strength < deciding.Strength()
            ? $"is weaker than {deciding.Word()}, whatever the order"
            : $"is as strong as {deciding.Word()}, which was stated earlier");
    }

    static Evidence EvidenceOf(EventView e) => Enum.GetValues<Evidence>().FirstOrDefault(evidence => evidence.Word() == e.Evidence, Evidence.Unknown);
}

namespace Tracking.Storage;

/// <summary>Whether changes are announced. Read by every host that writes deliveries.</summary>
public sealed class AnnouncementOptions
{
    public const string StatusChangesKey = "Worker:PublishStatusChanges";

    /// <summary>Off: changes of status are not put into the outbox. What is in there is published all the same.</summary>
    public bool StatusChanges { get; set; } = true;
}

using Tracking.Deliveries;

namespace Tracking.Storage;

/// <summary>Keeps facts, and the deliveries that they join into.</summary>
public interface IDeliveryStore
{
    /// <summary>
    /// Adds events and their claims, and joins them into every delivery they belong to, in whatever order the two halves of a
    /// correlation come, also when two processes add them at the same instant. Evidence that no delivery claims is kept as an orphan.
    /// Applying an event again changes nothing, so a failed call may be repeated as a whole.
    /// </summary>
    /// <param name="events">In any order; repeats within it are allowed. What they hold must be storable: no NUL, no lone surrogate.</param>
    /// <exception cref="StorageUnavailableException">The store cannot be reached or is overloaded: a passing fault. Any other exception is about the data.</exception>
    Task<Applied> ApplyAsync(IReadOnlyCollection<DeliveryEvent> events, CancellationToken cancellationToken);
}

/// <summary>What one call of <see cref="IDeliveryStore.ApplyAsync"/> did.</summary>
/// <param name="NewEvents">Events not known before.</param>
/// <param name="Deliveries">Deliveries of which any column changed.</param>
/// <param name="Transitions">Deliveries whose status or reason changed, new ones among them.</param>
/// <param name="Orphans">Events of the call that no delivery claims yet.</param>
/// <param name="Suppressions">Whether addresses may have entered or left the suppression list.</param>
public readonly record struct Applied(int NewEvents, int Deliveries, int Transitions, int Orphans, bool Suppressions = false)
{
    /// <summary>Whether something waits in the outbox because of it.</summary>
    public bool Announces => Transitions > 0 || Suppressions;
}

using Tracking.Deliveries;

namespace Tracking.Storage;

/// <summary>Reads deliveries, their timelines and orphans.</summary>
public interface IDeliveryQuery
{
    /// <summary>
    /// A page of deliveries, newest <c>createdAt</c> first, stable while rows change. It takes as long among millions as among a few: where
    /// what is asked for is rare, the search stops after so many rows, and says how far it came.
    /// </summary>
    Task<FoundDeliveries> ListAsync(
        DeliveryFilter filter, PagePosition? after, int limit, CancellationToken cancellationToken);

    /// <returns>Null where no such delivery is known.</returns>
    Task<DeliveryView?> FindAsync(string deliveryId, CancellationToken cancellationToken);

    /// <summary>The events of a delivery, the earliest first.</summary>
    Task<IReadOnlyList<EventView>> TimelineAsync(string deliveryId, CancellationToken cancellationToken);

    /// <summary>Evidence that no delivery has claimed, the longest waiting first.</summary>
    Task<IReadOnlyList<OrphanView>> OrphansAsync(PagePosition? after, int limit, CancellationToken cancellationToken);
}

/// <param name="Deliveries">The newest first.</param>
/// <param name="SearchedTo">
/// Where the search stopped before it had found as many as were asked for: older ones may match, and are found by asking again from there.
/// Null where the page is full, or there is nothing older.
/// </param>
public sealed record FoundDeliveries(IReadOnlyList<DeliveryView> Deliveries, PagePosition? SearchedTo = null)
{
    /// <summary>Where to ask for the rest, given how many were asked for; null where there is none.</summary>
    public PagePosition? Rest(int limit) =>
        Deliveries.Count >= limit ? new PagePosition(Deliveries[^1].CreatedAt, Deliveries[^1].DeliveryId) : SearchedTo;
}

/// <summary>The last row of the page before: pages are cut by key, never by count.</summary>
/// <param name="At">A delivery's <c>createdAt</c>, an orphan's <c>receivedAt</c>.</param>
/// <param name="Id">A delivery's id, an orphan's event id in the form "D".</param>
public readonly record struct PagePosition(DateTimeOffset At, string Id);

/// <summary>Which deliveries; a null member does not restrict.</summary>
public sealed record DeliveryFilter
{
    public DeliveryStatus? Status { get; init; }
    public string? Reason { get; init; }
    public string? TenantId { get; init; }
    public string? Channel { get; init; }
    public string? Provider { get; init; }
    public string? NotificationType { get; init; }
    public string? NotificationId { get; init; }
    public string? NotifiableType { get; init; }
    public string? NotifiableId { get; init; }

    /// <summary>Compared normalised (<see cref="Deliveries.Recipient.Normalize"/>).</summary>
    public string? Recipient { get; init; }

    /// <summary>Any of a delivery's provider message ids.</summary>
    public string? ProviderMessageId { get; init; }

    /// <summary>Inclusive.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only overdue ones, or only others. Overdue: <c>sent</c>, and sent before the instant given for the channel.</summary>
    public bool? Overdue { get; init; }

    /// <summary>For each channel that has a confirmation window: what was sent before this instant should have had a verdict by now.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> OverdueBefore { get; init; } = new Dictionary<string, DateTimeOffset>();
}

/// <summary>A delivery as operators see it.</summary>
public record DeliveryView
{
    public required string DeliveryId { get; init; }
    public string? NotificationId { get; init; }
    public string? TenantId { get; init; }
    public string? Channel { get; init; }
    public string? NotificationType { get; init; }
    public string? Category { get; init; }
    public string? TemplateId { get; init; }
    public NotifiableView? Notifiable { get; init; }
    public string? Recipient { get; init; }
    public string? Provider { get; init; }

    /// <summary>Of the latest claim.</summary>
    public string? ProviderMessageId { get; init; }

    /// <summary>Of all claims, the earliest first.</summary>
    public required IReadOnlyList<string> ProviderMessageIds { get; init; }

    public int? DurationMs { get; init; }
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
    public required string Status { get; init; }
    public string? Reason { get; init; }
    public ErrorView? Error { get; init; }
    /// <summary>The event that decides the status: the strongest evidence, and of equally strong the earliest. Null where nothing does.</summary>
    public Guid? DecidedBy { get; init; }

    public DateTimeOffset? QueuedAt { get; init; }
    public DateTimeOffset? SentAt { get; init; }
    public DateTimeOffset? DeliveredAt { get; init; }
    public DateTimeOffset? FailedAt { get; init; }
    public DateTimeOffset? BouncedAt { get; init; }
    public DateTimeOffset? ComplainedAt { get; init; }
    public DateTimeOffset? OpenedAt { get; init; }
    public DateTimeOffset? ClickedAt { get; init; }
    public DateTimeOffset? ReadAt { get; init; }
    public DateTimeOffset? UnsubscribedAt { get; init; }
    public required int OpenCount { get; init; }
    public required int MachineOpenCount { get; init; }
    public required int ClickCount { get; init; }

    /// <summary>Grows with each change of status or reason.</summary>
    public required int Version { get; init; }

    /// <summary>When it was first known to us. Never changes.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}

public sealed record NotifiableView(string Type, string Id);

public sealed record ErrorView(string? Code, string? Message);

/// <summary>A line of a delivery's timeline.</summary>
public sealed record EventView
{
    public required Guid Id { get; init; }
    public required string Evidence { get; init; }
    public string? Reason { get; init; }
    public ErrorView? Error { get; init; }

    /// <summary>By the source's clock; our time of receipt where it states none.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
    public required string Source { get; init; }
    public string? Provider { get; init; }
    public string? ProviderMessageId { get; init; }
    public string? Recipient { get; init; }
    public required bool Ambiguous { get; init; }

    /// <summary>An open that a machine made.</summary>
    public required bool ByMachine { get; init; }

    /// <summary>What was clicked.</summary>
    public string? Url { get; init; }

    /// <summary>The callback that told of it, as long as it is kept (<see cref="ICallbackStore"/>).</summary>
    public Guid? CallbackId { get; init; }
}

/// <summary>Evidence that no delivery has claimed.</summary>
public sealed record OrphanView
{
    public required Guid Id { get; init; }
    public required string Provider { get; init; }
    public string? ProviderMessageId { get; init; }
    public string? Recipient { get; init; }
    public required string Evidence { get; init; }
    public required DateTimeOffset OccurredAt { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>
    /// Why it is one: <c>no_message_id</c> (the provider gave none), <c>other_recipient</c> (its message is claimed, but for other
    /// addresses), <c>unclaimed</c> (no delivery has its message).
    /// </summary>
    public required string Why { get; init; }
}

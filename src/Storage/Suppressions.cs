using Tracking.Deliveries;

namespace Tracking.Storage;

/// <summary>An address and what may not be sent to it: what an entry of the list is about.</summary>
/// <param name="TenantId">Null where senders name no tenant: a list of its own.</param>
/// <param name="Recipient">Normalised.</param>
/// <param name="Scope">One of <see cref="SuppressionScope"/>.</param>
public sealed record SuppressedAddress(string? TenantId, string Channel, string Recipient, string Scope);

/// <summary>
/// One thing that was said of sending to an address. The same source says it once, however often it is repeated: hence a repetition of
/// what was lifted suppresses nothing again.
/// </summary>
/// <param name="SourceId">Of the event, the unsubscribe request, or the suppression by hand.</param>
/// <param name="DeliveryId">Whose tenant and channel it counts for; null where it was said of the address itself.</param>
/// <param name="Provider">Only the provider that said something takes it back. Empty for what came from elsewhere.</param>
/// <param name="Reason">Null: the provider takes back what it said under that scope until then.</param>
/// <param name="Lifted">By hand, since.</param>
public sealed record SuppressionSignal(
    Guid SourceId, string? DeliveryId, string Provider, string? Reason, DateTimeOffset OccurredAt, bool Lifted = false)
{
    /// <summary>
    /// What all signals of an address come to: the reason that weighs most, and the earliest time it was given. A wish weighs less than a
    /// fact, for some messages do not heed it.
    /// </summary>
    /// <returns>The signal that stands for all of them; null where the address is free.</returns>
    public static SuppressionSignal? Standing(IReadOnlyCollection<SuppressionSignal> signals) => signals
        .Where(s => s is { Reason: not null, Lifted: false }
            && !signals.Any(undo => undo.Reason is null && undo.Provider == s.Provider && undo.OccurredAt >= s.OccurredAt))
        .OrderBy(s => s.Reason == SuppressionReason.Unsubscribed)
        .ThenBy(s => s.OccurredAt)
        .ThenBy(s => s.SourceId)
        .ThenBy(s => s.DeliveryId, StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>The entry that it stands in.</summary>
    public SuppressionView Entry(Guid id, SuppressedAddress address) => new()
    {
        Id = id,
        TenantId = address.TenantId,
        Channel = address.Channel,
        Recipient = address.Recipient,
        Scope = address.Scope,
        Reason = Reason ?? throw new InvalidOperationException("What is taken back stands in no entry."),
        Since = OccurredAt,
        DeliveryId = DeliveryId,
    };
}

/// <summary>An entry of the suppression list.</summary>
public sealed record SuppressionView
{
    public required Guid Id { get; init; }

    public string? TenantId { get; init; }

    public required string Channel { get; init; }

    /// <summary>Normalised.</summary>
    public required string Recipient { get; init; }

    /// <summary>One of <see cref="SuppressionScope"/>.</summary>
    public required string Scope { get; init; }

    /// <summary>One of <see cref="SuppressionReason"/>, or what an operator gave.</summary>
    public required string Reason { get; init; }

    /// <summary>When it was said, by its source's clock.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The delivery whose evidence it was; null for an unsubscribe or an act of an operator.</summary>
    public string? DeliveryId { get; init; }
}

/// <summary>Which entries; a null member does not restrict.</summary>
public sealed record SuppressionFilter
{
    public string? TenantId { get; init; }

    public string? Channel { get; init; }

    /// <summary>Compared normalised.</summary>
    public string? Recipient { get; init; }

    public string? Reason { get; init; }

    public string? Scope { get; init; }
}

/// <summary>Addresses that must not be sent to. Evidence and unsubscribes enter by their own stores; here are people.</summary>
public interface ISuppressionList
{
    /// <summary>Suppresses an address by hand.</summary>
    /// <returns>Its entry, which another reason may stand in that weighs more.</returns>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    Task<SuppressionView> AddAsync(
        SuppressedAddress address, string reason, Guid sourceId, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Takes an entry off the list, whatever was said so far. A repetition of it changes nothing; something new does.</summary>
    /// <returns>The entry as it was; null where none on the list has that id.</returns>
    Task<SuppressionView?> LiftAsync(Guid id, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>A page of entries, the newest first.</summary>
    Task<IReadOnlyList<SuppressionView>> ListAsync(
        SuppressionFilter filter, PagePosition? after, int limit, CancellationToken cancellationToken);

    /// <summary>All entries of some addresses, under every scope, in no order.</summary>
    /// <param name="tenantId">Null: those that name no tenant.</param>
    /// <param name="recipients">Normalised.</param>
    Task<IReadOnlyList<SuppressionView>> FindAsync(
        string? tenantId, string channel, IReadOnlyCollection<string> recipients, CancellationToken cancellationToken);
}

using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Comparison;

/// <summary>What an entry of the suppression list is about.</summary>
/// <param name="TenantId">Null: the list of senders that name none.</param>
/// <param name="Recipient">Normalised.</param>
readonly record struct SuppressedAddress(string? TenantId, string Channel, string Recipient, string Scope)
{
    public static SuppressedAddress Of(TrackedSuppression entry) => new(entry.TenantId, entry.Channel, entry.Recipient, entry.Scope);

    public override string ToString() => $"{Channel} {Recipient} ({Scope}) of {TenantId ?? "no tenant"}";
}

/// <summary>An entry that must be on the suppression list, and since when: two times, as for an <see cref="ExpectedDelivery"/>.</summary>
/// <param name="DeliveryId">Whose evidence it was; null for an unsubscribe.</param>
sealed record ExpectedSuppression(
    SuppressedAddress Address, string Reason, DateTimeOffset EarliestSince, DateTimeOffset LatestSince, string? DeliveryId)
{
    /// <summary>What is said of the play's addresses, by what its deliveries went through and by the people who unsubscribed.</summary>
    public static IEnumerable<ExpectedSuppression> Of(
        IEnumerable<ExpectedDelivery> deliveries,
        IEnumerable<(UnsubscribeFact Fact, DateTimeOffset Earliest, DateTimeOffset Latest)> unsubscribes) =>
        deliveries.SelectMany(SaidBy).Concat(unsubscribes.Select(SaidBy))
            .GroupBy(said => said.Address)
            .Select(all => Standing(all.Key, [.. all]))
            .OfType<ExpectedSuppression>();

    public IEnumerable<(string Field, string Expected, string Actual)> Compare(TrackedSuppression actual)
    {
        if (actual.Reason != Reason)
            yield return ("reason", Reason, actual.Reason);
        if (!DeliveryComparison.IsWithin(EarliestSince, LatestSince, actual.Since))
            yield return ("since", DeliveryComparison.Span(EarliestSince, LatestSince), DeliveryComparison.Time(actual.Since));
        if (actual.DeliveryId != DeliveryId)
            yield return ("deliveryId", DeliveryId ?? DeliveryComparison.Nothing, actual.DeliveryId ?? DeliveryComparison.Nothing);
    }

    // Only of an address on a channel can anything be said, and an event without an address means its delivery's.
    static IEnumerable<Said> SaidBy(ExpectedDelivery delivery)
    {
        var description = delivery.Earliest.Description;
        if (description[DescriptionField.Channel] is not { } channel)
            yield break;
        foreach (var e in delivery.Events)
        {
            if (e.Event.Suppression is { } said
                && (e.Event.Recipient ?? Recipient.Normalize(description[DescriptionField.Recipient])) is { } recipient)
            {
                yield return new Said(
                    new SuppressedAddress(description[DescriptionField.TenantId], channel, recipient, said.Scope), said.Reason,
                    e.Event.Provider ?? "", e.EarliestAt, e.LatestAt, delivery.Earliest.DeliveryId);
            }
        }
    }

    static Said SaidBy((UnsubscribeFact Fact, DateTimeOffset Earliest, DateTimeOffset Latest) unsubscribe) => new(
        new SuppressedAddress(
            unsubscribe.Fact.TenantId, unsubscribe.Fact.Channel, Recipient.Normalize(unsubscribe.Fact.Recipient)!, unsubscribe.Fact.Scope),
        SuppressionReason.Unsubscribed, "", unsubscribe.Earliest, unsubscribe.Latest, null);

    /// <summary>
    /// A fact weighs more than a wish, and what was said first stands. A provider takes back what it said itself until then. Null where
    /// nothing is left.
    /// </summary>
    static ExpectedSuppression? Standing(SuppressedAddress address, IReadOnlyCollection<Said> all)
    {
        var left = all
            .Where(said => said.Reason is not null
                && !all.Any(undo => undo.Reason is null && undo.Provider == said.Provider && undo.EarliestAt >= said.EarliestAt))
            .ToArray();
        var facts = left.Where(said => said.Reason != SuppressionReason.Unsubscribed).ToArray();
        var heaviest = facts.Length > 0 ? facts : left;
        return heaviest.MinBy(said => said.EarliestAt) is { } first
            ? new ExpectedSuppression(address, first.Reason!, first.EarliestAt, heaviest.Min(said => said.LatestAt), first.DeliveryId)
            : null;
    }

    /// <param name="Reason">Null where it takes back what was said.</param>
    sealed record Said(
        SuppressedAddress Address, string? Reason, string Provider, DateTimeOffset EarliestAt, DateTimeOffset LatestAt, string? DeliveryId);
}

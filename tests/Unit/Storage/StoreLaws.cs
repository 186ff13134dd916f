using System.Text.Json;
using Tracking.Deliveries;
using Tracking.Storage;
using Xunit;

namespace Tracking.Unit.Storage;

/// <summary>What a store must end in, told by the model alone.</summary>
static class StoreLaws
{
    /// <summary>The deliveries that a history comes to: each the fold of all evidence that names it or matches one of its claims.</summary>
    public static IReadOnlyList<Delivery> Expected(IReadOnlyList<DeliveryEvent> history)
    {
        var claims = history.Select(e => e.Claim).OfType<Claim>().ToArray();
        return
        [
            .. from id in history.Select(e => e.DeliveryId).OfType<string>().Distinct().Order(StringComparer.Ordinal)
               select history
                   .Where(e => e.DeliveryId == id || claims.Any(c => c.DeliveryId == id && c.Matches(e)))
                   .Aggregate(new Delivery { DeliveryId = id }, (delivery, e) => delivery.With(e)),
        ];
    }

    /// <summary>The events of a history that nobody claims.</summary>
    public static IEnumerable<Guid> ExpectedOrphans(IReadOnlyList<DeliveryEvent> history)
    {
        var claims = history.Select(e => e.Claim).OfType<Claim>().ToArray();
        return history.Where(e => e.DeliveryId is null && !claims.Any(c => c.Matches(e))).Select(e => e.Id).Distinct().Order();
    }

    /// <summary>That the store holds what the history comes to: views, timelines and orphans.</summary>
    public static async Task HoldsAsync(this Stores stores, IReadOnlyList<DeliveryEvent> history)
    {
        var token = TestContext.Current.CancellationToken;
        var claims = history.Select(e => e.Claim).OfType<Claim>().ToArray();
        var expected = Expected(history);
        var views = (await stores.Query.ListAsync(new DeliveryFilter(), null, 500, token)).Deliveries;
        Assert.Equal(
            expected.Select(d => Text(new TrackedDelivery(d, 0, 0, default, default).View(Folded(claims, d.DeliveryId)))),
            views.OrderBy(v => v.DeliveryId, StringComparer.Ordinal).Select(Text));
        foreach (var delivery in expected)
        {
            Assert.Equal(
                JsonSerializer.Serialize(EventViews.Timeline(Repeats.Fold(history.Where(e =>
                    e.DeliveryId == delivery.DeliveryId
                    || claims.Any(c => c.DeliveryId == delivery.DeliveryId && c.Matches(e)))))),
                JsonSerializer.Serialize(await stores.Query.TimelineAsync(delivery.DeliveryId, token)));
        }

        var orphans = await stores.Query.OrphansAsync(null, 500, token);
        Assert.Equal(ExpectedOrphans(history), orphans.Select(o => o.Id).Order());
        Assert.Equal(orphans.OrderBy(o => o.ReceivedAt).ThenBy(o => o.Id).Select(o => o.Id), orphans.Select(o => o.Id));
        var announced = await stores.DrainAsync();
        AnnouncedAre(views, [.. announced.OfType<StatusChange>()]);
        var suppressed = await stores.Suppressions.ListAsync(new SuppressionFilter(), null, 500, token);
        Assert.Equal(ExpectedSuppressions(history), suppressed.Select(Line).Order(StringComparer.Ordinal));
        AnnouncedAre(suppressed, [.. announced.OfType<SuppressionNotice>()]);
        await stores.CountsAreAsync(expected, views);
    }

    /// <summary>
    /// What all that was said of sending to anybody comes to: of each delivery's events, for whom they name or else whom the delivery does,
    /// under the tenant and channel that it has in the end.
    /// </summary>
    static IEnumerable<string> ExpectedSuppressions(IReadOnlyList<DeliveryEvent> history)
    {
        var claims = history.Select(e => e.Claim).OfType<Claim>().ToArray();
        var signals =
            from delivery in Expected(history)
            let description = delivery.Description
            where description[DescriptionField.Channel] is not null
            from e in Repeats.Fold(history)
            where e.DeliveryId == delivery.DeliveryId || claims.Any(c => c.DeliveryId == delivery.DeliveryId && c.Matches(e))
            let recipient = e.Recipient ?? Recipient.Normalize(description[DescriptionField.Recipient])
            let said = e.Suppression
            where said is not null && recipient is not null
            let address = new SuppressedAddress(
                description[DescriptionField.TenantId], description[DescriptionField.Channel]!, recipient, said.Scope)
            select (address, new SuppressionSignal(e.Id, delivery.DeliveryId, e.Provider!, said.Reason, e.OccurredAt));
        return signals.GroupBy(s => s.address, s => s.Item2)
            .Select(address => SuppressionSignal.Standing([.. address])?.Entry(default, address.Key))
            .OfType<SuppressionView>().Select(Line).Order(StringComparer.Ordinal);
    }

    static string Line(SuppressionView entry) => $"{entry with { Id = default }}";

    /// <summary>That each address was announced as it entered and as it left, the versions without a gap, the last as it is.</summary>
    static void AnnouncedAre(IReadOnlyList<SuppressionView> suppressed, IReadOnlyList<SuppressionNotice> announced)
    {
        var byAddress = announced.ToLookup(notice => notice.Address);
        foreach (var notices in byAddress)
        {
            Assert.Equal(Enumerable.Range(1, notices.Count()), notices.Select(notice => notice.Version).Order());
            Assert.All(notices, notice => Assert.Equal(notice.Version % 2 == 1, notice.Reason is not null));
        }

        Assert.Equal(
            suppressed.Select(e => new SuppressedAddress(e.TenantId, e.Channel, e.Recipient, e.Scope)).ToHashSet(),
            byAddress.Where(notices => notices.Count() % 2 == 1).Select(notices => notices.Key).ToHashSet());
    }

    /// <summary>That every change was announced once: the versions without a gap, each from where the one before led, the last to what is.</summary>
    static void AnnouncedAre(IReadOnlyList<DeliveryView> views, IReadOnlyList<StatusChange> announced)
    {
        var byDelivery = announced.ToLookup(change => change.DeliveryId);
        Assert.Equal(views.Select(view => view.DeliveryId).Order(), byDelivery.Select(changes => changes.Key!).Order());
        foreach (var view in views)
        {
            StatusChange[] changes = [.. byDelivery[view.DeliveryId].OrderBy(change => change.Version)];
            Assert.Equal(Enumerable.Range(1, view.Version), changes.Select(change => change.Version));
            Assert.Equal([null, .. changes.SkipLast(1).Select(change => change.To)], changes.Select(change => change.From));
            Assert.Equal((view.Status, view.Reason), (changes[^1].To, changes[^1].Reason));
        }
    }

    /// <summary>The claims that a store keeps of a delivery.</summary>
    public static IEnumerable<Claim> Folded(IEnumerable<Claim> claims, string deliveryId) =>
        from claim in claims
        where claim.DeliveryId == deliveryId
        group claim by (claim.Provider, claim.ProviderMessageId, claim.Recipient) into same
        select same.MinBy(c => c.ClaimedAt);

    // What depends on how a history was cut into batches is no part of the law.
    static string Text(DeliveryView view) =>
        JsonSerializer.Serialize(view with { Version = 0, CreatedAt = default, UpdatedAt = default });
}

using System.Text.Json;
using Tracking.Deliveries;
using Tracking.Storage;
using Xunit;

namespace Tracking.Unit.Storage;

/// <summary>What deleting old facts must not change, told by the model alone.</summary>
static class RetentionLaws
{
    /// <summary>
    /// Applies half of a history, deletes what arrived before an instant, applies the other half. The deletion changes no row; in the end
    /// each is what it was, joined with all that is left or came since. Counts of opens and clicks may lag behind what ever was.
    /// </summary>
    public static async Task KeepRowsAsync(this Stores stores, History history)
    {
        var token = TestContext.Current.CancellationToken;
        var cutoff = Facts.At(2);
        var middle = history.Arrival.Count / 2;
        var (before, after) = (history.Arrival.Take(middle).ToArray(), history.Arrival.Skip(middle).ToArray());
        await ApplyAsync(before);
        var rows = await RowsAsync();

        var deleted = await stores.DeleteAsync(Expiring.Events, cutoff, limit: 2);

        var known = Repeats.Fold(before.SelectMany(batch => batch));
        Assert.Equal(known.Count(e => e.ReceivedAt < cutoff), deleted.Events);
        Assert.Equal(rows.Select(Text), (await RowsAsync()).Select(Text));

        await ApplyAsync(after);

        var all = history.Arrival.SelectMany(batch => batch).ToArray();
        var claims = all.Select(e => e.Claim).OfType<Claim>().ToArray();
        var left = Repeats.Fold(known.Where(e => e.ReceivedAt >= cutoff).Concat(after.SelectMany(batch => batch)));
        var bases = StoreLaws.Expected(known).ToDictionary(d => d.DeliveryId);
        var ever = StoreLaws.Expected(all).ToDictionary(d => d.DeliveryId);
        var views = await RowsAsync();
        Assert.Equal(ever.Keys.Order(StringComparer.Ordinal), views.Select(v => v.DeliveryId));
        foreach (var view in views)
        {
            var id = view.DeliveryId;
            var expected = left
                .Where(e => e.DeliveryId == id || claims.Any(c => c.DeliveryId == id && c.Matches(e)))
                .Aggregate(AsKept(bases.GetValueOrDefault(id), id), (delivery, e) => delivery.With(e));
            var model = new TrackedDelivery(expected, 0, 0, default, default).View(StoreLaws.Folded(claims, id));
            Assert.Equal(WithoutCounts(model), WithoutCounts(view));
            Assert.InRange(view.OpenCount, model.OpenCount, ever[id].Opens.Value);
            Assert.InRange(view.MachineOpenCount, model.MachineOpenCount, ever[id].MachineOpens.Value);
            Assert.InRange(view.ClickCount, model.ClickCount, ever[id].Clicks.Value);
        }

        Assert.Equal(
            left.Where(e => e.DeliveryId is null && !claims.Any(c => c.Matches(e))).Select(e => e.Id).Order(),
            (await stores.Query.OrphansAsync(null, 500, token)).Select(o => o.Id).Order());

        async Task ApplyAsync(IEnumerable<IReadOnlyList<DeliveryEvent>> batches)
        {
            foreach (var batch in batches)
            {
                await stores.Deliveries.ApplyAsync(batch, token);
                stores.Clock.Advance(TimeSpan.FromSeconds(1));
            }
        }

        async Task<DeliveryView[]> RowsAsync() =>
            [.. (await stores.Query.ListAsync(new DeliveryFilter(), null, 500, token)).Deliveries.OrderBy(v => v.DeliveryId, StringComparer.Ordinal)];
    }

    // A row knows how many were counted, and no longer which.
    static Delivery AsKept(Delivery? row, string id) => row is null
        ? new Delivery { DeliveryId = id }
        : row with
        {
            Opens = new(row.Opens.Value),
            MachineOpens = new(row.MachineOpens.Value),
            Clicks = new(row.Clicks.Value),
        };

    static string WithoutCounts(DeliveryView view) => Text(view with
    {
        OpenCount = 0,
        MachineOpenCount = 0,
        ClickCount = 0,
        Version = 0,
        CreatedAt = default,
        UpdatedAt = default,
    });

    static string Text(DeliveryView view) => JsonSerializer.Serialize(view);
}

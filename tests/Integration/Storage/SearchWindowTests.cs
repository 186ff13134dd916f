using System.Globalization;
using Tracking.Deliveries;
using Tracking.Storage;
using Tracking.Storage.Postgres;
using Xunit;
using static Tracking.Unit.Storage.Facts;

namespace Tracking.Integration.Storage;

/// <summary>A search that stops and goes on finds what one finds that never stops.</summary>
public sealed class SearchWindowTests(Servers servers)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1_000)]
    public async Task Going_on_from_where_a_search_stopped_finds_everything_once(int window)
    {
        await using var source = PostgresServices.BuildDataSource(await servers.NewMigratedDatabaseAsync());
        var stores = Postgres.Over(source);
        for (var i = 0; i < 40; i++)
        {
            stores.Clock.Advance(TimeSpan.FromSeconds(i % 3)); // Some at the same instant.
            await stores.Deliveries.ApplyAsync(Some(i), Token);
        }

        var query = new PostgresDeliveryQuery(source, new SearchWindow(window, window));
        var middle = (await stores.FindAsync("d20")).CreatedAt;
        foreach (var filter in Filters(middle))
        {
            var expected = (await stores.Query.ListAsync(filter, null, 1_000, Token)).Deliveries.Select(d => d.DeliveryId).ToArray();
            var seen = new List<string>();
            PagePosition? after = null;
            do
            {
                var found = await query.ListAsync(filter, after, 3, Token);
                seen.AddRange(found.Deliveries.Select(d => d.DeliveryId));
                after = found.Rest(3);
            }
            while (after is not null);

            Assert.Equal(expected, seen);
        }
    }

    static DeliveryEvent[] Some(int i)
    {
        var sent = Sent($"d{i}", $"m{i}", minute: i);
        sent = sent with
        {
            Description = Describe(
                sent, (DescriptionField.TenantId, i % 10 == 3 ? "rare" : "often"), (DescriptionField.Channel, i % 2 == 0 ? "sms" : "email"),
                (DescriptionField.Recipient, $"r{(i % 4).ToString(CultureInfo.InvariantCulture)}@x.org"), (DescriptionField.NotificationId, $"n{i / 5}")),
        };
        return (i % 7) switch
        {
            2 => [sent, Callback(Evidence.HardBounce, $"m{i}")],
            4 => [sent, Callback(Evidence.FailedAtProvider, $"m{i}")],
            5 => [sent],
            _ => [sent, Callback(Evidence.Delivered, $"m{i}")],
        };
    }

    static IEnumerable<DeliveryFilter> Filters(DateTimeOffset middle) =>
    [
        new(), new() { TenantId = "rare" }, new() { TenantId = "none" }, new() { Channel = "sms", TenantId = "rare" },
        new() { Status = DeliveryStatus.Bounced }, new() { Status = DeliveryStatus.Failed, Channel = "email" }, new() { Status = DeliveryStatus.Sent },
        new() { Reason = "hard_bounce" }, new() { Recipient = "r1@x.org" }, new() { Recipient = "r2@x.org", Status = DeliveryStatus.Bounced },
        new() { NotificationId = "n3" }, new() { ProviderMessageId = "m17" }, new() { From = middle }, new() { To = middle, TenantId = "rare" },
        new() { From = middle, Status = DeliveryStatus.Delivered },
    ];
}

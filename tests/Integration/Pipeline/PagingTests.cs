using System.Net.Http.Json;
using System.Text.Json;
using Tracking.Dashboard;
using Tracking.Deliveries;
using Tracking.Hosting;
using Tracking.Storage;
using Xunit;

namespace Tracking.Integration.Pipeline;

/// <summary>A client that pages through everything while others write.</summary>
public sealed class PagingTests(Servers servers)
{
    const int Before = 2_000;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/deliveries?limit=37", "deliveryId")]
    [InlineData("/api/orphans?limit=37", "id")]
    public async Task Paging_through_everything_while_others_write_has_no_gap_and_no_repeat(string list, string key)
    {
        await using var hosts = await Hosts.OverAsync(servers);
        var worker = await hosts.StartWorkerAsync();
        var dashboard = await hosts.StartAsync(DashboardHost.Build);
        using var http = new HttpClient { BaseAddress = dashboard.ListensOn() };
        var store = (IDeliveryStore)worker.Services.GetService(typeof(IDeliveryStore))!;
        for (var i = 0; i < Before; i += 100)
            await store.ApplyAsync([.. Enumerable.Range(i, 100).SelectMany(n => Facts(n))], Cancelled);
        var known = await KeysAsync(http, list, key);

        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var writing = WriteAsync(store, done.Token);
        var seen = await KeysAsync(http, list, key);
        await done.CancelAsync();
        var written = await writing;

        Assert.Equal(Before, known.Count);
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Empty(known.Except(seen));
        Assert.True(written > 0);
    }

    // New deliveries and orphans come, and the old ones change, all the time.
    static async Task<int> WriteAsync(IDeliveryStore store, CancellationToken until)
    {
        var written = 0;
        for (; !until.IsCancellationRequested; written++)
        {
            var n = Before + written;
            await store.ApplyAsync(
                [.. Facts(n), Said(Evidence.Delivered, $"m-{written % Before}", n), Said(Evidence.Opened, $"m-{n % Before}", n)], CancellationToken.None);
        }

        return written;
    }

    static DeliveryEvent[] Facts(int n)
    {
        var sent = Said(Evidence.Sent, $"m-{n}", n) with { Source = EventSource.Producer, DeliveryId = $"d-{n}", Claims = true };
        return [sent, Said(Evidence.Delivered, $"orphan-{n}", n)];
    }

    static DeliveryEvent Said(Evidence evidence, string message, int n)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new DeliveryEvent
        {
            Id = EventId.Of(evidence.Word(), message, $"{n}"),
            Source = EventSource.Callback,
            Evidence = evidence,
            Provider = "twilio",
            ProviderMessageId = message,
            StatedAt = now,
            ReceivedAt = now,
        };
    }

    static async Task<List<string>> KeysAsync(HttpClient http, string list, string key)
    {
        var keys = new List<string>();
        string? cursor = null;
        do
        {
            var page = await http.GetFromJsonAsync<JsonElement>(cursor is null ? list : $"{list}&cursor={cursor}", Cancelled);
            keys.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty(key).GetString()!));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null && keys.Count < 100 * Before);

        return keys;
    }
}

using System.Net.Http.Json;
using System.Text.Json;
using Tracking.Contracts;
using Tracking.Dashboard;
using Tracking.Hosting;
using Tracking.Integration.Pipeline;
using Xunit;

namespace Tracking.Integration.Dashboard;

public sealed class QueueTests(Servers servers)
{
    [Fact]
    public async Task The_queues_are_shown_as_the_broker_knows_them()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        await hosts.StartWorkerAsync();
        using var dashboard = new HttpClient
        {
            BaseAddress = (await hosts.StartAsync(DashboardHost.Build, $"--RabbitMq:ManagementUrl={servers.RabbitMqManagement}")).ListensOn(),
        };
        await using var broker = await Broker.ConnectAsync(hosts, servers);
        await broker.PublishAsync(nameof(NotificationSent), "{ \"deliveryId\": 1 }");

        // The broker gathers its figures every few seconds.
        await Eventually.HoldsAsync(async () =>
        {
            var queues = await dashboard.GetFromJsonAsync<JsonElement>(new Uri("/api/queues", UriKind.Relative), TestContext.Current.CancellationToken);
            var byName = queues.GetProperty("items").EnumerateArray().ToDictionary(queue => queue.GetProperty("name").GetString()!);
            var sent = byName[Queues.NotificationSent];
            Assert.Equal(1, sent.GetProperty("consumers").GetInt32());
            Assert.Equal((0, 0), (sent.GetProperty("ready").GetInt64(), sent.GetProperty("unacknowledged").GetInt64()));
            Assert.Equal(1, sent.GetProperty("deadLetters").GetInt64());
            Assert.Equal(JsonValueKind.Number, sent.GetProperty("rates").GetProperty("publish").ValueKind);
            Assert.Equal(0, byName[Queues.CallbacksReceived].GetProperty("deadLetters").GetInt64());
            Assert.DoesNotContain(byName.Keys, name => name.EndsWith(".dead", StringComparison.Ordinal));
        });
    }
}

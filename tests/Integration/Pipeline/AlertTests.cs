using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;
using Tracking.Contracts;
using Tracking.Hosting;
using Tracking.Ingress;
using Tracking.Ingress.Refusals;
using Tracking.Providers.Twilio;
using Tracking.Storage;
using Xunit;

namespace Tracking.Integration.Pipeline;

public sealed class AlertTests(Servers servers)
{
    const string Subscriber = "a-subscriber";

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wrong_secret_raises_an_alert_that_two_workers_announce_once_and_the_right_one_clears_it()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        var ingress = await hosts.StartAsync(IngressHost.Build, $"--Providers:Twilio:AuthTokens:0={Hosts.TwilioToken}");
        var worker = await hosts.StartWorkerAsync("--Alerts:Every=00:00:01");
        await hosts.StartWorkerAsync("--Alerts:Every=00:00:01");
        await using var connection = await new ConnectionFactory { Uri = new Uri(hosts.RabbitMq) }.CreateConnectionAsync(Cancelled);
        await using var subscriber = await SubscribeAsync(connection);
        using var http = new HttpClient { BaseAddress = ingress.ListensOn() };
        var open = worker.Services.GetRequiredService<IAlertQuery>();

        await PostAsync(http, callbacks: 25, token: "00000000000000000000000000000000");
        await ReportAsync(ingress);

        var raised = await TakeAsync<DeliverabilityAlertRaised>(subscriber);
        Assert.Equal(
            ("signature_failures", "critical", "twilio", 1.0), (raised.Kind, raised.Severity, raised.Provider, raised.Value));
        Assert.Equal(raised.AlertId, Assert.Single(await open.OpenAsync(Cancelled)).Id.ToString());

        await PostAsync(http, callbacks: 300, token: Hosts.TwilioToken);

        // Both have looked many times meanwhile: a second announcement would stand before this one.
        var cleared = await TakeAsync<DeliverabilityAlertCleared>(subscriber);
        Assert.Equal(raised.AlertId, cleared.AlertId);
        Assert.Empty(await open.OpenAsync(Cancelled));
        Assert.Equal(0u, await subscriber.MessageCountAsync(Subscriber, Cancelled));
    }

    static async Task<IChannel> SubscribeAsync(IConnection connection)
    {
        var channel = await connection.CreateChannelAsync(cancellationToken: Cancelled);
        await channel.QueueDeclareAsync(Subscriber, durable: true, exclusive: false, autoDelete: false, cancellationToken: Cancelled);
        foreach (var message in new[] { nameof(DeliverabilityAlertRaised), nameof(DeliverabilityAlertCleared) })
            await channel.QueueBindAsync(Subscriber, $"Tracking.Contracts:{message}", "", cancellationToken: Cancelled);
        return channel;
    }

    static async Task<T> TakeAsync<T>(IChannel subscriber)
    {
        BasicGetResult? taken = null;
        await Eventually.HoldsAsync(async () => Assert.NotNull(taken = await subscriber.BasicGetAsync(Subscriber, autoAck: true, Cancelled)));
        return JsonSerializer.Deserialize<T>(taken!.Body.Span, JsonSerializerOptions.Web)!;
    }

    // What it does by itself once a minute.
    static Task ReportAsync(WebApplication ingress) => ingress.Services.GetRequiredService<RefusalReporter>().ReportAsync(Cancelled);

    static async Task PostAsync(HttpClient http, int callbacks, string token)
    {
        var path = new Uri("/webhooks/twilio/status", UriKind.Relative);
        var url = new Uri(http.BaseAddress!, path).AbsoluteUri;
        for (var i = 0; i < callbacks; i++)
        {
            var form = $"MessageSid=SM{i}&MessageStatus=delivered&To=%2B31612345678";
            using var request = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"),
            };
            request.Headers.Add("X-Twilio-Signature", TwilioSignature.Compute(url, Encoding.UTF8.GetBytes(form), token));
            using var response = await http.SendAsync(request, Cancelled);
            Assert.Equal(token == Hosts.TwilioToken, response.IsSuccessStatusCode);
        }
    }
}

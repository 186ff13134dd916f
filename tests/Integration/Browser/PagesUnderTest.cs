using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Tracking.Dashboard;
using Tracking.Hosting;
using Tracking.Integration.Pipeline;
using Tracking.Providers.Twilio;
using Xunit;

namespace Tracking.Integration.Browser;

/// <summary>Ingress, worker and dashboard over a broker and a database of the test's own, with a reader's and an operator's key.</summary>
sealed class PagesUnderTest : IAsyncDisposable
{
    public const string ReaderKey = "a-reader's-key";
    public const string OperatorKey = "an-operator's-key";

    readonly Hosts _hosts;
    readonly HttpClient _ingress;

    PagesUnderTest(Hosts hosts, HttpClient ingress, WebApplication dashboard, WebApplication worker) =>
        (_hosts, _ingress, Address, Worker) = (hosts, ingress, dashboard.ListensOn(), worker);

    public Uri Address { get; }

    public WebApplication Worker { get; }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<PagesUnderTest> StartAsync(Servers servers)
    {
        var hosts = await Hosts.OverAsync(servers);
        var ingress = await hosts.StartIngressAsync();
        ingress.DefaultRequestHeaders.Authorization = new("Bearer", Hosts.ProducerKey);
        var worker = await hosts.StartWorkerAsync();
        var dashboard = await hosts.StartAsync(
            DashboardHost.Build, $"--RabbitMq:ManagementUrl={servers.RabbitMqManagement}",
            "--Dashboard:ApiKeys:0:Name=rita", "--Dashboard:ApiKeys:0:Role=reader", $"--Dashboard:ApiKeys:0:Hash={Hash(ReaderKey)}",
            "--Dashboard:ApiKeys:1:Name=olga", "--Dashboard:ApiKeys:1:Role=operator", $"--Dashboard:ApiKeys:1:Hash={Hash(OperatorKey)}");
        return new PagesUnderTest(hosts, ingress, dashboard, worker);
    }

    /// <summary>Publishes a message of a producer's: again where it is not accepted in time, as producers do.</summary>
    public Task PublishAsync(object message) => Eventually.HoldsAsync(async () =>
    {
        using var answer = await _ingress.PostAsJsonAsync("/v1/events", message, Cancelled);
        Assert.True(answer.IsSuccessStatusCode, $"The ingress answers {answer.StatusCode}.");
    });

    public Task SentAsync(string deliveryId, string messageSid, string recipient) => PublishAsync(new
    {
        type = "NotificationSent",
        deliveryId,
        channel = "sms",
        notificationType = "Hello",
        tenantId = "acme",
        notificationId = $"about-{deliveryId}",
        recipient,
        provider = "twilio",
        providerMessageId = messageSid,
        occurredAt = TimeProvider.System.GetUtcNow(),
    });

    /// <summary>Posts a callback as Twilio signs it.</summary>
    public Task TwilioAsync(string sid, string status, string recipient, string? error = null) =>
        TwilioAsync($"MessageSid={sid}&MessageStatus={status}&To={Uri.EscapeDataString(recipient)}{(error is null ? "" : $"&ErrorCode={error}")}");

    /// <summary>A callback that says what no reader of ours understands.</summary>
    /// <returns>The id of its dead letter.</returns>
    public async Task<string> UnreadableAsync(string form)
    {
        await TwilioAsync(form);
        string? id = null;
        await Eventually.HoldsAsync(async () =>
            id = (await ApiAsync("/api/dead-letters")).GetProperty("items")[0].GetProperty("sampleId").GetString());
        return id!;
    }

    // Until it is accepted, as Twilio is told to.
    Task TwilioAsync(string form) => Eventually.HoldsAsync(() => PostTwilioAsync(form));

    async Task PostTwilioAsync(string form)
    {
        var url = new Uri(_ingress.BaseAddress!, "/webhooks/twilio/status");
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"),
        };
        request.Headers.Add("X-Twilio-Signature", TwilioSignature.Compute(url.ToString(), Encoding.UTF8.GetBytes(form), Hosts.TwilioToken));
        using var answer = await _ingress.SendAsync(request, Cancelled);
        Assert.True(answer.IsSuccessStatusCode, $"The ingress answers {answer.StatusCode}.");
    }

    /// <summary>Asks the API, as an operator.</summary>
    public async Task<JsonElement> ApiAsync(string path)
    {
        using var http = new HttpClient { BaseAddress = Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", OperatorKey);
        return await http.GetFromJsonAsync<JsonElement>(path, Cancelled);
    }

    /// <summary>Waits until a delivery is known.</summary>
    public Task KnownAsync(string deliveryId, string status) => Eventually.HoldsAsync(async () =>
        Assert.Equal(status, (await ApiAsync($"/api/deliveries/{deliveryId}")).GetProperty("status").GetString()));

    public async ValueTask DisposeAsync()
    {
        _ingress.Dispose();
        await _hosts.DisposeAsync();
    }

    static string Hash(string key) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}

using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Tracking.Contracts;
using Tracking.Dashboard;
using Tracking.Hosting;
using Tracking.Providers.Twilio;
using Xunit;

namespace Tracking.Integration.Pipeline;

/// <summary>From what makes an address unfit to be sent to, over the broker and the database, to the next sender who asks.</summary>
public sealed class SuppressionTests(Servers servers, ITestOutputHelper output)
{
    const string UnsubscribeKey = "the key by which unsubscribes are signed";

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fatal_callback_is_found_by_the_next_check_and_told_to_subscribers()
    {
        await using var system = await StartAsync();
        await system.Broker.SubscribeAsync("RecipientSuppressed", "subscriber");
        await system.Broker.PublishAsync("NotificationSent", Sent("d-1", "SM1", "+31612345678"));

        var clock = Stopwatch.StartNew();
        await system.PostTwilioAsync("SM1", "undelivered", "30005", "+31612345678");
        var verdict = await system.SuppressedAsync("sms", "+31 6 12345678");
        output.WriteLine($"from the callback to a positive check: {clock.ElapsedMilliseconds} ms");

        Assert.Equal(("invalid_recipient", "all"), (verdict.GetProperty("reason").GetString(), verdict.GetProperty("scope").GetString()));
        var told = JsonDocument.Parse((await system.Broker.TakeAsync("subscriber")).Body).RootElement;
        Assert.Equal(
            ("31612345678", "sms", "invalid_recipient", "d-1", 1),
            (told.GetProperty("recipient").GetString(), told.GetProperty("channel").GetString(), told.GetProperty("reason").GetString(),
                told.GetProperty("deliveryId").GetString(), told.GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task An_unsubscribe_by_link_is_found_by_the_next_check_of_its_category_and_audited()
    {
        await using var system = await StartAsync();
        var token = new UnsubscribeToken("acme", "email", "Ana@example.org", "marketing", TimeProvider.System.GetUtcNow().AddDays(60)).Sign(UnsubscribeKey);

        var clock = Stopwatch.StartNew();
        using var answer = await system.Ingress.PostAsync(
            $"/unsubscribe/{token}", new StringContent("List-Unsubscribe=One-Click", Encoding.UTF8, "application/x-www-form-urlencoded"), Cancelled);
        var verdict = await system.SuppressedAsync("email", "ana@example.org", "acme", "marketing");
        output.WriteLine($"from the click to a positive check: {clock.ElapsedMilliseconds} ms");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("unsubscribed", verdict.GetProperty("reason").GetString());
        Assert.Empty(await system.CheckAsync("email", "ana@example.org", "acme", "security"));
        Assert.Empty(await system.CheckAsync("email", "ana@example.org", "acme", "billing"));
        var audit = await system.Dashboard.GetFromJsonAsync<JsonElement>("/api/audit?action=recipient.unsubscribed", Cancelled);
        var detail = audit.GetProperty("items")[0].GetProperty("detail");
        Assert.Equal(("one-click", "127.0.0.1"), (detail.GetProperty("source").GetString(), detail.GetProperty("ipAddress").GetString()));
    }

    [Fact]
    public async Task A_token_that_a_push_service_says_is_gone_is_suppressed_and_what_is_lifted_is_told()
    {
        await using var system = await StartAsync();
        await system.Broker.SubscribeAsync("SuppressionLifted", "subscriber");
        await system.Broker.PublishAsync("NotificationFailed", """
            { "deliveryId": "d-2", "channel": "push", "notificationType": "T", "recipient": "fGz:APA91-token", "provider": "fcm",
              "error": { "code": "UNREGISTERED" }, "occurredAt": "2026-11-21T09:00:00Z" }
            """);
        await system.SuppressedAsync("push", "fGz:APA91-token");

        var list = await system.Dashboard.GetFromJsonAsync<JsonElement>("/api/suppressions?channel=push", Cancelled);
        using var lifted = await system.Dashboard.DeleteAsync($"/api/suppressions/{list.GetProperty("items")[0].GetProperty("id").GetString()}", Cancelled);

        Assert.Equal(HttpStatusCode.NoContent, lifted.StatusCode);
        Assert.Empty(await system.CheckAsync("push", "fGz:APA91-token"));
        var told = JsonDocument.Parse((await system.Broker.TakeAsync("subscriber")).Body).RootElement;
        Assert.Equal(("fGz:APA91-token", 2), (told.GetProperty("recipient").GetString(), told.GetProperty("version").GetInt32()));
    }

    static string Sent(string deliveryId, string messageId, string recipient) => $$"""
        { "deliveryId": "{{deliveryId}}", "channel": "sms", "notificationType": "T", "recipient": "{{recipient}}", "provider": "twilio",
          "providerMessageId": "{{messageId}}", "occurredAt": "2026-11-21T09:00:00Z" }
        """;

    async Task<Running> StartAsync()
    {
        var hosts = await Hosts.OverAsync(servers);
        var ingress = await hosts.StartIngressAsync($"--Unsubscribe:SigningKeys:0={UnsubscribeKey}", "--Ingress:PublicBaseUrl=https://hooks.example.net");
        await hosts.StartWorkerAsync();
        var dashboard = await hosts.StartAsync(DashboardHost.Build);
        return new Running(hosts, ingress, new HttpClient { BaseAddress = dashboard.ListensOn() }, await Broker.ConnectAsync(hosts, servers));
    }

    sealed record Running(Hosts Hosts, HttpClient Ingress, HttpClient Dashboard, Broker Broker) : IAsyncDisposable
    {
        public async Task PostTwilioAsync(string sid, string status, string code, string to)
        {
            var form = $"MessageSid={sid}&MessageStatus={status}&ErrorCode={code}&To={Uri.EscapeDataString(to)}";
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/webhooks/twilio/status", UriKind.Relative))
            {
                Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"),
            };
            request.Headers.Add("X-Twilio-Signature", TwilioSignature.Compute(
                "https://hooks.example.net/webhooks/twilio/status", Encoding.UTF8.GetBytes(form), Hosts.TwilioToken));
            using var response = await Ingress.SendAsync(request, Cancelled);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        public async Task<JsonElement[]> CheckAsync(string channel, string recipient, string? tenantId = null, string? category = null)
        {
            using var answer = await Dashboard.PostAsJsonAsync(
                "/api/suppressions/check", new { tenantId, channel, category, recipients = (string[])[recipient, "somebody@else.example"] }, Cancelled);
            var verdicts = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
            return [.. verdicts.GetProperty("suppressed").EnumerateArray()];
        }

        public async Task<JsonElement> SuppressedAsync(string channel, string recipient, string? tenantId = null, string? category = null)
        {
            JsonElement[] found = [];
            await Eventually.HoldsAsync(async () => Assert.Single(found = await CheckAsync(channel, recipient, tenantId, category)));
            return found[0];
        }

        public async ValueTask DisposeAsync()
        {
            await Broker.DisposeAsync();
            Ingress.Dispose();
            Dashboard.Dispose();
            await Hosts.DisposeAsync();
        }
    }
}

using System.Net;
using System.Text;
using System.Text.Json;
using Tracking.Contracts;
using Tracking.Integration.DeadLetters;
using Tracking.Providers.Plivo;
using Tracking.Storage;
using Xunit;

namespace Tracking.Integration.Pipeline;

/// <summary>A genuine request of Plivo's version 2, which covers no body, captured and sent again to another process.</summary>
public sealed class ReplayTests(Servers servers)
{
    const string Url = "https://hooks.example.net/webhooks/plivo/status";
    const string Nonce = "48213307715501934422";

    [Fact]
    public async Task Two_ingresses_and_two_workers_make_one_event_of_it_and_a_dead_letter_of_another_body()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        using var one = await hosts.StartIngressAsync("--Ingress:PublicBaseUrl=https://hooks.example.net");
        using var other = await hosts.StartIngressAsync("--Ingress:PublicBaseUrl=https://hooks.example.net");
        await hosts.StartWorkerAsync();
        await hosts.StartWorkerAsync();
        await using var broker = await Broker.ConnectAsync(hosts, servers);
        await broker.PublishAsync("NotificationSent", Sent("d-1", "m-1"));
        await broker.PublishAsync("NotificationSent", Sent("d-2", "m-2"));

        await PostAsync(one, Form("m-1", "sent"), Nonce);
        await PostAsync(other, Form("m-1", "sent"), Nonce);
        await EvidenceBecomesAsync(hosts, "d-1", "sent", "sent");
        await GetAsync(other, Form("m-1", "sent"), Nonce);
        await PostAsync(one, Form("m-1", "undelivered"), Nonce);
        await PostAsync(other, Form("m-2", "delivered"), Nonce);

        var dead = (await hosts.LettersAsync(Queues.CallbacksReceived, 2)).Select(BodyOf);
        Assert.Equal([Form("m-1", "undelivered"), Form("m-2", "delivered")], dead.Order(StringComparer.Ordinal));

        // Both deliveries still move, by what is genuine.
        await PostAsync(one, Form("m-2", "read"), "another nonce");
        await EvidenceBecomesAsync(hosts, "d-2", "read", "sent");
        await PostAsync(other, Form("m-1", "delivered"), "a third");
        await EvidenceBecomesAsync(hosts, "d-1", "delivered", "sent", "sent");
        Assert.Equal(2, await hosts.WaitingAsync());
        Assert.Equal(0u, await broker.CountAsync(Queues.DeadLettersOf(Queues.CallbacksReceived)));
        Assert.Empty(await hosts.Query.OrphansAsync(null, 10, Cancelled));
    }

    static string BodyOf(LetterWithContent dead)
    {
        Assert.Equal("unreadable", dead.Letter.Class);
        Assert.Contains("does not cover what it says", dead.Letter.Reason, StringComparison.Ordinal);
        return Assert.Single(JsonSerializer.Deserialize<CallbacksReceived>(dead.Body, JsonSerializerOptions.Web)!.Callbacks).Body;
    }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    static string Form(string id, string status) => $"MessageUUID={id}&Status={status}&To=31612345678";

    static string Sent(string deliveryId, string providerMessageId) =>
        $$$"""
        {"deliveryId":"{{{deliveryId}}}","channel":"sms","notificationType":"T","provider":"plivo","providerMessageId":"{{{providerMessageId}}}",
         "occurredAt":"2026-11-21T09:00:00Z"}
        """;

    static Task PostAsync(HttpClient ingress, string form, string nonce) => SendAsync(
        ingress,
        new HttpRequestMessage(HttpMethod.Post, new Uri("/webhooks/plivo/status", UriKind.Relative))
        {
            Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"),
        },
        nonce);

    static Task GetAsync(HttpClient ingress, string query, string nonce) => SendAsync(
        ingress, new HttpRequestMessage(HttpMethod.Get, new Uri("/webhooks/plivo/status?" + query, UriKind.Relative)), nonce);

    static async Task SendAsync(HttpClient ingress, HttpRequestMessage request, string nonce)
    {
        using (request)
        {
            request.Headers.Add(PlivoSignature.V2Header, PlivoSignature.ComputeV2(Url, nonce, Hosts.PlivoToken));
            request.Headers.Add(PlivoSignature.V2NonceHeader, nonce);
            using var response = await ingress.SendAsync(request, Cancelled);
            Assert.True(
                response.StatusCode == HttpStatusCode.OK, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync(Cancelled)}");
        }
    }

    static Task EvidenceBecomesAsync(Hosts hosts, string deliveryId, params string[] evidence) =>
        Eventually.HoldsAsync(async () =>
            Assert.Equal(evidence, (await hosts.Query.TimelineAsync(deliveryId, Cancelled)).Select(line => line.Evidence).Order()));
}

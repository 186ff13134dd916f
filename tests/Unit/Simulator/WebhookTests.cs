using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Tracking.Contracts;
using Tracking.Deliveries;
using Tracking.Providers;
using Tracking.Simulator;
using Tracking.Simulator.Players;
using Tracking.Simulator.Scenarios;
using Tracking.Simulator.Webhooks;
using Tracking.Unit.Providers;
using Xunit;

namespace Tracking.Unit.Simulator;

/// <summary>What is played by vocabularies is believed by the providers, and reads as what the facts stand for.</summary>
public sealed class WebhookTests
{
    const string PublicUrl = "https://hooks.example.net/behind/a/proxy";

    static readonly DateTimeOffset Epoch = TimeProvider.System.GetUtcNow();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Providers => [.. Casts.Everybody.Webhooks.Select(webhook => webhook.Provider)];

    [Fact]
    public void Every_provider_of_the_catalogue_is_played()
    {
        using var services = Configured.Services();

        Assert.Equal(
            services.GetServices<IProvider>().Select(provider => provider.Name).Order(),
            Casts.Everybody.Webhooks.Select(webhook => webhook.Provider).Concat(["twilio", "ses", "plivo", "messagebird"]).Order());
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Each_is_believed_and_reads_as_what_its_facts_stand_for(string name)
    {
        var webhook = Casts.Everybody.Webhooks.Single(w => w.Provider == name);
        var script = Script.Draw(new ScriptOptions { Deliveries = 300, Seed = 21, Epoch = Epoch, Twilio = false, Ses = false, Webhooks = [webhook] });
        var facts = script.Facts.OfType<WebhookFact>().ToArray();
        await using var receiver = await Receiver.StartAsync(_ => (200, null), Cancel);
        using var http = HttpAnswers.CreateClient(4, TimeSpan.FromSeconds(10));
        await using var player = new WebhookPlayer(http, receiver.Address, new Uri(PublicUrl), webhook, TimeProvider.System);

        var answers = await Task.WhenAll(facts.Select(fact => player.SendAsync(new Sending(fact, fact.Number % 3 == 0), Cancel)));

        Assert.All(answers, answer => Assert.Equal(Outcome.Acknowledged, answer.Outcome));
        var provider = Configured.Provider(name, Casts.Settings);
        var read = new List<DeliveryEvent>();
        foreach (var request in receiver.Requests.Select(RequestOf))
        {
            Assert.Equal(SignatureVerdict.Valid, (await provider.VerifyAsync(request, null, Cancel)).Verdict);
            var reading = provider.Read(request.Verified(provider));
            Assert.Empty(reading.Unreadable);
            read.AddRange(reading.Events);
        }

        Assert.Equal(
            facts.SelectMany(fact => fact.Evidence(Epoch)).Select(Told).Order(), read.Select(Told).Order());
        Assert.Equal(read.Count, read.Select(e => e.Id).Distinct().Count());
        // Every scenario is played.
        Assert.Equal(webhook.Scenarios.Select(s => s.Name).Order(), script.Plays.Where(p => p.Facts.OfType<WebhookFact>().Any())
            .Select(p => p.Scenario).Distinct().Order());
        Assert.True(webhook.MostInOne == 1 ? receiver.Requests.Count == facts.Length : receiver.Requests.Count < facts.Length / 4);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Who_has_no_secret_is_not_played(string name)
    {
        var settings = new Settings(Casts.Settings
            .Where(s => !s.Key.StartsWith($"Providers:{name.Replace("-", "", StringComparison.Ordinal)}:", StringComparison.OrdinalIgnoreCase))
            .Select(s => KeyValuePair.Create(s.Key, s.Value)));

        Assert.DoesNotContain(WebhookCatalog.Of(settings), webhook => webhook.Provider == name);
    }

    // The ingress has the public key alone, and so has whoever reads its settings.
    [Fact]
    public void A_public_key_is_no_secret()
    {
        var webhooks = WebhookCatalog.Of(new Settings(Casts.Settings.Select(s => KeyValuePair.Create(s.Key, s.Value))));

        Assert.Equal(
            ["sendgrid", "telnyx"], Casts.Everybody.Webhooks.Select(w => w.Provider).Except(webhooks.Select(w => w.Provider)).Order());
    }

    [Fact]
    public async Task A_batch_that_is_refused_is_asked_about_one_by_one()
    {
        var refused = "";
        await using var receiver = await Receiver.StartAsync(
            request => request.Body.Contains(refused, StringComparison.Ordinal) ? (403, null) : (200, null), Cancel);
        using var http = HttpAnswers.CreateClient(4, TimeSpan.FromSeconds(10));
        var webhook = Casts.Everybody.Webhooks.Single(w => w.Provider == "sparkpost");
        var facts = Script.Draw(new ScriptOptions { Deliveries = 40, Seed = 5, Epoch = Epoch, Twilio = false, Ses = false, Webhooks = [webhook] })
            .Facts.OfType<WebhookFact>().ToArray();
        refused = facts[3].MessageId!;
        await using var player = new WebhookPlayer(http, receiver.Address, receiver.Address, webhook, TimeProvider.System);

        var answers = await Task.WhenAll(facts.Select(fact => player.SendAsync(new Sending(fact), Cancel)));

        Assert.Equal(
            facts.Select(fact => fact.MessageId == refused ? Outcome.Refused : Outcome.Acknowledged), answers.Select(a => a.Outcome));
    }

    [Fact]
    public async Task Devices_and_people_use_their_tokens()
    {
        await using var receiver = await Receiver.StartAsync(_ => (200, null), Cancel);
        using var http = HttpAnswers.CreateClient(1, TimeSpan.FromSeconds(10));
        var cast = Casts.Everybody;
        var player = new TokenPlayer(http, receiver.Address, cast.ReceiptKey, cast.UnsubscribeKey, TimeProvider.System);
        var receipt = new ProducerFact(new ReceiptReported { DeliveryId = "d-1", Kind = ReceiptKind.Read, OccurredAt = Epoch }) { At = Epoch, ByToken = true };
        var unsubscribe = new UnsubscribeFact
        {
            At = Epoch,
            TenantId = "acme",
            Channel = "email",
            Recipient = "Ana <ana@example.org>",
            Scope = UnsubscribeScope.Marketing,
            OneClick = true,
        };

        foreach (var fact in (Fact[])[receipt, unsubscribe, unsubscribe with { OneClick = false }])
            Assert.Equal(Outcome.Acknowledged, (await player.SendAsync(new Sending(fact), Cancel)).Outcome);

        // Who reads the page has pressed nothing yet.
        Assert.Equal(["/receipts/", "/unsubscribe/", "/unsubscribe/", "/unsubscribe/"], receiver.Requests.Select(r => r.Path[..(r.Path.LastIndexOf('/') + 1)]));
        var requests = receiver.Requests.ToArray();
        Assert.Equal("d-1", ReceiptToken.Read(TokenOf(requests[0]), [cast.ReceiptKey!], Epoch)?.DeliveryId);
        Assert.Equal(Epoch, JsonDocument.Parse(requests[0].Body).RootElement.GetProperty("occurredAt").GetDateTimeOffset());
        foreach (var request in requests[1..])
        {
            var token = UnsubscribeToken.Read(TokenOf(request), [cast.UnsubscribeKey!], Epoch);
            Assert.Equal(("acme", "email", "Ana <ana@example.org>", "marketing"), (token?.TenantId, token?.Channel, token?.Recipient, token?.Scope));
        }

        Assert.Equal(["List-Unsubscribe=One-Click", "", ""], requests[1..].Select(r => r.Body));
    }

    static string TokenOf(Received request) => request.Path[(request.Path.LastIndexOf('/') + 1)..];

    // What is said, without ids of events, and without messages, which nothing is expected of.
    static string Told(DeliveryEvent e) => (ExpectedEvent.Of(e) with { Id = default, ErrorMessage = null }).ToString();

    static CallbackRequest RequestOf(Received received) => Requests.Post(
        PublicUrl + received.Path + received.Query, received.Headers.GetValueOrDefault("Content-Type"), Encoding.UTF8.GetBytes(received.Body),
        [.. received.Headers.Select(h => (h.Key, h.Value))]) with
    {
        Method = received.Query.Length > 0 ? "GET" : "POST",
        ReceivedAt = TimeProvider.System.GetUtcNow(),
    };
}

using System.Text;
using Tracking.Deliveries;
using Tracking.Providers;
using Tracking.Simulator.Players;
using Tracking.Simulator.Scenarios;
using Tracking.Unit.Providers;
using Xunit;

namespace Tracking.Unit.Simulator;

/// <summary>What Plivo's and MessageBird's players send is believed by the providers, and reads as what their facts stand for.</summary>
public sealed class TextMessagePlayerTests
{
    const string PublicUrl = "https://hooks.example.net";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public async Task Plivo_posts_or_gets_with_either_version(int version, bool byGet)
    {
        await using var receiver = await Receiver.StartAsync(_ => (200, null), Cancel);
        using var http = HttpAnswers.CreateClient(1, TimeSpan.FromSeconds(10));
        var player = new PlivoPlayer(http, receiver.Address, new Uri(PublicUrl), "secret");
        var fact = new PlivoFact
        {
            At = Requests.Now,
            MessageUuid = "5b0c2f3a-7f1d-4a2e-9b8c-0a1b2c3d4e5f",
            Part = ("8e1d5a60-2c47-4f0e-a9b3-6d5c4b3a2918", "2 of 2"),
            Status = "undelivered",
            ErrorCode = "50",
            To = "31612345678",
            Version = version,
            ByGet = byGet,
            Means = Evidence.Undelivered,
            Reason = "invalid_recipient",
        };

        await player.SendAsync(new Sending(fact), Cancel);
        await player.SendAsync(new Sending(fact, Republished: true), Cancel);

        var provider = Configured.Provider("plivo", ("Providers:Plivo:AuthTokens:0", "secret"));
        Assert.Equal(2, receiver.Requests.Count);
        Assert.Distinct(receiver.Requests.Select(r => r.Headers[$"X-Plivo-Signature-V{version}-Nonce"]));
        foreach (var received in receiver.Requests)
            await SaysAsync(provider, received, byGet ? "GET" : "POST", fact);
    }

    [Fact]
    public async Task MessageBird_gets_with_a_token_of_its_own_each_time()
    {
        await using var receiver = await Receiver.StartAsync(_ => (200, null), Cancel);
        using var http = HttpAnswers.CreateClient(1, TimeSpan.FromSeconds(10));
        var clock = new Storage.SteppedClock();
        var player = new MessageBirdPlayer(http, receiver.Address, new Uri(PublicUrl), "secret", clock);
        var fact = new MessageBirdFact
        {
            At = Requests.Now.AddMilliseconds(700),
            MessageId = "2f1e0d9c8b7a46958473625140fedcba",
            DeliveryId = "d-1",
            Recipient = "31612345678",
            Status = "delivery_failed",
            ErrorCode = "103",
            Means = Evidence.Undelivered,
            Reason = "opted_out",
        };

        await player.SendAsync(new Sending(fact), Cancel);
        await player.SendAsync(new Sending(fact), Cancel);

        var provider = Configured.Provider("messagebird", ("Providers:MessageBird:SigningKeys:0", "secret"));
        Assert.Equal(2, receiver.Requests.Count);
        Assert.Distinct(receiver.Requests.Select(r => r.Headers["MessageBird-Signature-JWT"]));
        foreach (var received in receiver.Requests)
            await SaysAsync(provider, received, "GET", fact, clock.GetUtcNow());
    }

    static async Task SaysAsync(IProvider provider, Received received, string method, Fact fact, DateTimeOffset? receivedAt = null)
    {
        var request = Requests.Post(
            PublicUrl + received.Path + received.Query, null, Encoding.UTF8.GetBytes(received.Body),
            [.. received.Headers.Select(h => (h.Key, h.Value))]) with
        { Method = method, ReceivedAt = receivedAt ?? Requests.Now };

        Assert.Equal(SignatureVerdict.Valid, (await provider.VerifyAsync(request, null, Cancel)).Verdict);
        var read = Assert.Single(provider.Read(request.Verified(provider)).Events);
        var meant = Assert.Single(fact.Evidence(request.ReceivedAt));
        Assert.Equal(ExpectedEvent.Of(meant) with { Id = read.Id }, ExpectedEvent.Of(read));
    }
}

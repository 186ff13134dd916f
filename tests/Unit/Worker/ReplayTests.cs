using System.Text;
using Tracking.Contracts;
using Tracking.Providers.Plivo;
using Xunit;

namespace Tracking.Unit.Worker;

/// <summary>What a signature does not cover is believed once: Plivo's version 2.</summary>
public sealed class ReplayTests
{
    static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_captured_proof_with_another_body_is_dead_lettered_alone_and_changes_nothing()
    {
        await using var worker = await WorkerUnderTest.StartAsync();
        await worker.Bus.Publish(Sent("d-1", "m-1"), Cancelled);
        await worker.Bus.Publish(Sent("d-2", "m-2"), Cancelled);
        await worker.Bus.Publish(Callbacks(Plivo("m-1", "sent", nonce: "1")), Cancelled);
        await EvidenceBecomesAsync(worker, "d-1", "sent", "sent");

        var lie = Plivo("m-1", "undelivered", nonce: "1");
        await worker.Bus.Publish(Callbacks(lie, Plivo("m-2", "delivered", nonce: "2")), Cancelled);

        await EvidenceBecomesAsync(worker, "d-2", "delivered", "sent");
        await Eventually.HoldsAsync(() => Assert.Single(worker.DeadLetters));
        var letter = worker.DeadLetters.Single();
        var body = Encoding.UTF8.GetString(letter.Body);
        Assert.Equal((Queues.CallbacksReceived, "unreadable"), (letter.Queue, letter.Class));
        Assert.Contains("does not cover what it says", letter.Reason, StringComparison.Ordinal);
        Assert.Contains("Status=undelivered", body, StringComparison.Ordinal);
        Assert.DoesNotContain("Status=delivered", body, StringComparison.Ordinal);
        await EvidenceBecomesAsync(worker, "d-1", "sent", "sent");
        Assert.Empty(await worker.Query.OrphansAsync(null, 10, Cancelled));
    }

    [Fact]
    public async Task The_same_again_is_the_same_event_however_it_is_sent()
    {
        await using var worker = await WorkerUnderTest.StartAsync();
        await worker.Bus.Publish(Sent("d", "m"), Cancelled);
        var genuine = Plivo("m", "delivered", nonce: "1");
        var asGet = genuine with { Method = "GET", Url = $"{genuine.Url}?{genuine.Body}", Body = "" };

        await worker.Bus.Publish(Callbacks(genuine, genuine, asGet), Cancelled);
        await worker.Bus.Publish(Callbacks(asGet, genuine, Plivo("m", "read", nonce: "2")), Cancelled);

        await EvidenceBecomesAsync(worker, "d", "delivered", "read", "sent");
        Assert.Empty(worker.DeadLetters);
    }

    [Fact]
    public async Task A_callback_that_failed_after_its_proof_was_remembered_still_applies()
    {
        await using var worker = await WorkerUnderTest.StartAsync();
        await worker.Bus.Publish(Sent("d", "m"), Cancelled);
        await EvidenceBecomesAsync(worker, "d", "sent");
        worker.Store.Fault = _ => new InvalidOperationException("between the two");
        await worker.Bus.Publish(Callbacks(Plivo("m", "delivered", nonce: "1")), Cancelled);
        await Eventually.HoldsAsync(() => Assert.Single(worker.DeadLetters));

        worker.Store.Fault = _ => null;
        await worker.Bus.Publish(Callbacks(Plivo("m", "delivered", nonce: "1")), Cancelled);

        await EvidenceBecomesAsync(worker, "d", "delivered", "sent");
        Assert.Equal("unapplied", Assert.Single(worker.DeadLetters).Class);
    }

    [Fact]
    public async Task Version_2_taken_out_of_a_request_that_version_3_has_proven_proves_nothing_else()
    {
        await using var worker = await WorkerUnderTest.StartAsync();
        await worker.Bus.Publish(Sent("d", "m"), Cancelled);
        var proven = Plivo("m", "sent", nonce: "1", v3Nonce: "9");
        await worker.Bus.Publish(Callbacks(proven), Cancelled);
        await EvidenceBecomesAsync(worker, "d", "sent", "sent");

        await worker.Bus.Publish(Callbacks(Plivo("m", "delivered", nonce: "1")), Cancelled);
        await Eventually.HoldsAsync(() => Assert.Single(worker.DeadLetters));

        // And what version 3 covers is believed, whatever its version 2 was used for.
        await worker.Bus.Publish(Callbacks(Plivo("m", "undelivered", nonce: "1", v3Nonce: "10")), Cancelled);
        await EvidenceBecomesAsync(worker, "d", "sent", "sent", "undelivered");
        Assert.Single(worker.DeadLetters);
    }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    static NotificationSent Sent(string deliveryId, string providerMessageId) => new()
    {
        DeliveryId = deliveryId,
        Channel = "sms",
        NotificationType = "T",
        Recipient = "+31612345678",
        Provider = "plivo",
        ProviderMessageId = providerMessageId,
        OccurredAt = Noon,
    };

    static CallbacksReceived Callbacks(params RawCallback[] callbacks) => new() { Callbacks = callbacks };

    static RawCallback Plivo(string id, string status, string nonce, string? v3Nonce = null)
    {
        var headers = new Dictionary<string, string> { [PlivoSignature.V2NonceHeader] = nonce };
        if (v3Nonce is not null)
            headers[PlivoSignature.V3NonceHeader] = v3Nonce;
        return new RawCallback
        {
            CallbackId = Guid.CreateVersion7(Noon),
            Provider = "plivo",
            ReceivedAt = Noon,
            Method = "POST",
            ContentType = "application/x-www-form-urlencoded",
            Url = "https://hooks.example.net/webhooks/plivo/status",
            Headers = headers,
            Body = $"MessageUUID={id}&Status={status}&To=31612345678",
        };
    }

    static Task EvidenceBecomesAsync(WorkerUnderTest worker, string deliveryId, params string[] evidence) =>
        Eventually.HoldsAsync(async () =>
            Assert.Equal(evidence, (await worker.Query.TimelineAsync(deliveryId, Cancelled)).Select(line => line.Evidence).Order()));
}

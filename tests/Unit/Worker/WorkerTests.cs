using System.Text;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tracking.Contracts;
using Tracking.Storage;
using Tracking.Unit.Contracts;
using Xunit;

namespace Tracking.Unit.Worker;

public sealed class WorkerTests
{
    static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Every_consumed_message_becomes_a_line_of_the_timeline()
    {
        await using var worker = await WorkerUnderTest.StartAsync();

        await worker.Bus.Publish(new NotificationQueued { DeliveryId = "d", Channel = "push", NotificationType = "T", OccurredAt = Noon }, Cancelled);
        await worker.Bus.Publish(Sent("d", "SM1"), Cancelled);
        await worker.Bus.Publish(
            new NotificationFailed
            {
                DeliveryId = "d",
                Channel = "sms",
                NotificationType = "T",
                OccurredAt = Noon,
                Error = new() { Code = "E1", Message = "refused" },
            },
            Cancelled);
        await worker.Bus.Publish(
            new ProviderMessageAssigned { DeliveryId = "d", Provider = "twilio", ProviderMessageId = "SM2", OccurredAt = Noon }, Cancelled);
        await worker.Bus.Publish(new ReceiptReported { DeliveryId = "d", Kind = ReceiptKind.Read, OccurredAt = Noon }, Cancelled);
        await worker.Bus.Publish(Callbacks(Twilio("SM2", "delivered")), Cancelled);

        await Eventually.HoldsAsync(async () =>
        {
            var evidence = (await worker.Query.TimelineAsync("d", Cancelled)).Select(line => line.Evidence).Order();
            Assert.Equal(["assigned", "delivered", "failed_at_transport", "queued", "read", "sent"], evidence);
        });
        var delivery = await worker.Query.FindAsync("d", Cancelled);
        Assert.Equal("delivered", delivery!.Status);
        Assert.Null(delivery.Error);
        Assert.Equal(["SM1", "SM2"], delivery.ProviderMessageIds.Order());
        Assert.Empty(worker.DeadLetters);
    }

    [Fact]
    public async Task A_callback_that_comes_before_its_event_is_an_orphan_until_the_event_comes()
    {
        await using var worker = await WorkerUnderTest.StartAsync();

        await worker.Bus.Publish(Callbacks(Twilio("SM1", "delivered")), Cancelled);
        await Eventually.HoldsAsync(async () => Assert.Single(await worker.Query.OrphansAsync(null, 10, Cancelled)));
        await worker.Bus.Publish(Sent("d", "SM1"), Cancelled);

        await StatusBecomesAsync(worker, "d", "delivered");
        Assert.Empty(await worker.Query.OrphansAsync(null, 10, Cancelled));
    }

    [Fact]
    public async Task A_message_that_breaks_a_rule_is_dead_lettered_with_the_reason_and_harms_no_other()
    {
        await using var worker = await WorkerUnderTest.StartAsync();

        await worker.Bus.Publish(Sent("good-1"), Cancelled);
        await worker.Bus.Publish(Sent("b a d"), Cancelled);
        await worker.Bus.Publish(Sent(new string('d', 129)), Cancelled);
        await worker.Bus.Publish(Sent("early") with { OccurredAt = new DateTimeOffset(1999, 1, 1, 0, 0, 0, TimeSpan.Zero) }, Cancelled);
        await worker.Bus.Publish(Sent("late") with { OccurredAt = TimeProvider.System.GetUtcNow().AddDays(30) }, Cancelled);
        await worker.Bus.Publish(Sent("good-2"), Cancelled);

        await StatusBecomesAsync(worker, "good-1", "sent");
        await StatusBecomesAsync(worker, "good-2", "sent");
        await Eventually.HoldsAsync(() => Assert.Equal(4, worker.DeadLetters.Count));
        Assert.All(worker.DeadLetters, dead =>
        {
            Assert.Equal(Queues.NotificationSent, dead.Queue);
            Assert.Equal("unreadable", dead.Class);
        });
        Assert.Equal(
            [
                "deliveryId may only contain A-Z a-z 0-9 . _ : ~ -",
                "deliveryId must be at most 128 characters",
                "occurredAt must not be before 2010-01-01",
                "occurredAt must not be more than 24 hours in the future",
            ],
            worker.DeadLetters.Select(dead => dead.Reason).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_time_without_an_offset_is_dead_lettered_for_it_would_mean_another_instant_elsewhere()
    {
        await using var worker = await WorkerUnderTest.StartAsync();
        var queue = await worker.Bus.GetSendEndpoint(new Uri("queue:" + Queues.NotificationSent));

        await queue.Send(new WrittenByHand("local", "2026-11-21T09:00:00"), Cancelled);
        await queue.Send(new WrittenByHand("anywhere", "2026-11-21T09:00:00Z"), Cancelled);

        await StatusBecomesAsync(worker, "anywhere", "sent");
        await Eventually.HoldsAsync(() => Assert.Single(worker.DeadLetters));
        var letter = worker.DeadLetters.Single();
        Assert.Equal("unreadable", letter.Class);
        Assert.Equal(
            "occurredAt must be an ISO 8601 time with Z or an offset, such as 2026-11-21T09:00:00Z", letter.Reason);
        Assert.Contains("2026-11-21T09:00:00\"", Text(letter), StringComparison.Ordinal);
        Assert.Null(await worker.Query.FindAsync("local", Cancelled));
    }

    [Fact]
    public async Task A_provider_is_one_in_any_spelling()
    {
        await using var worker = await WorkerUnderTest.StartAsync();

        await worker.Bus.Publish(Sent("d", "SM1") with { Provider = " Twilio " }, Cancelled);
        await worker.Bus.Publish(Callbacks(Twilio("SM1", "delivered")), Cancelled);

        await StatusBecomesAsync(worker, "d", "delivered");
        Assert.Equal("twilio", (await worker.Query.FindAsync("d", Cancelled))!.Provider);
    }

    [Fact]
    public async Task Of_many_callbacks_in_one_message_only_the_bad_ones_are_dead_lettered_each_by_itself()
    {
        await using var worker = await WorkerUnderTest.StartAsync();
        await worker.Bus.Publish(Sent("a", "SM1"), Cancelled);
        await worker.Bus.Publish(Sent("b", "SM2"), Cancelled);
        var unreadable = Twilio("", "delivered") with { Body = "Surprise=1" };
        var stranger = Twilio("SM3", "delivered") with { Provider = "nobody" };

        await worker.Bus.Publish(Callbacks(Twilio("SM1", "delivered"), unreadable, stranger, Twilio("SM2", "undelivered")), Cancelled);

        await StatusBecomesAsync(worker, "a", "delivered");
        await StatusBecomesAsync(worker, "b", "bounced");
        await Eventually.HoldsAsync(() => Assert.Equal(2, worker.DeadLetters.Count));
        foreach (var letter in worker.DeadLetters)
        {
            Assert.Equal(Queues.CallbacksReceived, letter.Queue);
            Assert.Equal("unreadable", letter.Class);
            var alone = Wire.ReadPlain<CallbacksReceived>(Text(letter));
            var callback = Assert.Single(alone.Callbacks);
            Assert.Contains(callback.CallbackId, new[] { unreadable.CallbackId, stranger.CallbackId });
            Assert.Equal(Noon, callback.ReceivedAt);
        }
    }

    [Fact]
    public async Task Every_callback_is_kept_as_it_came_and_its_events_know_it()
    {
        await using var worker = await WorkerUnderTest.StartAsync();
        await worker.Bus.Publish(Sent("d", "SM1"), Cancelled);
        var (good, unreadable) = (Twilio("SM1", "delivered"), Twilio("", "delivered") with { Body = "Surprise=1" });

        await worker.Bus.Publish(Callbacks(good, unreadable), Cancelled);

        await StatusBecomesAsync(worker, "d", "delivered");
        Assert.Equal(
            [null, good.CallbackId],
            (await worker.Query.TimelineAsync("d", Cancelled)).OrderBy(e => e.CallbackId is null ? 0 : 1).Select(e => e.CallbackId));
        await Eventually.HoldsAsync(async () =>
        {
            Assert.Equal(good.Body, (await worker.Callbacks.FindAsync(good.CallbackId, Cancelled))?.Body);
            Assert.Equal("Surprise=1", (await worker.Callbacks.FindAsync(unreadable.CallbackId, Cancelled))?.Body);
        });
    }

    [Fact]
    public async Task While_the_store_is_away_nothing_is_dead_lettered_and_the_worker_is_not_ready_and_resumes_by_itself()
    {
        await using var worker = await WorkerUnderTest.StartAsync();
        worker.Store.Fault = _ => new StorageUnavailableException("away", new TimeoutException());

        await worker.Bus.Publish(Sent("d"), Cancelled);
        await Eventually.HoldsAsync(() => Assert.True(worker.Store.Calls > 2));
        Assert.Equal(HealthStatus.Unhealthy, await worker.ReadinessAsync());
        Assert.Empty(worker.DeadLetters);
        worker.Store.Fault = _ => null;

        await StatusBecomesAsync(worker, "d", "sent");
        // The row is there a moment before its writer says that it can write again.
        await Eventually.HoldsAsync(async () => Assert.Equal(HealthStatus.Healthy, await worker.ReadinessAsync()));
        Assert.Empty(worker.DeadLetters);
    }

    [Fact]
    public async Task Evidence_that_cannot_be_stored_takes_no_other_of_its_batch_with_it()
    {
        await using var worker = await WorkerUnderTest.StartAsync();
        worker.Store.Fault = batch =>
            batch.Any(e => e.DeliveryId == "poison") ? new InvalidOperationException("this row cannot be stored") : null;

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => worker.Bus.Publish(Sent(i == 17 ? "poison" : $"d{i}"), Cancelled)));

        for (var i = 0; i < 40; i++)
        {
            if (i != 17)
                await StatusBecomesAsync(worker, $"d{i}", "sent");
        }

        await Eventually.HoldsAsync(() => Assert.Single(worker.DeadLetters));
        var letter = worker.DeadLetters.Single();
        Assert.Equal("unapplied", letter.Class);
        Assert.Equal("this row cannot be stored", letter.Reason);
        Assert.Null(await worker.Query.FindAsync("poison", Cancelled));
    }

    [Fact]
    public async Task An_unsubscribe_whose_recipient_is_no_address_is_unreadable()
    {
        await using var worker = await WorkerUnderTest.StartAsync();

        await worker.Bus.Publish(
            new UnsubscribeRequested
            {
                Channel = "email",
                Recipient = "<>",
                Scope = UnsubscribeScope.All,
                Source = UnsubscribeSource.Link,
                OccurredAt = Noon,
            },
            Cancelled);

        await Eventually.HoldsAsync(() => Assert.Single(worker.DeadLetters));
        var letter = worker.DeadLetters.Single();
        Assert.Equal(("unreadable", "recipient must hold an address"), (letter.Class, letter.Reason));
    }

    [Fact]
    public async Task Two_messages_with_one_message_id_are_two_messages()
    {
        await using var worker = await WorkerUnderTest.StartAsync();
        var id = Guid.CreateVersion7(Noon);

        await worker.Bus.Publish(Sent("a"), context => context.MessageId = id, Cancelled);
        await worker.Bus.Publish(Sent("b"), context => context.MessageId = id, Cancelled);

        await StatusBecomesAsync(worker, "a", "sent");
        await StatusBecomesAsync(worker, "b", "sent");
    }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    static string Text(KeptLetter letter) => Encoding.UTF8.GetString(letter.Body);

    static NotificationSent Sent(string deliveryId, string? providerMessageId = null) => new()
    {
        DeliveryId = deliveryId,
        Channel = "sms",
        NotificationType = "T",
        Recipient = "+31612345678",
        Provider = "twilio",
        ProviderMessageId = providerMessageId,
        OccurredAt = Noon,
    };

    /// <summary>NotificationSent, with the time as the text that a producer wrote.</summary>
    sealed record WrittenByHand(string DeliveryId, string OccurredAt, string Channel = "sms", string NotificationType = "T");

    static CallbacksReceived Callbacks(params RawCallback[] callbacks) => new() { Callbacks = callbacks };

    static RawCallback Twilio(string sid, string status) => new()
    {
        CallbackId = Guid.CreateVersion7(Noon),
        Provider = "twilio",
        ReceivedAt = Noon,
        Method = "POST",
        ContentType = "application/x-www-form-urlencoded",
        Url = "https://hooks.example.net/webhooks/twilio/status",
        Headers = new Dictionary<string, string>(),
        Body = $"MessageSid={sid}&MessageStatus={status}&To=%2B31612345678",
    };

    static Task StatusBecomesAsync(WorkerUnderTest worker, string deliveryId, string status) =>
        Eventually.HoldsAsync(async () => Assert.Equal(status, (await worker.Query.FindAsync(deliveryId, Cancelled))?.Status));
}

using System.Text;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Tracking.Contracts;
using Tracking.Hosting.DeadLetters;
using Tracking.Unit.Contracts;
using Tracking.Worker.Redelivery;
using Xunit;

namespace Tracking.Unit.Worker;

public sealed class RedeliveryTests
{
    static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task What_fails_is_tried_again_after_each_delay_and_then_a_dead_letter_with_its_attempts()
    {
        await using var worker = await WorkerUnderTest.StartWithRedeliveryAsync("00:00:00.010", "00:00:00.020");
        worker.Store.Fault = _ => new InvalidOperationException("a bug");

        await worker.Bus.Publish(Sent("d"), context => context.Headers.Set("traceparent", "00-1-2-01"), Cancelled);

        await Eventually.HoldsAsync(() => Assert.Single(worker.DeadLetters));
        Assert.Equal(3, worker.Store.Calls);
        var letter = worker.DeadLetters.Single();
        Assert.Equal(("unapplied", "a bug", 3), (letter.Class, letter.Reason, letter.Attempts));
        Assert.Equal("00-1-2-01", HeaderJson.Read(letter.Headers)["traceparent"]);
        Assert.Equal("d", Wire.ReadPlain<NotificationSent>(Encoding.UTF8.GetString(letter.Body)).DeliveryId);
    }

    [Fact]
    public async Task What_succeeds_in_a_later_attempt_is_no_dead_letter()
    {
        await using var worker = await WorkerUnderTest.StartWithRedeliveryAsync("00:00:00.010", "00:00:00.010");
        var failures = 2;
        worker.Store.Fault = _ => Interlocked.Decrement(ref failures) >= 0 ? new InvalidOperationException("not yet") : null;

        await worker.Bus.Publish(Sent("d"), Cancelled);

        await StatusBecomesAsync(worker, "d", "sent");
        Assert.Empty(worker.DeadLetters);
        Assert.Equal(3, worker.Store.Calls);
    }

    [Fact]
    public async Task A_time_limit_that_shows_as_a_cancellation_is_a_failure_like_any_other()
    {
        await using var worker = await WorkerUnderTest.StartWithRedeliveryAsync("00:00:00.010");
        worker.Store.Fault = _ => new TaskCanceledException("took too long");

        await worker.Bus.Publish(Sent("d"), Cancelled);
        await worker.Bus.Publish(new CallbacksReceived { Callbacks = [Twilio("SM1", "delivered")] }, Cancelled);

        await Eventually.HoldsAsync(() => Assert.Equal(2, worker.DeadLetters.Count));
        Assert.All(worker.DeadLetters, letter => Assert.Equal(("unapplied", 2), (letter.Class, letter.Attempts)));
    }

    [Fact]
    public async Task What_cannot_be_read_is_not_tried_again()
    {
        await using var worker = await WorkerUnderTest.StartWithRedeliveryAsync("01:00:00");

        await worker.Bus.Publish(Sent("b a d"), Cancelled);

        await Eventually.HoldsAsync(() => Assert.Single(worker.DeadLetters));
        Assert.Equal(("unreadable", 1), (worker.DeadLetters[0].Class, worker.DeadLetters[0].Attempts));
    }

    [Fact]
    public async Task One_callback_of_twenty_that_cannot_be_applied_goes_its_way_alone_and_applies_when_replayed_after_the_repair()
    {
        await using var worker = await WorkerUnderTest.StartWithRedeliveryAsync("00:00:00.010");
        var broken = true;
        worker.Store.Fault = batch =>
            Volatile.Read(ref broken) && batch.Any(e => e.ProviderMessageId == "SM7") ? new InvalidOperationException("poison") : null;
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => worker.Bus.Publish(Sent($"d{i}", i == 7 ? null : $"SM{i}"), Cancelled)));

        await worker.Bus.Publish(
            new CallbacksReceived { Callbacks = [.. Enumerable.Range(0, 20).Select(i => Twilio($"SM{i}", "delivered"))] }, Cancelled);

        for (var i = 0; i < 20; i++)
            await StatusBecomesAsync(worker, $"d{i}", i == 7 ? "sent" : "delivered");
        await Eventually.HoldsAsync(() => Assert.Single(worker.DeadLetters));
        var letter = worker.DeadLetters.Single();
        var alone = Wire.ReadPlain<CallbacksReceived>(Encoding.UTF8.GetString(letter.Body));
        Assert.Contains("SM7", Assert.Single(alone.Callbacks).Body, StringComparison.Ordinal);
        Assert.Equal(2, letter.Attempts);

        Volatile.Write(ref broken, false);
        await worker.ReplayAsync(letter.Id);

        await Eventually.HoldsAsync(async () =>
            Assert.Equal("SM7", Assert.Single(await worker.Query.OrphansAsync(null, 10, Cancelled)).ProviderMessageId));
        Assert.Empty(worker.DeadLetters);
    }

    [Fact]
    public async Task A_replayed_message_has_all_of_its_attempts_again_and_says_that_it_was_replayed()
    {
        await using var worker = await WorkerUnderTest.StartWithRedeliveryAsync("00:00:00.010");
        worker.Store.Fault = _ => new InvalidOperationException("still a bug");
        await worker.Bus.Publish(Sent("d"), Cancelled);
        await Eventually.HoldsAsync(() => Assert.Single(worker.DeadLetters));
        var first = worker.DeadLetters.Single();

        await worker.ReplayAsync(first.Id);

        await Eventually.HoldsAsync(() => Assert.NotEqual(first.Id, Assert.Single(worker.DeadLetters).Id));
        var second = worker.DeadLetters.Single();
        Assert.Equal((2, 1, first.Id), (second.Attempts, second.Replays, second.ReplayOf));
        Assert.Equal(4, worker.Store.Calls);
    }

    [Fact]
    public void A_dead_letter_says_in_its_headers_what_happened_and_where_it_belongs()
    {
        var exception = new InvalidOperationException("no");
        var failure = new Failure(Queues.NotificationSent, DeadLetterClass.Unapplied, new string('ü', 20_000), Noon, exception);

        var headers = failure.Headers(attempts: 5).ToDictionary(header => header.Key, header => header.Value);

        Assert.Equal("fault", headers["MT-Reason"]);
        Assert.Equal("unapplied", headers["x-class"]);
        Assert.Equal(5, headers["x-attempt"]);
        Assert.Equal(Environment.MachineName, headers["x-host"]);
        Assert.Equal(7, Guid.Parse((string)headers["x-dead-letter-id"]!).Version);
        Assert.Equal(Queues.NotificationSent, headers["x-original-queue"]);
        Assert.Equal(typeof(InvalidOperationException).FullName, headers["MT-Fault-ExceptionType"]);
        Assert.Equal(8_192, Encoding.UTF8.GetByteCount((string)headers["MT-Fault-Message"]!));
        Assert.Equal("2026-11-21T12:00:00.0000000+00:00", headers["MT-Fault-Timestamp"]);
    }

    [Fact]
    public void Without_a_setting_there_are_four_delays() => Assert.Equal(
        [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1)], Options([]).Delays);

    [Fact]
    public void A_list_takes_the_place_of_the_defaults() => Assert.Equal(
        [TimeSpan.FromSeconds(5), TimeSpan.FromDays(1)],
        Options(new() { ["Worker:Redelivery:Delays:0"] = "00:00:05", ["Worker:Redelivery:Delays:1"] = "1.00:00:00" }).Delays);

    [Fact]
    public void An_empty_list_is_a_list_too()
    {
        using var json = new MemoryStream(Encoding.UTF8.GetBytes("""{ "Worker": { "Redelivery": { "Delays": [] } } }"""));
        var configuration = new ConfigurationBuilder().AddJsonStream(json).Build();
        var options = new RedeliveryLadderOptions();

        new RedeliveryLadderOptionsSetup(configuration).Configure(options);

        Assert.Empty(options.Delays);
        Assert.Null(options.DelayAfter(1, DeadLetterClass.Unapplied));
    }

    [Fact]
    public void Wrong_delays_are_refused_with_a_sentence_each_that_names_its_key()
    {
        var setup = new RedeliveryLadderOptionsSetup(new ConfigurationBuilder()
            .AddInMemoryCollection([new("Worker:Redelivery:Delays", "00:00:10")]).Build());
        var options = new RedeliveryLadderOptions
        {
            Delays =
            [
                TimeSpan.Zero, TimeSpan.FromSeconds(-1), TimeSpan.FromDays(1) + TimeSpan.FromMilliseconds(1), TimeSpan.FromTicks(1),
                .. Enumerable.Repeat(TimeSpan.FromSeconds(1), 7),
            ],
        };

        Assert.Equal(
            [
                "Worker:Redelivery:Delays must be a list: Worker:Redelivery:Delays:0, Worker:Redelivery:Delays:1 and so on.",
                "Worker:Redelivery:Delays must hold at most 10 delays.",
                "Worker:Redelivery:Delays:0 must be in whole milliseconds, above 00:00:00 and up to 1.00:00:00.",
                "Worker:Redelivery:Delays:1 must be in whole milliseconds, above 00:00:00 and up to 1.00:00:00.",
                "Worker:Redelivery:Delays:2 must be in whole milliseconds, above 00:00:00 and up to 1.00:00:00.",
                "Worker:Redelivery:Delays:3 must be in whole milliseconds, above 00:00:00 and up to 1.00:00:00.",
            ],
            setup.Validate(null, options).Failures);
    }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    static RedeliveryLadderOptions Options(Dictionary<string, string?> settings)
    {
        var setup = new RedeliveryLadderOptionsSetup(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        var options = new RedeliveryLadderOptions();
        setup.Configure(options);
        Assert.True(setup.Validate(null, options).Succeeded);
        return options;
    }

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

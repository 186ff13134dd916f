using System.Net;
using Tracking.Contracts;
using Tracking.Unit.Worker.Reconciliation;
using Xunit;

namespace Tracking.Unit.Worker;

/// <summary>An overdue delivery whose provider can be asked.</summary>
public sealed class OverdueTests
{
    const string MessageSid = "SM0f3e2d1c0b9a8f7e6d5c4b3a29181706";

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_provider_is_asked_first_and_its_verdict_makes_an_announcement_unnecessary()
    {
        await using var api = await FakeApi.StartAsync();
        api.AlwaysAnswer(HttpStatusCode.OK, $$"""{"sid":"{{MessageSid}}","status":"delivered","to":"+31612345678"}""");
        await using var worker = await StartAsync(api);

        await worker.Bus.Publish(Sent("d-1", MessageSid), Cancelled);

        await Eventually.HoldsAsync(async () =>
            Assert.Equal("delivered", (await worker.Query.FindAsync("d-1", Cancelled))?.Status));
        await worker.Bus.Publish(Sent("marker", messageId: null), Cancelled);
        await Eventually.HoldsAsync(() => Assert.NotEmpty(worker.Harness.Published.Select<DeliveryOverdue>(Cancelled)));
        Assert.Equal("marker", Assert.Single(worker.Harness.Published.Select<DeliveryOverdue>(Cancelled)).Context.Message.DeliveryId);
        var line = Assert.Single(await worker.Query.TimelineAsync("d-1", Cancelled), e => e.Evidence == "delivered");
        Assert.Equal("reconciliation", line.Source);
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_keeps_nobody_from_being_told()
    {
        await using var api = await FakeApi.StartAsync();
        api.AlwaysAnswer(HttpStatusCode.BadRequest);
        await using var worker = await StartAsync(api);

        await worker.Bus.Publish(Sent("d-1", MessageSid), Cancelled);

        await Eventually.HoldsAsync(() => Assert.Equal(
            "d-1", Assert.Single(worker.Harness.Published.Select<DeliveryOverdue>(Cancelled)).Context.Message.DeliveryId));
        Assert.NotEmpty(api.Requests);
    }

    static Task<WorkerUnderTest> StartAsync(FakeApi api) => WorkerUnderTest.StartAsync(
        "Worker:ConfirmationWindow:sms=00:00:01",
        "Reconciliation:Twilio:AccountSid=AC0f3e2d1c0b9a8f7e6d5c4b3a29181706",
        "Reconciliation:Twilio:AuthToken=hush",
        $"Reconciliation:Twilio:BaseUrl={api.Address}");

    static NotificationSent Sent(string deliveryId, string? messageId) => new()
    {
        DeliveryId = deliveryId,
        Channel = "sms",
        NotificationType = "T",
        Provider = "twilio",
        ProviderMessageId = messageId,
        OccurredAt = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
    };
}

using MassTransit.Testing;
using Tracking.Contracts;
using Xunit;

namespace Tracking.Unit.Worker;

public sealed class AnnouncementTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_of_status_is_published_with_the_identity_of_its_delivery_and_a_message_id_of_its_own()
    {
        await using var worker = await WorkerUnderTest.StartAsync();
        await worker.Bus.Publish(
            new NotificationSent
            {
                DeliveryId = "d1",
                NotificationId = "n1",
                TenantId = "acme",
                Channel = "sms",
                NotificationType = "InvoicePaid",
                Recipient = "+31612345678",
                Provider = "twilio",
                ProviderMessageId = "SM1",
                OccurredAt = At,
                Metadata = new Dictionary<string, string> { ["invoice"] = "42" },
            },
            Cancelled);

        var published = await worker.Harness.Published.SelectAsync<DeliveryStatusChanged>(Cancelled).First();
        var told = published.Context.Message;

        Assert.Equal(
            ("d1", "n1", "acme", "sms", "InvoicePaid", "+31612345678", "twilio", "SM1", "42"),
            (told.DeliveryId, told.NotificationId, told.TenantId, told.Channel, told.NotificationType, told.Recipient, told.Provider,
                told.ProviderMessageId, told.Metadata?["invoice"]));
        Assert.Equal((null, "sent", 1, At), (told.From, told.To, told.Version, told.OccurredAt));
        Assert.Equal(
            new Tracking.Storage.StatusChange { DeliveryId = "d1", Version = 1, To = "sent", OccurredAt = At }.MessageId,
            published.Context.MessageId);
    }

    [Fact]
    public async Task A_failure_is_announced_with_its_error()
    {
        await using var worker = await WorkerUnderTest.StartAsync();
        await worker.Bus.Publish(
            new NotificationFailed
            {
                DeliveryId = "d1",
                Channel = "email",
                NotificationType = "InvoicePaid",
                OccurredAt = At,
                Error = new NotificationError { Code = "421", Message = "try again later" },
            },
            Cancelled);

        var told = (await worker.Harness.Published.SelectAsync<DeliveryStatusChanged>(Cancelled).First()).Context.Message;

        Assert.Equal(("failed", "transport", "421", "try again later"), (told.To, told.Reason, told.Error?.Code, told.Error?.Message));
    }

    [Fact]
    public async Task A_delivery_without_a_verdict_within_its_window_is_announced_as_overdue_once()
    {
        await using var worker = await WorkerUnderTest.StartAsync("Worker:ConfirmationWindow:sms=00:00:01");
        await worker.Bus.Publish(
            new NotificationSent { DeliveryId = "d1", Channel = "sms", NotificationType = "InvoicePaid", OccurredAt = At }, Cancelled);

        var told = (await worker.Harness.Published.SelectAsync<DeliveryOverdue>(Cancelled).First()).Context.Message;
        await worker.Bus.Publish(
            new NotificationSent { DeliveryId = "d2", Channel = "sms", NotificationType = "InvoicePaid", OccurredAt = At }, Cancelled);
        await Eventually.HoldsAsync(() => Assert.Equal(2, worker.Harness.Published.Select<DeliveryOverdue>(Cancelled).Count()));

        Assert.Equal(("d1", "sms", At, At.AddSeconds(1)), (told.DeliveryId, told.Channel, told.SentAt, told.DueAt));
    }

    static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
}

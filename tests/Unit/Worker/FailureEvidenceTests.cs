using Tracking.Contracts;
using Tracking.Deliveries;
using Xunit;

namespace Tracking.Unit.Worker;

public sealed class FailureEvidenceTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("apns", "Unregistered", null, "invalid_recipient", "invalid_recipient all")]
    [InlineData("Fcm", "SENDER_ID_MISMATCH", null, "invalid_recipient", "invalid_recipient sender:fcm")]
    [InlineData("fcm", "QUOTA_EXCEEDED", null, "rate_limited", null)]
    [InlineData("twilio", "21610", "STOP", "opted_out", "opted_out sender:twilio")]
    [InlineData("ses", "Unregistered", null, "transport", null)]
    [InlineData(null, "ETIMEDOUT", null, "transport", null)]
    [InlineData("fcm", null, null, "transport", null)]
    public async Task A_failure_is_read_by_its_providers_codes(
        string? provider, string? code, string? message, string reason, string? suppression)
    {
        await using var worker = await WorkerUnderTest.StartAsync();
        var written = new TaskCompletionSource<DeliveryEvent>();
        worker.Store.Fault = events =>
        {
            written.TrySetResult(Assert.Single(events));
            return null;
        };
        await worker.Bus.Publish(
            new NotificationFailed
            {
                DeliveryId = "d1",
                Channel = "push",
                NotificationType = "InvoicePaid",
                Recipient = "a-token",
                Provider = provider,
                OccurredAt = At,
                Error = new NotificationError { Code = code, Message = message },
            },
            Cancelled);

        var e = await written.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);

        Assert.Equal((Evidence.FailedAtTransport, reason, code, message), (e.Evidence, e.Reason, e.ErrorCode, e.ErrorMessage));
        Assert.Equal(suppression, Providers.ExpectedEvent.Of(e).Suppression);
    }

    static readonly DateTimeOffset At = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);
}

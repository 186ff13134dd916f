using System.Net;
using Tracking.Deliveries;
using Xunit;

namespace Tracking.Unit.Dashboard;

public sealed class DeliveryFilterTests(DeliveryFilterTests.TwoDeliveries deliveries) : IClassFixture<DeliveryFilterTests.TwoDeliveries>
{
    static readonly DateTimeOffset Noon = Facts.Noon;

    [Theory]
    [InlineData("status=delivered", "wanted")]
    [InlineData("status=bounced", "other")]
    [InlineData("reason=hard_bounce", "other")]
    [InlineData("tenantId=acme", "wanted")]
    [InlineData("channel=sms", "wanted")]
    [InlineData("provider=twilio", "wanted")]
    [InlineData("provider=%20Twilio", "wanted")]
    [InlineData("notificationType=InvoicePaid", "wanted")]
    [InlineData("notificationId=n-1", "wanted")]
    [InlineData("notifiableType=user", "wanted")]
    [InlineData("notifiableId=u%2F1", "wanted")]
    [InlineData("recipient=%2B31%206%2012345678", "wanted")]
    [InlineData("recipient=whatsapp:%2B31612345678", "wanted")]
    [InlineData("recipient=Ana%20%3CANA%40example.org%3E", "other")]
    [InlineData("providerMessageId=SM1", "wanted")]
    [InlineData("providerMessageId=%3CSM1%3E", "wanted")]
    [InlineData("from=2026-03-01T12:01:00Z", "other")]
    [InlineData("from=2026-03-01T13:01:00%2B01:00", "other")]
    [InlineData("to=2026-03-01T12:01:00Z", "wanted")]
    [InlineData("from=2026-03-01T12:00Z&to=2026-03-01T12:00:00.000001Z", "wanted")]
    [InlineData("status=delivered&tenantId=acme&channel=sms", "wanted")]
    [InlineData("STATUS=delivered", "wanted")]
    [InlineData("status=delivered&tenantId=globex", null)]
    [InlineData("status=queued", null)]
    [InlineData("tenantId=ACME", null)]
    [InlineData("tenantId=acm%25", null)]
    [InlineData("providerMessageId=SM2", null)]
    [InlineData("from=2026-03-01T12:01:00.000001Z", null)]
    [InlineData("to=2026-03-01T12:00:00Z", null)]
    public async Task Each_filter_finds_what_it_names_and_nothing_else(string query, string? found)
    {
        var answer = await deliveries.Dashboard.GetAsync($"/api/deliveries?{query}");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(found is null ? [] : [found], answer.Ids);
    }

    /// <summary>Two that differ in everything.</summary>
    public sealed class TwoDeliveries : IAsyncLifetime
    {
        internal DashboardHost Dashboard { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Dashboard = await DashboardHost.StartAsync();
            await Dashboard.ApplyAsync(
                Facts.Sent("wanted", Noon, "SM1", "twilio",
                    (DescriptionField.TenantId, "acme"), (DescriptionField.Channel, "sms"),
                    (DescriptionField.NotificationType, "InvoicePaid"), (DescriptionField.NotificationId, "n-1"),
                    (DescriptionField.NotifiableType, "user"), (DescriptionField.NotifiableId, "u/1"),
                    (DescriptionField.Recipient, "+31612345678")),
                Facts.Sent("other", Noon.AddMinutes(1), "ses-1", "ses",
                    (DescriptionField.TenantId, "globex"), (DescriptionField.Channel, "email"),
                    (DescriptionField.NotificationType, "Welcome"), (DescriptionField.NotificationId, "n-2"),
                    (DescriptionField.NotifiableType, "order"), (DescriptionField.NotifiableId, "o-1"),
                    (DescriptionField.Recipient, "ana@example.org")));
            await Dashboard.ApplyAsync(
                Facts.Callback(Evidence.Delivered, "SM1", Noon.AddMinutes(2)),
                Facts.Callback(Evidence.HardBounce, "ses-1", Noon.AddMinutes(2), "ses", "ana@example.org", "hard_bounce"));
        }

        public ValueTask DisposeAsync() => Dashboard.DisposeAsync();
    }
}

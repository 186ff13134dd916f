namespace Tracking.Simulator.Scenarios;

/// <summary>What happens without any provider that calls back.</summary>
static class ProducerScenarios
{
    public static readonly IReadOnlyList<Scenario> All =
    [
        new("queued and never sent", 1, 1, story => story.Queued(Push(story, "push"))),
        new("failed at the transport", 3, 1, FailedOnly),
        new("failed, sent on the second try", 3, 1, Retried),
        new("push with receipts", 8, 1, story => Receipts(story, "push")),
        new("in-app with receipts", 4, 1, story => Receipts(story, "in-app")),
        new("descriptions that disagree", 3, 1, Disagreeing),
    ];

    static Addressed Push(Story story, string channel) => new(
        story.NewDelivery(), channel,
        channel == "push" ? "tok_" + story.NewId().ToString("N") + ":APA91b" : null,
        channel == "push" ? story.One("fcm", "apns") : null);

    static void FailedOnly(Story story)
    {
        var to = Push(story, "push");
        if (story.Chance(0.5))
            story.Queued(to);
        story.FailedToSend(to);
        if (story.Chance(0.3))
            story.FailedToSend(to);
    }

    static void Retried(Story story)
    {
        var to = Push(story, "push");
        story.FailedToSend(to);
        story.Sent(to, null);
    }

    static void Receipts(Story story, string channel)
    {
        var to = Push(story, channel);
        story.Send(to, channel == "push" && story.Chance(0.5) ? "fcm-" + story.NewId() : null);
        story.Wait(0.2, 5);
        if (story.Chance(0.8))
            story.Receipt(to, ReceiptKind.Delivered);
        story.Wait(1, 600);
        if (story.Chance(0.5))
            story.Receipt(to, ReceiptKind.Read);
        for (var clicks = story.Random.Next(3); clicks > 0; clicks--)
        {
            story.Wait(1, 60);
            story.Receipt(to, ReceiptKind.Clicked);
        }
    }

    // The field that was said first stands, whichever message arrives first; a field that only the later one has is filled.
    static void Disagreeing(Story story)
    {
        var to = Push(story, "push");
        story.Wait(0.01, 1);
        story.Tell(new NotificationQueued
        {
            DeliveryId = to.DeliveryId,
            Channel = "push",
            NotificationType = "InvoicePaid",
            TenantId = story.Envelope.TenantId,
            TemplateId = "template-of-the-first",
            OccurredAt = story.Now,
            Metadata = new Dictionary<string, string> { ["try"] = "1" },
        });
        story.Wait(0.01, 1);
        story.Tell(new NotificationSent
        {
            DeliveryId = to.DeliveryId,
            Channel = "in-app",
            NotificationType = "InvoiceReminder",
            TenantId = "another-tenant",
            Category = "billing",
            TemplateId = "template-of-the-second",
            Notifiable = new Notifiable { Type = "Organisation", Id = "org-" + story.Mark },
            Recipient = to.Recipient,
            Provider = to.Provider,
            OccurredAt = story.Now,
            DurationMs = 41,
            Metadata = new Dictionary<string, string> { ["try"] = "2", ["more"] = "yes" },
        });
    }
}

namespace Tracking.Simulator.Scenarios;

/// <summary>What happens without any provider that calls back.</summary>
static class ProducerScenarios
{
    /// <seealso href="https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode"/>
    /// <seealso href="https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns"/>
    static readonly (string Provider, Refusal Refusal)[] OfToken =
    [
        ("fcm", Refusal.Of("UNREGISTERED", "invalid_recipient")),
        ("fcm", Refusal.Of("INVALID_ARGUMENT", "invalid_recipient", "The registration token is not valid: message.token")),
        ("apns", Refusal.Of("Unregistered", "invalid_recipient")),
        ("apns", Refusal.Of("BadDeviceToken", "invalid_recipient")),
        ("apns", Refusal.Of("ExpiredToken", "invalid_recipient")),
        // Of another project or app: good for nothing at this provider, and perhaps elsewhere.
        ("fcm", Refusal.Of("SENDER_ID_MISMATCH", "invalid_recipient", suppression: OfProvider("fcm"))),
        ("apns", Refusal.Of("DeviceTokenNotForTopic", "invalid_recipient", suppression: OfProvider("apns"))),
    ];

    static readonly (string Provider, Refusal Refusal)[] OfAnythingElse =
    [
        ("fcm", Refusal.Of("INVALID_ARGUMENT", "rejected", "Invalid value at 'message.data'")),
        ("fcm", Refusal.Of("THIRD_PARTY_AUTH_ERROR", "credentials")),
        ("apns", Refusal.Of("PayloadTooLarge", "rejected")),
        ("apns", Refusal.Of("ExpiredProviderToken", "credentials")),
    ];

    static readonly (string Provider, Refusal Refusal)[] ForNow =
    [
        ("fcm", Refusal.Of("QUOTA_EXCEEDED", "rate_limited")),
        ("fcm", Refusal.Of("UNAVAILABLE", "unavailable")),
        ("apns", Refusal.Of("TooManyRequests", "rate_limited")),
        ("apns", Refusal.Of("ServiceUnavailable", "unavailable")),
    ];

    public static readonly IReadOnlyList<Scenario> All =
    [
        new("queued and never sent", 1, 1, story => story.Queued(Push(story, "push"))),
        new("failed at the transport", 3, 1, FailedOnly),
        new("failed, sent on the second try", 3, 1, Retried),
        new("push refused for its token", 3, 1, story => Refused(story, OfToken)),
        new("push refused for anything else", 2, 1, story => Refused(story, OfAnythingElse)),
        new("push refused for now, and sent again", 2, 1, RefusedForNow),
        new("push with receipts", 8, 1, story => Receipts(story, "push")),
        new("in-app with receipts", 4, 1, story => Receipts(story, "in-app")),
        new("descriptions that disagree", 3, 1, Disagreeing),
    ];

    /// <summary>For senders whose messages bring links to unsubscribe by, whoever carries them.</summary>
    public static readonly IReadOnlyList<Scenario> WithLinks =
    [
        new("mail unsubscribed by its link", 4, 1, story => Unsubscribed(story, "email")),
        new("text message unsubscribed by its link", 2, 1, story => Unsubscribed(story, "sms")),
    ];

    static Suppression OfProvider(string provider) => new(SuppressionReason.InvalidRecipient, SuppressionScope.Sender(provider));

    static void Refused(Story story, (string Provider, Refusal Refusal)[] refusals)
    {
        var (provider, refusal) = story.One<(string, Refusal)>(refusals);
        var to = Push(story, "push") with { Provider = provider };
        if (story.Chance(0.5))
            story.Queued(to);
        story.FailedToSend(to, refusal);
    }

    static void RefusedForNow(Story story)
    {
        var (provider, refusal) = story.One<(string, Refusal)>(ForNow);
        var to = Push(story, "push") with { Provider = provider };
        story.FailedToSend(to, refusal);
        story.Sent(to, provider == "fcm" ? $"projects/acme-prod/messages/0:{story.NewId():N}" : story.NewId().ToString("D").ToUpperInvariant());
        if (story.Chance(0.5))
            story.Receipt(to, ReceiptKind.Delivered);
    }

    static void Unsubscribed(Story story, string channel)
    {
        var to = new Addressed(
            story.NewDelivery(), channel, channel == "sms" ? story.Number('0') : story.WrittenMailbox("ana", "example.org"), "smtp");
        story.Send(to, null);
        story.Unsubscribes(to);
        if (story.Chance(0.2))
            story.Unsubscribes(to);
    }

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

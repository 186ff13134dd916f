namespace Tracking.Simulator.Scenarios;

/// <summary>What happens to text messages sent by Twilio.</summary>
static class TwilioScenarios
{
    public static readonly IReadOnlyList<Scenario> All =
    [
        new("sms delivered", 30, 1, Delivered),
        new("sms delivered, through a service", 8, 1, DeliveredThroughService),
        new("sms undelivered", 12, 1, Undelivered),
        new("sms failed", 4, 1, Failed),
        new("sms canceled", 1, 1, Canceled),
        new("sms never confirmed", 5, 1, NeverConfirmed),
        new("whatsapp read", 10, 1, WhatsAppRead),
        new("sms id assigned later", 6, 1, AssignedLater),
        new("sms failover to a second message", 4, 1, Failover),
        new("sms retried after a transport failure", 4, 1, Retried),
        new("sms undelivered, then delivered after all", 2, 1, Contradiction),
        new("sms with a status nobody knows", 1, 1, UnheardOf),
        new("sms nobody claims", 2, 0, Orphaned),
    ];

    const string Sender = "+15005550006";

    static void Delivered(Story story)
    {
        var (_, message) = Begin(story);
        story.Says(message, "sent", Evidence.Sent);
        story.Says(message, "delivered", Evidence.Delivered);
    }

    static void DeliveredThroughService(Story story)
    {
        var (_, message) = Begin(story);
        story.Says(message, "queued", Evidence.Queued);
        story.Says(message, "sending", Evidence.Sent);
        story.Says(message, "sent", Evidence.Sent);
        story.Says(message, "delivered", Evidence.Delivered);
    }

    static void Undelivered(Story story)
    {
        var (_, message) = Begin(story);
        story.Says(message, "sent", Evidence.Sent);
        var (code, reason) = story.One(
            ("30003", "undelivered"), ("30005", "invalid_recipient"), ("30006", "invalid_recipient"), ("30007", "blocked"),
            ("21610", "opted_out"));
        story.Says(message, "undelivered", Evidence.Undelivered, reason, code);
    }

    static void Failed(Story story)
    {
        var (_, message) = Begin(story);
        var (code, reason) = story.One(
            ("21610", "opted_out"), ("30007", "blocked"), ("30008", "provider"), ((string?)null, "provider"));
        story.Says(message, "failed", Evidence.FailedAtProvider, reason, code);
    }

    static void Canceled(Story story)
    {
        var (_, message) = Begin(story);
        story.Says(message, "canceled", Evidence.FailedAtProvider, "canceled");
    }

    static void NeverConfirmed(Story story)
    {
        var (_, message) = Begin(story);
        story.Says(message, "sent", Evidence.Sent);
    }

    static void WhatsAppRead(Story story)
    {
        var (_, message) = Begin(story, "whatsapp");
        story.Says(message, "sent", Evidence.Sent);
        story.Says(message, "delivered", Evidence.Delivered);
        story.Says(message, "read", Evidence.Read);
    }

    static void AssignedLater(Story story)
    {
        var to = Address(story, "sms");
        var message = Message(story, to);
        story.Send(to, null);
        story.Assigned(to, message.Sid, story.Chance(0.5) ? to.Recipient : null);
        story.Says(message, "sent", Evidence.Sent);
        story.Says(message, "delivered", Evidence.Delivered);
    }

    static void Failover(Story story)
    {
        var (to, first) = Begin(story);
        story.Says(first, "undelivered", Evidence.Undelivered, "undelivered", "30003");
        var second = Message(story, to);
        story.Sent(to, second.Sid);
        story.Says(second, "sent", Evidence.Sent);
        if (story.Chance(0.8))
            story.Says(second, "delivered", Evidence.Delivered);
    }

    static void Retried(Story story)
    {
        var to = Address(story, "sms");
        var message = Message(story, to);
        story.FailedToSend(to);
        story.Sent(to, message.Sid);
        if (story.Chance(0.7))
            story.Says(message, "delivered", Evidence.Delivered);
    }

    static void Contradiction(Story story)
    {
        var (_, message) = Begin(story);
        story.Says(message, "undelivered", Evidence.Undelivered, "undelivered", "30003");
        story.Says(message, "delivered", Evidence.Delivered);
    }

    static void UnheardOf(Story story)
    {
        var (_, message) = Begin(story);
        story.Says(message, "sent", Evidence.Sent);
        story.Says(message, "teleported", Evidence.Unknown, "teleported");
    }

    static void Orphaned(Story story)
    {
        var message = new TwilioMessage(Sid(story), Sender, story.Number('0'));
        story.Says(message, "sent", Evidence.Sent);
        story.Says(message, "delivered", Evidence.Delivered);
    }

    static (Addressed To, TwilioMessage Message) Begin(Story story, string channel = "sms")
    {
        var to = Address(story, channel);
        var message = Message(story, to);
        story.Send(to, message.Sid);
        return (to, message);
    }

    static Addressed Address(Story story, string channel) =>
        new(story.NewDelivery(), channel, story.Number('0'), "twilio");

    static TwilioMessage Message(Story story, Addressed to)
    {
        var prefix = to.Channel == "whatsapp" ? "whatsapp:" : "";
        return new TwilioMessage(Sid(story), prefix + Sender, prefix + to.Recipient);
    }

    static string Sid(Story story) => "SM" + story.NewId().ToString("N");

    static void Says(
        this Story story, TwilioMessage message, string status, Evidence means, string? reason = null, string? code = null)
    {
        story.Wait(0.2, 20);
        story.Add(new TwilioFact
        {
            At = story.Now,
            MessageSid = message.Sid,
            Status = status,
            ErrorCode = code,
            From = message.From,
            To = message.To,
            Means = means,
            Reason = reason,
            // Said to one sender, and to nobody else.
            Suppression = reason == SuppressionReason.OptedOut
                ? new Suppression(SuppressionReason.OptedOut, SuppressionScope.Sender(message.From))
                : null,
        });
    }

    sealed record TwilioMessage(string Sid, string From, string To);
}

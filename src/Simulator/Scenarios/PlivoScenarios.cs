namespace Tracking.Simulator.Scenarios;

/// <summary>What happens to text messages sent by Plivo.</summary>
static class PlivoScenarios
{
    public static readonly IReadOnlyList<Scenario> All =
    [
        new("plivo delivered", 10, 1, Delivered),
        new("plivo undelivered", 4, 1, Undelivered),
        new("plivo failed", 2, 1, Failed),
        new("plivo in two parts", 3, 1, InTwoParts),
        new("plivo in two parts, one lost", 2, 1, OnePartLost),
    ];

    static void Delivered(Story story)
    {
        var message = Begin(story);
        story.Says(message, "queued", Evidence.Queued);
        story.Says(message, "sent", Evidence.Sent);
        story.Says(message, "delivered", Evidence.Delivered);
    }

    static void Undelivered(Story story)
    {
        var message = Begin(story);
        story.Says(message, "sent", Evidence.Sent);
        var (code, reason) = story.One(
            ("20", "undelivered"), ("30", "blocked"), ("50", "invalid_recipient"), ("70", "invalid_recipient"), ("80", "undelivered"));
        story.Says(message, "undelivered", Evidence.Undelivered, reason, code);
    }

    static void Failed(Story story)
    {
        var message = Begin(story);
        story.Says(message, "queued", Evidence.Queued);
        var (code, reason) = story.One(("10", "provider"), ("200", "opted_out"), ((string?)null, "provider"));
        story.Says(message, "failed", Evidence.FailedAtProvider, reason, code);
    }

    static void InTwoParts(Story story)
    {
        var message = Begin(story);
        story.Says(message, "delivered", Evidence.Sent, "partially_delivered", part: (message.Uuid, "1 of 2"));
        story.Says(message, "delivered", Evidence.Delivered, part: (Uuid(story), "2 of 2"));
    }

    static void OnePartLost(Story story)
    {
        var message = Begin(story);
        story.Says(message, "sent", Evidence.Sent, part: (message.Uuid, "1 of 2"));
        story.Says(message, "undelivered", Evidence.Undelivered, "undelivered", "20", part: (Uuid(story), "2 of 2"));
    }

    static PlivoMessage Begin(Story story)
    {
        var to = new Addressed(story.NewDelivery(), "sms", story.Number('0'), "plivo");
        // An application chooses once and for all how it is called, and Plivo by its product how it signs.
        var message = new PlivoMessage(Uuid(story), to.Recipient![1..], story.One(2, 3), story.Chance(0.3));
        story.Send(to, message.Uuid);
        return message;
    }

    static string Uuid(Story story) => story.NewId().ToString();

    static void Says(
        this Story story, PlivoMessage message, string status, Evidence means, string? reason = null, string? code = null,
        (string Uuid, string Info)? part = null)
    {
        story.Wait(0.2, 20);
        story.Add(new PlivoFact
        {
            At = story.Now,
            MessageUuid = message.Uuid,
            Part = part,
            Status = status,
            ErrorCode = code,
            To = message.To,
            Version = message.Version,
            ByGet = message.ByGet,
            Means = means,
            Reason = reason,
            // Said to one sender, and to nobody else.
            Suppression = reason == SuppressionReason.OptedOut
                ? new Suppression(SuppressionReason.OptedOut, SuppressionScope.Sender(PlivoFact.Sender))
                : null,
        });
    }

    sealed record PlivoMessage(string Uuid, string To, int Version, bool ByGet);
}

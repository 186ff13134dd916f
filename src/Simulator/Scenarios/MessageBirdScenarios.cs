namespace Tracking.Simulator.Scenarios;

/// <summary>What happens to text messages sent by MessageBird.</summary>
static class MessageBirdScenarios
{
    public static readonly IReadOnlyList<Scenario> All =
    [
        new("messagebird delivered", 10, 1, Delivered),
        new("messagebird buffered, then expired", 3, 1, Expired),
        new("messagebird failed", 4, 1, Failed),
        new("messagebird to two", 3, 2, ToTwo),
        new("messagebird names its delivery", 3, 1, Named),
    ];

    static void Delivered(Story story)
    {
        var (id, to) = (Id(story), To(story, '1'));
        story.Send(to, id);
        story.Says(id, to, "sent", Evidence.Sent);
        story.Says(id, to, "delivered", Evidence.Delivered);
    }

    static void Expired(Story story)
    {
        var (id, to) = (Id(story), To(story, '1'));
        story.Send(to, id);
        story.Says(id, to, "buffered", Evidence.Deferred);
        story.Says(id, to, "expired", Evidence.Undelivered, "expired");
    }

    static void Failed(Story story)
    {
        var (id, to) = (Id(story), To(story, '1'));
        story.Send(to, id);
        var (code, reason) = story.One(("103", "opted_out"), ("27", "undelivered"), ((string?)null, "undelivered"));
        story.Says(id, to, "delivery_failed", Evidence.Undelivered, reason, code);
    }

    /// <summary>One id for both; their numbers tell them apart.</summary>
    static void ToTwo(Story story)
    {
        var (id, one, other) = (Id(story), To(story, '1'), To(story, '2'));
        story.Send(one, id);
        story.Send(other, id);
        story.Says(id, one, "delivered", Evidence.Delivered);
        story.Says(id, other, "delivery_failed", Evidence.Undelivered, "undelivered", "27");
    }

    /// <summary>The producer never learns the id.</summary>
    static void Named(Story story)
    {
        var (id, to) = (Id(story), To(story, '1'));
        story.Send(to, null);
        story.Says(id, to, "sent", Evidence.Sent, named: true);
        story.Says(id, to, "delivered", Evidence.Delivered, named: true);
    }

    static Addressed To(Story story, char last) =>
        new(story.NewDelivery(), "sms", story.Number(last), "messagebird");

    static string Id(Story story) => story.NewId().ToString("N");

    static void Says(
        this Story story, string id, Addressed to, string status, Evidence means, string? reason = null, string? code = null,
        bool named = false)
    {
        story.Wait(0.2, 20);
        story.Add(new MessageBirdFact
        {
            At = story.Now,
            MessageId = id,
            DeliveryId = named ? to.DeliveryId : null,
            Recipient = to.Recipient![1..],
            Status = status,
            ErrorCode = code,
            Means = means,
            Reason = reason,
        });
    }
}

using Tracking.Simulator.Webhooks;

namespace Tracking.Simulator.Scenarios;

/// <summary>What happens to text messages, whichever provider of a vocabulary carries them.</summary>
static class TextScenarios
{
    public static IEnumerable<Scenario> Of(Webhook by) => by.Play(
        new("delivered", 4, 1, Happening.Delivered, Delivered),
        new("read", 2, 1, Happening.Read, Read),
        new("expired", 1, 1, Happening.Expired, Ends(Happening.Expired)),
        new("undelivered", 2, 1, Happening.Undelivered, Ends(Happening.Undelivered)),
        new("to no number", 2, 1, Happening.InvalidRecipient, Ends(Happening.InvalidRecipient)),
        new("to who opted out", 2, 1, Happening.OptedOut, Ends(Happening.OptedOut)),
        new("rejected", 1, 1, Happening.Rejected, Ends(Happening.Rejected)),
        new("undelivered, then delivered after all", 1, 1, Happening.Undelivered, Contradiction),
        new("to two", 1, 2, Happening.Undelivered, ToTwo),
        new("names its delivery", 1, 1, Happening.Delivered, Named, Names: true),
        new("with a status nobody knows", 1, 1, Happening.UnheardOf, Ends(Happening.UnheardOf)),
        new("nobody claims", 1, 0, Happening.Delivered, Orphaned));

    static void Delivered(Story story, Webhook by)
    {
        var message = Begin(story, by);
        story.Happens(message, Happening.Delivered);
    }

    static void Read(Story story, Webhook by)
    {
        var message = Begin(story, by);
        story.Happens(message, Happening.Delivered);
        story.Happens(message, Happening.Read, 2, 600);
    }

    static Action<Story, Webhook> Ends(Happening end) => (story, by) =>
    {
        var message = Begin(story, by);
        if (story.Chance(0.3))
            story.Happens(message, Happening.Deferred, 2, 60);
        story.Happens(message, end, 2, 600);
    };

    static void Contradiction(Story story, Webhook by)
    {
        var message = Begin(story, by);
        story.Happens(message, Happening.Undelivered);
        story.Happens(message, Happening.Delivered);
    }

    // Where a send call's recipients share its id, their numbers tell them apart.
    static void ToTwo(Story story, Webhook by)
    {
        var one = To(story, by, '1');
        var other = To(story, by, '2');
        var first = new Carried(by, by.NewMessageId(story), one.Recipient!);
        var second = new Carried(by, by.SharesIds ? first.Id : by.NewMessageId(story), other.Recipient!);
        story.Send(one, first.Id);
        story.Send(other, second.Id);
        story.Happens(first, Happening.Delivered);
        story.Happens(second, Happening.Undelivered);
    }

    /// <summary>The producer never learns the id.</summary>
    static void Named(Story story, Webhook by)
    {
        var to = To(story, by, '1');
        story.Send(to, null);
        var message = new Carried(by, by.NewMessageId(story), to.Recipient!, to.DeliveryId);
        story.Happens(message, Happening.Sent);
        story.Happens(message, Happening.Delivered);
    }

    static void Orphaned(Story story, Webhook by) =>
        story.Happens(new Carried(by, by.NewMessageId(story), story.Number('9')), Happening.Delivered);

    static Carried Begin(Story story, Webhook by)
    {
        var to = To(story, by, '1');
        var message = new Carried(
            by, by.NewMessageId(story), to.Recipient!, by.NamesDeliveries && story.Chance(0.2) ? to.DeliveryId : null);
        story.Send(to, message.Id);
        if (story.Chance(0.5))
            story.Happens(message, Happening.Accepted);
        story.Happens(message, Happening.Sent);
        return message;
    }

    static Addressed To(Story story, Webhook by, char last) => new(story.NewDelivery(), by.Channel, story.Number(last), by.Provider);
}

using Tracking.Simulator.Webhooks;

namespace Tracking.Simulator.Scenarios;

/// <summary>What happens to mail, whichever provider of a vocabulary carries it.</summary>
static class MailScenarios
{
    public static IEnumerable<Scenario> Of(Webhook by) => by.Play(
        new("delivered", 4, 1, Happening.Delivered, Delivered),
        new("opened and clicked", 4, 1, Happening.Opened, OpenedAndClicked),
        new("opened by a machine", 1, 1, Happening.OpenedByMachine, After(Happening.OpenedByMachine)),
        new("deferred", 2, 1, Happening.Deferred, Deferred),
        new("returned at once", 2, 1, Happening.HardBounce, HardBounce),
        new("given up on", 2, 1, Happening.SoftBounce, Ends(Happening.SoftBounce)),
        new("returned after it was delivered", 1, 1, Happening.ReturnedLate, ReturnedLate),
        new("expired", 1, 1, Happening.Expired, Ends(Happening.Expired)),
        new("to no address", 1, 1, Happening.InvalidRecipient, Ends(Happening.InvalidRecipient)),
        new("to who opted out", 1, 1, Happening.OptedOut, Ends(Happening.OptedOut)),
        new("rejected", 1, 1, Happening.Rejected, Ends(Happening.Rejected)),
        new("withheld", 1, 1, Happening.Withheld, Ends(Happening.Withheld)),
        new("complained about", 2, 1, Happening.Complaint, After(Happening.Complaint)),
        new("unsubscribed", 1, 1, Happening.Unsubscribed, After(Happening.Unsubscribed)),
        new("of a list that was left", 2, 1, Happening.LeftList, LeftList),
        new("to two", 2, 2, Happening.HardBounce, ToTwo),
        new("names its delivery", 2, 1, Happening.Delivered, Named, Names: true),
        new("with a word nobody knows", 1, 1, Happening.UnheardOf, After(Happening.UnheardOf)),
        new("nobody claims", 1, 0, Happening.Delivered, Orphaned));

    static void Delivered(Story story, Webhook by) => story.Happens(Begin(story, by), Happening.Delivered);

    static void OpenedAndClicked(Story story, Webhook by)
    {
        var mail = Begin(story, by);
        if (story.Chance(0.8))
            story.Happens(mail, Happening.Delivered);
        if (story.Chance(0.3))
            story.Happens(mail, Happening.OpenedByMachine, 2, 5);
        for (var opens = story.Random.Next(1, 4); opens > 0; opens--)
            story.Happens(mail, Happening.Opened, 2, 600);
        for (var clicks = story.Random.Next(4); clicks > 0; clicks--)
            story.Happens(mail, Happening.Clicked, 2, 600);
    }

    static void Deferred(Story story, Webhook by)
    {
        var mail = Begin(story, by);
        for (var times = story.Random.Next(1, 3); times > 0; times--)
            story.Happens(mail, Happening.Deferred, 5, 300);
        if (story.Chance(0.8))
            story.Happens(mail, Happening.Delivered);
    }

    // Whose mailbox is gone may have unsubscribed, too: then the fact outweighs the wish.
    static void HardBounce(Story story, Webhook by)
    {
        var (to, mail) = BeginTo(story, by);
        if (story.Chance(0.2))
            story.Unsubscribes(to);
        story.Happens(mail, Happening.HardBounce);
        if (story.Chance(0.7))
            story.Happens(mail, Happening.Listed, 2, 10);
    }

    // The sender's own text tells whose it is.
    static void ReturnedLate(Story story, Webhook by)
    {
        var (to, mail) = BeginTo(story, by);
        story.Happens(mail, Happening.Delivered);
        story.Happens(mail with { Named = by.NamesDeliveries ? to.DeliveryId : null }, Happening.ReturnedLate, 60, 1_800);
    }

    static void LeftList(Story story, Webhook by)
    {
        var mail = Begin(story, by);
        story.Happens(mail, Happening.Delivered);
        story.Happens(mail, Happening.LeftList, 60, 600);
        if (story.Chance(0.5))
            story.Happens(mail, Happening.CameBackToList, 60, 600);
    }

    static Action<Story, Webhook> Ends(Happening end) => (story, by) =>
    {
        var mail = Begin(story, by);
        story.Happens(mail, end, 2, 60);
    };

    static Action<Story, Webhook> After(Happening end) => (story, by) =>
    {
        var mail = Begin(story, by);
        if (story.Chance(0.8))
            story.Happens(mail, Happening.Delivered);
        story.Happens(mail, end, 60, 600);
    };

    static void ToTwo(Story story, Webhook by)
    {
        var ana = To(story, by, "ana", "example.org");
        var bo = To(story, by, "bo", "example.net");
        var first = new Carried(by, by.NewMessageId(story), story.Mailbox("ana", "example.org"));
        var second = new Carried(by, by.SharesIds ? first.Id : by.NewMessageId(story), story.Mailbox("bo", "example.net"));
        story.Sent(ana, first.Id);
        story.Sent(bo, second.Id);
        story.Happens(first, Happening.Delivered);
        story.Happens(second, story.One(Happening.HardBounce, Happening.Delivered, Happening.Opened));
    }

    /// <summary>The producer never learns the id.</summary>
    static void Named(Story story, Webhook by)
    {
        var to = To(story, by, "ana", "example.org");
        story.Send(to, null);
        var mail = new Carried(by, by.NewMessageId(story), story.Mailbox("ana", "example.org"), to.DeliveryId);
        story.Happens(mail, Happening.Accepted);
        story.Happens(mail, Happening.Delivered);
        if (story.Chance(0.5))
            story.Happens(mail, Happening.Opened, 2, 600);
    }

    static void Orphaned(Story story, Webhook by)
    {
        var mail = new Carried(by, by.NewMessageId(story), story.Mailbox("nobody", "example.org"));
        story.Happens(mail, Happening.Delivered);
        if (story.Chance(0.3))
            story.Happens(mail, Happening.HardBounce);
    }

    static Carried Begin(Story story, Webhook by) => BeginTo(story, by).Mail;

    static (Addressed To, Carried Mail) BeginTo(Story story, Webhook by)
    {
        var to = To(story, by, "ana", "example.org");
        var mail = new Carried(
            by, by.NewMessageId(story), story.Mailbox("ana", "example.org"),
            by.NamesDeliveries && story.Chance(0.2) ? to.DeliveryId : null);
        story.Send(to, mail.Id);
        if (story.Chance(0.8))
            story.Happens(mail, Happening.Accepted, 0.05, 1);
        if (story.Chance(0.8))
            story.Happens(mail, Happening.Sent, 0.05, 1);
        return (to, mail);
    }

    static Addressed To(Story story, Webhook by, string name, string domain) =>
        new(story.NewDelivery(), "email", story.WrittenMailbox(name, domain), by.Provider);
}

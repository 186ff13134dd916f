namespace Tracking.Simulator.Scenarios;

/// <summary>What happens to mail sent by SES.</summary>
static class SesScenarios
{
    public static readonly IReadOnlyList<Scenario> All =
    [
        new("mail delivered", 30, 1, Delivered),
        new("mail opened and clicked", 15, 1, OpenedAndClicked),
        new("mail returned at once", 6, 1, HardBounce),
        new("mail returned after it was delivered", 4, 1, LateHardBounce),
        new("mail given up on", 5, 1, SoftBounce),
        new("mail delayed, then delivered", 5, 1, Delayed),
        new("mail complained about", 3, 1, Complaint),
        new("mail rejected", 1, 1, story => NotSent(story, "Reject", "rejected")),
        new("mail that could not be rendered", 1, 1, story => NotSent(story, "Rendering Failure", "rendering")),
        new("mail id assigned later", 5, 1, AssignedLater),
        new("mail retried after a transport failure", 3, 1, Retried),
        new("mail failover to a second message", 2, 1, Failover),
        new("mail to two", 8, 2, Two),
        new("mail to two, opened by one of them", 3, 2, AmbiguousOpen),
        new("mail to two of one domain, complained about", 1, 2, AmbiguousComplaint),
        new("mail to two of whom one is tracked", 1, 1, OtherRecipient),
        new("mail nobody claims", 2, 0, Orphaned),
    ];

    static void Delivered(Story story)
    {
        var (_, mail) = Begin(story);
        story.Accepted(mail);
        story.Delivers(mail, mail.Destination[0]);
    }

    static void OpenedAndClicked(Story story)
    {
        var (_, mail) = Begin(story);
        story.Accepted(mail);
        if (story.Chance(0.8))
            story.Delivers(mail, mail.Destination[0]);
        for (var opens = story.Random.Next(1, 4); opens > 0; opens--)
            story.Engages(mail, "Open");
        for (var clicks = story.Random.Next(4); clicks > 0; clicks--)
            story.Engages(mail, "Click");
    }

    static void HardBounce(Story story)
    {
        var (_, mail) = Begin(story);
        story.Accepted(mail);
        story.Returns(mail, mail.Destination[0], "Permanent", story.One("General", "NoEmail"), "5.1.1");
    }

    static void LateHardBounce(Story story)
    {
        var (_, mail) = Begin(story);
        story.Accepted(mail);
        story.Delivers(mail, mail.Destination[0]);
        story.Returns(mail, mail.Destination[0], "Permanent", "General", "5.4.4");
    }

    static void SoftBounce(Story story)
    {
        var (_, mail) = Begin(story);
        story.Accepted(mail);
        story.Returns(mail, mail.Destination[0], "Transient", story.One("General", "MailboxFull"), "4.2.2");
    }

    static void Delayed(Story story)
    {
        var (_, mail) = Begin(story);
        story.Accepted(mail);
        for (var delays = story.Random.Next(1, 3); delays > 0; delays--)
            story.Delays(mail, mail.Destination[0]);
        if (story.Chance(0.8))
            story.Delivers(mail, mail.Destination[0]);
    }

    static void Complaint(Story story)
    {
        var (_, mail) = Begin(story);
        story.Accepted(mail);
        if (story.Chance(0.8))
            story.Delivers(mail, mail.Destination[0]);
        story.Complains(mail, mail.Destination);
    }

    // SES took it, and then would not send it: the provider's verdict, which outweighs the producer's word that it was sent.
    static void NotSent(Story story, string word, string reason)
    {
        var (_, mail) = Begin(story);
        story.Wait(0.1, 2);
        story.Add(mail.Tells(word, story.Now, Evidence.FailedAtProvider) with { Reason = reason });
    }

    static void AssignedLater(Story story)
    {
        var to = Address(story, story.NewDelivery(), "ana", "example.org");
        story.Send(to, null);
        var mail = Mail(story, to);
        story.Assigned(to, mail.MessageId, story.Chance(0.5) ? to.Recipient : null);
        story.Accepted(mail);
        story.Delivers(mail, mail.Destination[0]);
    }

    static void Retried(Story story)
    {
        var to = Address(story, story.NewDelivery(), "ana", "example.org");
        story.FailedToSend(to);
        var mail = Mail(story, to);
        story.Sent(to, mail.MessageId);
        story.Delivers(mail, mail.Destination[0]);
    }

    static void Failover(Story story)
    {
        var (to, first) = Begin(story);
        story.Returns(first, first.Destination[0], "Transient", "General", "4.4.1");
        var second = Mail(story, to);
        story.Sent(to, second.MessageId);
        story.Accepted(second);
        story.Delivers(second, second.Destination[0]);
    }

    static void Two(Story story)
    {
        var mail = BeginTwo(story, "example.net");
        story.Accepted(mail);
        story.Delivers(mail, mail.Destination[0]);
        switch (story.Random.Next(3))
        {
            case 0:
                story.Delivers(mail, mail.Destination[1]);
                break;
            case 1:
                story.Returns(mail, mail.Destination[1], "Permanent", "General", "5.1.1");
                break;
            default:
                story.Complains(mail, [mail.Destination[0]]);
                break;
        }
    }

    static void AmbiguousOpen(Story story)
    {
        var mail = BeginTwo(story, "example.net");
        story.Accepted(mail);
        story.Delivers(mail, mail.Destination[0]);
        story.Engages(mail, "Open", ambiguous: true);
        if (story.Chance(0.5))
            story.Engages(mail, "Click", ambiguous: true);
    }

    static void AmbiguousComplaint(Story story)
    {
        var mail = BeginTwo(story, "example.org");
        story.Accepted(mail);
        story.Delivers(mail, mail.Destination[0]);
        story.Complains(mail, mail.Destination, ambiguous: true);
    }

    // The claim names its recipient, so what happens to the other is nobody's.
    static void OtherRecipient(Story story)
    {
        var to = Address(story, story.NewDelivery(), "ana", "example.org");
        var mail = Mail(story, to) with { Destination = [story.Mailbox("ana", "example.org"), story.Mailbox("bo", "example.net")] };
        story.Sent(to, mail.MessageId);
        story.Delivers(mail, mail.Destination[0]);
        story.Delivers(mail, mail.Destination[1]);
    }

    static void Orphaned(Story story)
    {
        var mail = new SesMail(MessageId(story), story.Now, [story.Mailbox("nobody", "example.org")], story.One(1, 2));
        story.Delivers(mail, mail.Destination[0]);
        if (story.Chance(0.3))
            story.Returns(mail, mail.Destination[0], "Permanent", "General", "5.1.1");
    }

    static (Addressed To, SesMail Mail) Begin(Story story)
    {
        var to = Address(story, story.NewDelivery(), "ana", "example.org");
        if (story.Chance(0.5))
            story.Queued(to);
        var mail = Mail(story, to);
        story.Sent(to, mail.MessageId);
        return (to, mail);
    }

    static SesMail BeginTwo(Story story, string secondDomain)
    {
        var ana = Address(story, story.NewDelivery(), "ana", "example.org");
        var bo = Address(story, story.NewDelivery(), "bo", secondDomain);
        var mail = Mail(story, ana) with
        {
            Destination = [story.Mailbox("ana", "example.org"), story.Mailbox("bo", secondDomain)],
        };
        story.Sent(ana, mail.MessageId);
        story.Sent(bo, mail.MessageId);
        return mail;
    }

    static Addressed Address(Story story, string delivery, string name, string domain) =>
        new(delivery, "email", story.WrittenMailbox(name, domain), "ses");

    static SesMail Mail(Story story, Addressed to) =>
        new(MessageId(story), story.Now.ToMilliseconds(), [Deliveries.Recipient.Normalize(to.Recipient)!], story.One(1, 2));

    static string MessageId(Story story) => $"0102019a{story.NewId().ToString("N")[..8]}-{story.NewId():D}-000000";
}

namespace Tracking.Simulator.Scenarios;

/// <summary>A delivery as its producer knows it.</summary>
sealed record Addressed(string DeliveryId, string Channel, string? Recipient, string? Provider);

/// <summary>Why a send call failed, and what that means.</summary>
/// <param name="Reason">Null: no more than that it failed.</param>
/// <param name="Suppression">What it says of later sends, where that is not what the reason says.</param>
sealed record Refusal(NotificationError Error, string? Reason = null, Suppression? Suppression = null)
{
    public static Refusal Of(string code, string reason, string? message = null, Suppression? suppression = null) =>
        new(new NotificationError { Code = code, Message = message }, reason, suppression);
}

/// <summary>How a story's producer speaks.</summary>
static class ProducerTelling
{
    public static void Queued(this Story story, Addressed to, string? messageId = null)
    {
        story.Wait(0.001, 0.5);
        story.TellOf(to, new NotificationQueued
        {
            DeliveryId = to.DeliveryId,
            Channel = to.Channel,
            NotificationType = story.Envelope.NotificationType,
            ProviderMessageId = messageId,
            OccurredAt = story.Now,
        });
    }

    public static void Sent(this Story story, Addressed to, string? messageId)
    {
        story.Wait(0.05, 2);
        story.TellOf(to, new NotificationSent
        {
            DeliveryId = to.DeliveryId,
            Channel = to.Channel,
            NotificationType = story.Envelope.NotificationType,
            ProviderMessageId = messageId,
            OccurredAt = story.Now,
            DurationMs = story.Random.Next(20, 900),
        });
    }

    public static void FailedToSend(this Story story, Addressed to) => story.FailedToSend(to, new Refusal(story.One(
        new NotificationError { Code = "ETIMEDOUT", Message = "The transport did not answer in time." },
        new NotificationError { Code = "500", Message = "The provider's API answered 500." },
        new NotificationError { Message = "Connection refused" })));

    public static void FailedToSend(this Story story, Addressed to, Refusal refusal)
    {
        story.Wait(0.05, 5);
        var failed = new NotificationFailed
        {
            DeliveryId = to.DeliveryId,
            Channel = to.Channel,
            NotificationType = story.Envelope.NotificationType,
            OccurredAt = story.Now,
            DurationMs = story.Random.Next(900, 30_000),
            Error = refusal.Error,
        };
        story.Add(new ProducerFact(story.Described(to, failed)) { At = story.Now, Reason = refusal.Reason, Suppression = refusal.Suppression });
    }

    /// <param name="recipient">Narrows the claim; null takes everything under the id.</param>
    public static void Assigned(this Story story, Addressed to, string messageId, string? recipient)
    {
        story.Wait(0.05, 2);
        story.Tell(new ProviderMessageAssigned
        {
            DeliveryId = to.DeliveryId,
            Provider = to.Provider!,
            ProviderMessageId = messageId,
            Recipient = recipient,
            OccurredAt = story.Now,
        });
    }

    /// <summary>Told by a producer of its own, or by the device itself.</summary>
    public static void Receipt(this Story story, Addressed to, string kind) => story.Add(
        new ProducerFact(new ReceiptReported { DeliveryId = to.DeliveryId, Kind = kind, OccurredAt = story.Now })
        {
            At = story.Now,
            ByToken = story.HasReceiptTokens && story.Chance(0.5),
        });

    /// <summary>Where there is a link to do so by.</summary>
    public static void Unsubscribes(this Story story, Addressed to)
    {
        if (!story.HasUnsubscribeTokens)
            return;
        story.Wait(2, 60);
        story.Add(new UnsubscribeFact
        {
            At = story.Now,
            TenantId = story.Envelope.TenantId,
            Channel = to.Channel,
            Recipient = to.Recipient!,
            Scope = story.One(UnsubscribeScope.All, UnsubscribeScope.Marketing, UnsubscribeScope.Product),
            OneClick = story.Chance(0.5),
        });
    }

    /// <summary>The ordinary beginning: often queued first, then sent under an id.</summary>
    public static void Send(this Story story, Addressed to, string? messageId)
    {
        if (story.Chance(0.5))
            story.Queued(to);
        story.Sent(to, messageId);
    }

    public static void Tell(this Story story, object message) =>
        story.Add(new ProducerFact(message) { At = story.Now });

    static void TellOf(this Story story, Addressed to, DeliveryIdentity message) => story.Tell(story.Described(to, message));

    /// <summary>With what the story's envelope says of all of its deliveries.</summary>
    static DeliveryIdentity Described(this Story story, Addressed to, DeliveryIdentity message) => message with
    {
        NotificationId = story.Envelope.NotificationId,
        TenantId = story.Envelope.TenantId,
        Category = story.Envelope.Category,
        TemplateId = story.Envelope.TemplateId,
        Notifiable = story.Envelope.Notifiable,
        Recipient = to.Recipient,
        Provider = to.Provider,
        Metadata = story.Envelope.Metadata,
    };
}

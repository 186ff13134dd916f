using Tracking.Deliveries;
using Tracking.Storage;

namespace Tracking.Unit.Storage;

/// <summary>Events to store. Those that say the same have the same id, as readers give it to them.</summary>
static class Facts
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset At(int minute) => Start.AddMinutes(minute);

    public static DeliveryEvent Sent(
        string deliveryId, string? messageId, int minute = 0, string? recipient = null, Evidence evidence = Evidence.Sent)
    {
        var sent = new DeliveryEvent
        {
            Id = EventId.Of("producer", evidence.Word(), deliveryId, messageId, EventId.Part(At(minute)), recipient),
            Source = EventSource.Producer,
            Evidence = evidence,
            DeliveryId = deliveryId,
            Provider = "twilio",
            ProviderMessageId = messageId,
            Recipient = recipient,
            StatedAt = At(minute),
            ReceivedAt = At(minute).AddSeconds(1),
            Claims = messageId is not null,
        };
        return sent with
        {
            Description = Describe(
                sent, (DescriptionField.Channel, "sms"), (DescriptionField.NotificationType, "InvoicePaid"),
                (DescriptionField.Recipient, recipient), (DescriptionField.Provider, "twilio")),
        };
    }

    public static DeliveryEvent Assigned(string deliveryId, string messageId) =>
        Sent(deliveryId, messageId, evidence: Evidence.Assigned) with { Description = null };

    public static DeliveryEvent Callback(
        Evidence evidence, string? messageId, int minute = 0, string? recipient = null, string provider = "twilio",
        string? deliveryId = null) => new()
        {
            Id = EventId.Of(
                "callback", evidence.Word(), provider, messageId, EventId.Part(At(minute)), Recipient.Normalize(recipient), deliveryId),
            Source = EventSource.Callback,
            Evidence = evidence,
            DeliveryId = deliveryId,
            Provider = provider,
            ProviderMessageId = messageId,
            Recipient = recipient,
            Reason = evidence is Evidence.Complaint ? "complaint" : null,
            StatedAt = At(minute),
            ReceivedAt = At(minute).AddSeconds(2),
        };

    /// <summary>A callback as it came.</summary>
    public static KeptCallback Raw(int minute, string body) => new()
    {
        CallbackId = Guid.CreateVersion7(At(minute)),
        Provider = "twilio",
        ReceivedAt = At(minute),
        Method = "POST",
        Url = "https://hooks.example.net/webhooks/twilio/status",
        ContentType = "application/x-www-form-urlencoded",
        Headers = new Dictionary<string, string> { ["X-Twilio-Signature"] = "s\"1" },
        Body = body,
    };

    public static Description Describe(DeliveryEvent by, params ReadOnlySpan<(DescriptionField Field, string? Value)> fields) =>
        Description.Of(by.OccurredAt, by.Id, fields);
}

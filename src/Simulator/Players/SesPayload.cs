using System.Text;
using System.Text.Json;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Players;

/// <summary>An SES event in SES's own words: the JSON inside the SNS envelope.</summary>
/// <seealso href="https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html"/>
static class SesPayload
{
    public static string Write(SesFact fact)
    {
        using var buffer = new MemoryStream(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString(fact.Classic ? "notificationType" : "eventType", fact.EventType);
            WriteMail(json, fact);
            WriteDetail(json, fact);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    public static string Time(DateTimeOffset instant) =>
        instant.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    static void WriteMail(Utf8JsonWriter json, SesFact fact)
    {
        json.WriteStartObject("mail");
        // Send, Reject and Rendering Failure have no time of their own: there it is when SES accepted the mail.
        json.WriteString("timestamp", Time(StatesNoTime(fact) ? fact.At : fact.MailAt));
        json.WriteString("messageId", fact.MessageId);
        json.WriteString("source", "no-reply@shop.example");
        json.WriteString("sourceArn", "arn:aws:ses:eu-west-1:111122223333:identity/shop.example");
        json.WriteString("sendingAccountId", "111122223333");
        WriteList(json, "destination", fact.Destination);
        if (!fact.Classic)
        {
            json.WriteBoolean("headersTruncated", false);
            json.WriteStartObject("commonHeaders");
            WriteList(json, "from", ["Shop <no-reply@shop.example>"]);
            WriteList(json, "to", fact.Destination);
            json.WriteString("messageId", fact.MessageId);
            json.WriteString("subject", "Your order – thank you ✓");
            json.WriteEndObject();
            json.WriteStartObject("tags");
            WriteList(json, "ses:configuration-set", ["main"]);
            WriteList(json, "ses:from-domain", ["shop.example"]);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    static void WriteDetail(Utf8JsonWriter json, SesFact fact)
    {
        json.WriteStartObject(DetailName(fact.EventType));
        if (!StatesNoTime(fact))
            json.WriteString("timestamp", Time(fact.At));
        switch (fact.EventType)
        {
            case "Delivery":
                WriteList(json, "recipients", fact.Named);
                json.WriteNumber("processingTimeMillis", 2_271);
                json.WriteString("smtpResponse", "250 2.0.0 OK");
                json.WriteString("reportingMTA", "a8-70.smtp-out.amazonses.com");
                break;
            case "DeliveryDelay":
                json.WriteString("delayType", "TransientCommunicationFailure");
                json.WriteString("expirationTime", Time(fact.At.AddHours(14)));
                WriteRecipients(json, "delayedRecipients", fact);
                break;
            case "Bounce":
                json.WriteString("bounceType", fact.BounceType);
                json.WriteString("bounceSubType", fact.BounceSubType);
                json.WriteString("feedbackId", FeedbackId(fact));
                json.WriteString("reportingMTA", "dns; mx.example.org");
                WriteRecipients(json, "bouncedRecipients", fact, action: "failed");
                break;
            case "Complaint":
                json.WriteString("feedbackId", FeedbackId(fact));
                json.WriteString("complaintFeedbackType", fact.FeedbackType);
                json.WriteString("userAgent", "ExampleCorp Feedback Loop (V0.01)");
                WriteRecipients(json, "complainedRecipients", fact);
                break;
            case "Open" or "Click":
                json.WriteString("ipAddress", fact.IpAddress);
                json.WriteString("userAgent", fact.UserAgent);
                if (fact.Link is not null)
                    json.WriteString("link", fact.Link);
                break;
            case "Reject":
                json.WriteString("reason", "Bad content");
                break;
            case "Rendering Failure":
                json.WriteString("templateName", "order");
                json.WriteString("errorMessage", "Attribute 'name' is not present in the rendering data.");
                break;
            default:
                break;
        }

        json.WriteEndObject();
    }

    static bool StatesNoTime(SesFact fact) => fact.EventType is "Send" or "Reject" or "Rendering Failure";

    static string DetailName(string eventType) => eventType switch
    {
        "Rendering Failure" => "failure",
        "DeliveryDelay" => "deliveryDelay",
        _ => eventType.ToLowerInvariant(),
    };

    static string FeedbackId(SesFact fact) =>
        $"0102019b00000000-{EventId.Of(fact.MessageId, fact.EventType, EventId.Part(fact.At)):D}-000000";

    static void WriteRecipients(Utf8JsonWriter json, string name, SesFact fact, string? action = null)
    {
        json.WriteStartArray(name);
        foreach (var recipient in fact.Named)
        {
            json.WriteStartObject();
            json.WriteString("emailAddress", recipient);
            if (action is not null)
                json.WriteString("action", action);
            if (fact.StatusCode is not null)
                json.WriteString("status", fact.StatusCode);
            if (fact.Diagnostic is not null)
                json.WriteString("diagnosticCode", fact.Diagnostic);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}

using System.Globalization;
using System.Text;
using Tracking.Providers.Twilio;

namespace Tracking.Standalone;

/// <summary>What somebody who has just started it needs to know, and three lines to paste.</summary>
static class Welcome
{
    const string DeliveryId = "hello-1";
    const string MessageSid = "SM00000000000000000000000000000001";

    public static void Print(Uri address, bool isDemo)
    {
        var origin = address.GetLeftPart(UriPartial.Authority);
        Console.WriteLine(
            $"""

            Delivery Tracking, standalone: ingress, worker and dashboard in one process at {origin}
            Queues and deliveries are in memory. When the process stops, all of them are lost.

              {origin}/                 what became of each notification, for people
              {origin}/api/deliveries   the same for programs
              {origin}/docs             the API, to read and to try

            {(isDemo ? Try(origin) : "Your own secrets are configured; the demo's are not in use.\n")}
            """);
    }

    public static async Task SayWhyThereIsNoDemoAsync() => await Console.Error.WriteLineAsync(
        "--demo plays with secrets of its own: start without Providers, Receipts, Unsubscribe, Ingress:ProducerKeys and Dashboard:ApiKeys to see it.");

    static string Try(string origin)
    {
        var url = $"{origin}/webhooks/twilio/status";
        var form = $"MessageSid={MessageSid}&MessageStatus=delivered&To=%2B31612345678";
        var signature = TwilioSignature.Compute(url, Encoding.UTF8.GetBytes(form), DemoRun.TwilioToken);
        var now = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return
            $$"""
            Nothing is configured, so the demo's secrets are in use. Try it: publish that a message was sent,

              curl {{origin}}/v1/events -H 'Authorization: Bearer {{DemoRun.ProducerKey}}' -H 'Content-Type: application/json' \
                -d '{"type":"NotificationSent","deliveryId":"{{DeliveryId}}","channel":"sms","notificationType":"Hello","recipient":"+31612345678","provider":"twilio","providerMessageId":"{{MessageSid}}","occurredAt":"{{now}}"}'

            post the callback that Twilio would post, signed with the demo's token,

              curl -i {{url}} -H 'X-Twilio-Signature: {{signature}}' \
                -d '{{form}}'

            and see that it arrived:

              curl {{origin}}/api/deliveries/{{DeliveryId}}

            """;
    }
}

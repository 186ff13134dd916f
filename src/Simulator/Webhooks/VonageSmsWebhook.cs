using System.Text.Json;
using Tracking.Providers.Vonage;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Webhooks;

/// <summary>Plays Vonage's SMS API: one receipt at a time, in the query of a GET or in a form, with its signature among the parameters.</summary>
/// <seealso href="https://developer.vonage.com/en/messaging/sms/guides/delivery-receipts"/>
sealed class VonageSmsWebhook(string secret, string method) : Webhook("vonage-sms", ProvenByParameter)
{
    const string Secret = "Providers:VonageSms:SignatureSecrets:0";
    const string Method = "Providers:VonageSms:SignatureMethod";

    static readonly Proof ProvenByParameter = (_, _, _, _) => { };

    public static Webhook? Of(Settings settings) =>
        settings[Secret] is { } secret && settings[Method] is { } method ? new VonageSmsWebhook(secret, method) : null;

    public static IEnumerable<KeyValuePair<string, string>> MakeUp() => [new(Secret, Settings.NewSecret()), new(Method, "sha256")];

    public override string Path => "/webhooks/vonage/sms";

    public override string Channel => "sms";

    public override TimeSpan? Clock => TimeSpan.FromSeconds(1);

    public override bool SharesIds => false;

    protected override IReadOnlyDictionary<Happening, Saying[]> Words { get; } = new Dictionary<Happening, Saying[]>
    {
        [Happening.Sent] = [new("accepted", Evidence.Sent), new("buffered", Evidence.Sent)],
        [Happening.Delivered] = [new("delivered", Evidence.Delivered)],
        [Happening.Expired] = [new("expired", Evidence.Undelivered, "expired", "1")],
        [Happening.Undelivered] = [new("failed", Evidence.Undelivered, "undelivered", "2"), new("failed", Evidence.Undelivered, "blocked", "6")],
        [Happening.InvalidRecipient] =
        [
            new("failed", Evidence.Undelivered, "invalid_recipient", "3"),
            new("rejected", Evidence.FailedAtProvider, "invalid_recipient", "4"),
        ],
        [Happening.OptedOut] = [new("rejected", Evidence.FailedAtProvider, "opted_out", "9")],
        [Happening.Rejected] = [new("rejected", Evidence.FailedAtProvider, "rejected", "10")],
        [Happening.UnheardOf] = [new("teleported", Evidence.Unknown, "teleported", "99")],
    };

    public override HttpRequestMessage Request(Uri ingress, Uri publicUrl, IReadOnlyList<Telling> tellings, DateTimeOffset now)
    {
        var (fact, id) = tellings[0];
        List<KeyValuePair<string, string>> parameters =
        [
            new("msisdn", fact.Recipient.TrimStart('+')),
            // The sender: ourselves.
            new("to", "Acme & Co"),
            new("network-code", "20408"),
            new("messageId", fact.MessageId!),
            new("price", "0.03330000"),
            new("status", fact.Said.Word),
            new("scts", fact.StatedAt!.Value.ToString("yyMMddHHmm", CultureInfo.InvariantCulture)),
            new("err-code", fact.Said.Code ?? "0"),
            new("api-key", "a1b2c3d4"),
            new("message-timestamp", fact.StatedAt!.Value.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
            new("client-ref", fact.DeliveryId is null ? "ord-7741" : "delivery_id=" + fact.DeliveryId),
            new("timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
            new("nonce", id),
        ];
        parameters.Add(new("sig", VonageSmsSignature.Compute(parameters, method, secret)));
        // An account chooses how it is called.
        if (id[0] is >= '0' and <= '7')
            return new HttpRequestMessage(HttpMethod.Post, new Uri(ingress, Path)) { Content = new FormUrlEncodedContent(parameters) };
        var query = string.Join('&', parameters.Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}"));
        return new HttpRequestMessage(HttpMethod.Get, new Uri(ingress, $"{Path}?{query}"));
    }

    // Played as it is set up by default, and that is not JSON.
    protected override void Write(Utf8JsonWriter json, WebhookFact fact, string id) => throw new NotSupportedException();
}

namespace Tracking.Simulator.Webhooks;

/// <summary>All providers that are played by a vocabulary.</summary>
static class WebhookCatalog
{
    static readonly (Func<Settings, Webhook?> Of, Func<IEnumerable<KeyValuePair<string, string>>> MakeUp)[] Known =
    [
        (SendGridWebhook.Of, SendGridWebhook.MakeUp),
        (BirdWebhook.Of, BirdWebhook.MakeUp),
        (PostmarkWebhook.Of, PostmarkWebhook.MakeUp),
        (SparkPostWebhook.Of, SparkPostWebhook.MakeUp),
        (MailjetWebhook.Of, MailjetWebhook.MakeUp),
        (InfobipWebhook.Of, InfobipWebhook.MakeUp),
        (BrevoWebhook.Of, BrevoWebhook.MakeUp),
        (MailgunWebhook.Of, MailgunWebhook.MakeUp),
        (ResendWebhook.Of, ResendWebhook.MakeUp),
        (TelnyxWebhook.Of, TelnyxWebhook.MakeUp),
        (VonageWebhook.Of, VonageWebhook.MakeUp),
        (VonageSmsWebhook.Of, VonageSmsWebhook.MakeUp),
        (SinchWebhook.Of, SinchWebhook.MakeUp),
        (SinchSmsWebhook.Of, SinchSmsWebhook.MakeUp),
    ];

    /// <summary>Those whose secret is set. What the ingress alone is told, such as a public key, is not enough.</summary>
    /// <exception cref="FormatException">A key is none.</exception>
    public static IReadOnlyList<Webhook> Of(Settings settings) => [.. Known.Select(known => known.Of(settings)).OfType<Webhook>()];

    /// <summary>New secrets for all of them.</summary>
    public static IEnumerable<KeyValuePair<string, string>> MakeUp() => Known.SelectMany(known => known.MakeUp());
}

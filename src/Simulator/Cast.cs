using Tracking.Simulator.Players;
using Tracking.Simulator.Webhooks;

namespace Tracking.Simulator;

/// <summary>Who is played besides producers, and what each signs with. Who has no secret is not played.</summary>
sealed record Cast
{
    public string? TwilioToken { get; init; }

    public SesIdentity? Ses { get; init; }

    public string? PlivoToken { get; init; }

    /// <summary>The key that signs MessageBird's status reports.</summary>
    public string? MessageBirdKey { get; init; }

    /// <summary>With which the tokens are signed that come with a notification, and with which a device reports.</summary>
    public string? ReceiptKey { get; init; }

    /// <summary>With which the tokens are signed by which people unsubscribe.</summary>
    public string? UnsubscribeKey { get; init; }

    public IReadOnlyList<Webhook> Webhooks { get; init; } = [];

    /// <param name="ses">Null: none is played.</param>
    /// <exception cref="FormatException">A key is none.</exception>
    public static Cast Of(Settings settings, SesIdentity? ses) => new()
    {
        TwilioToken = settings["Providers:Twilio:AuthTokens:0"],
        Ses = ses,
        PlivoToken = settings["Providers:Plivo:AuthTokens:0"],
        MessageBirdKey = settings["Providers:MessageBird:SigningKeys:0"],
        ReceiptKey = settings["Receipts:SigningKeys:0"],
        UnsubscribeKey = settings["Unsubscribe:SigningKeys:0"],
        Webhooks = WebhookCatalog.Of(settings),
    };

    /// <param name="ingress">Where requests go.</param>
    /// <param name="publicUrl">The ingress as providers believe to call it: what some of them sign.</param>
    /// <param name="signsAhead">Whether what takes long to sign is signed before the clock starts.</param>
    public IEnumerable<IPlayer> Players(
        HttpClient http, Uri ingress, Uri publicUrl, string twilioAccount, TimeProvider time, bool signsAhead = true)
    {
        if (TwilioToken is not null)
            yield return new TwilioPlayer(http, ingress, publicUrl, twilioAccount, TwilioToken);
        if (Ses is not null)
            yield return new SesPlayer(http, ingress, Ses) { SignsAhead = signsAhead };
        if (PlivoToken is not null)
            yield return new PlivoPlayer(http, ingress, publicUrl, PlivoToken);
        if (MessageBirdKey is not null)
            yield return new MessageBirdPlayer(http, ingress, publicUrl, MessageBirdKey, time);
        if (ReceiptKey is not null || UnsubscribeKey is not null)
            yield return new TokenPlayer(http, ingress, ReceiptKey, UnsubscribeKey, time);
        foreach (var webhook in Webhooks)
            yield return new WebhookPlayer(http, ingress, publicUrl, webhook, time);
    }
}

using System.Net.Http.Headers;
using Tracking.Providers;
using Tracking.Providers.Twilio;

namespace Tracking.Worker.Reconciliation;

/// <seealso href="https://www.twilio.com/docs/messaging/api/message-resource#fetch-a-message-resource"/>
sealed class TwilioLookup(TwilioApiOptions options) : IMessageLookup
{
    readonly string _messages = $"{options.BaseUrl.AbsoluteUri.TrimEnd('/')}/2010-04-01/Accounts/{options.AccountSid}/Messages/";

    public string Provider => "twilio";

    /// <summary>An API key where there is one: it can be revoked by itself, and the Auth Token signs callbacks as well.</summary>
    public AuthenticationHeaderValue Credentials { get; } = string.IsNullOrEmpty(options.ApiKeySid)
        ? BasicAuthentication.Of(options.AccountSid!, options.AuthToken!)
        : BasicAuthentication.Of(options.ApiKeySid, options.ApiKeySecret!);

    public bool IsMessageId(string providerMessageId) => TwilioMessage.IsId(providerMessageId);

    public Uri UrlOf(string providerMessageId) => new($"{_messages}{providerMessageId}.json");

    public MessageReading Read(
        ReadOnlyMemory<byte> answer, string providerMessageId, string? account, DateTimeOffset receivedAt) =>
        TwilioMessage.Read(answer, providerMessageId, account, receivedAt);
}

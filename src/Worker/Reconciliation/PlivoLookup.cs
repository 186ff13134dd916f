using System.Net.Http.Headers;
using Tracking.Providers;
using Tracking.Providers.Plivo;

namespace Tracking.Worker.Reconciliation;

/// <seealso href="https://www.plivo.com/docs/messaging/api/messages/"/>
sealed class PlivoLookup(PlivoApiOptions options) : IMessageLookup
{
    readonly string _messages = $"{options.BaseUrl.AbsoluteUri.TrimEnd('/')}/v1/Account/{options.AuthId}/Message/";

    public string Provider => "plivo";

    public AuthenticationHeaderValue Credentials { get; } = BasicAuthentication.Of(options.AuthId!, options.AuthToken!);

    public bool IsMessageId(string providerMessageId) => PlivoMessage.IsId(providerMessageId);

    public Uri UrlOf(string providerMessageId) => new($"{_messages}{providerMessageId}/");

    public MessageReading Read(
        ReadOnlyMemory<byte> answer, string providerMessageId, string? account, DateTimeOffset receivedAt) =>
        PlivoMessage.Read(answer, providerMessageId, account, receivedAt);
}

using System.Net.Http.Headers;
using Tracking.Providers;

namespace Tracking.Worker.Reconciliation;

/// <summary>How one provider is asked about one message. What may go wrong on the way is <see cref="ProviderApi"/>'s.</summary>
interface IMessageLookup
{
    /// <summary>Its name, as claims carry it.</summary>
    string Provider { get; }

    AuthenticationHeaderValue Credentials { get; }

    /// <summary>Whether an id may be one of its messages', and is safe to put into a URL.</summary>
    bool IsMessageId(string providerMessageId);

    Uri UrlOf(string providerMessageId);

    /// <summary>Never throws for what the bytes are.</summary>
    MessageReading Read(ReadOnlyMemory<byte> answer, string providerMessageId, string? account, DateTimeOffset receivedAt);
}

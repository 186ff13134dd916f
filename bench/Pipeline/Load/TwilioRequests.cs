using System.Security.Cryptography;
using System.Text;
using Tracking.Contracts;
using Tracking.Simulator.Players;

namespace Tracking.Pipeline.Load;

/// <summary>
/// Twilio's callbacks that say "delivered", signed as Twilio signs, ready to be sent: the load must cost as little as it can, for it runs
/// on the same processors.
/// </summary>
static class TwilioRequests
{
    public const string Path = "/webhooks/twilio/status";
    public const string Token = "0123456789abcdef0123456789abcdef";
    public const string PublicUrl = "http://bench.test";

    /// <summary>The floor that only verifies checks this one, over the bytes of the body.</summary>
    public const string RawSignature = "X-Raw-Signature";

    static readonly byte[] Key = Encoding.UTF8.GetBytes(Token);

    public static string MessageId(int delivery) => $"SM{delivery:d32}";

    /// <summary>What <c>ingress</c> needs to accept them.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Settings =>
        [new("Providers:Twilio:AuthTokens:0", Token), new("Ingress:PublicBaseUrl", PublicUrl)];

    /// <summary>Whole HTTP requests.</summary>
    public static byte[][] Of(int first, int count) => [.. Enumerable.Range(first, count).Select(Request)];

    /// <summary>Messages for the queue, as the ingress publishes them.</summary>
    /// <param name="perMessage">Callbacks of one message.</param>
    public static IEnumerable<CallbacksReceived> Messages(int first, int count, int perMessage) =>
        Enumerable.Range(first, count).Select(Callback).Chunk(perMessage).Select(callbacks => new CallbacksReceived { Callbacks = callbacks });

    static RawCallback Callback(int delivery)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new RawCallback
        {
            CallbackId = Guid.CreateVersion7(now),
            Provider = "twilio",
            ReceivedAt = now,
            Method = "POST",
            ContentType = "application/x-www-form-urlencoded",
            Url = PublicUrl + Path,
            Headers = new Dictionary<string, string>(),
            Body = Form(Parameters(delivery)),
        };
    }

    static byte[] Request(int delivery)
    {
        var parameters = Parameters(delivery);
        var body = Form(parameters);
        return Encoding.ASCII.GetBytes(
            $"POST {Path} HTTP/1.1\r\nHost: bench.test\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            + $"X-Twilio-Signature: {TwilioSigner.Sign(PublicUrl + Path, parameters, Key)}\r\n{RawSignature}: {Sign(body)}\r\n"
            + $"User-Agent: TwilioProxy/1.1\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "Twilio signs with HMAC-SHA1.")]
    static string Sign(string body) => Convert.ToBase64String(HMACSHA1.HashData(Key, Encoding.ASCII.GetBytes(body)));

    static KeyValuePair<string, string>[] Parameters(int delivery)
    {
        var id = MessageId(delivery);
        return
        [
            new("SmsSid", id), new("SmsStatus", "delivered"), new("MessageStatus", "delivered"), new("To", "+31612345678"),
            new("MessageSid", id), new("AccountSid", "AC00000000000000000000000000000001"), new("From", "+31687654321"),
            new("ApiVersion", "2010-04-01"),
        ];
    }

    static string Form(KeyValuePair<string, string>[] parameters) =>
        string.Join('&', parameters.Select(p => $"{p.Key}={p.Value.Replace("+", "%2B", StringComparison.Ordinal)}"));
}

using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Players;

/// <summary>
/// Plays SES behind SNS: envelopes with real RSA signatures of both versions. Signing takes about a millisecond, so it is done before the
/// clock starts; of each message only the signature is kept, and its text is written again when it is sent.
/// </summary>
sealed class SesPlayer(HttpClient http, Uri ingress, SesIdentity identity) : IPlayer
{
    static readonly MediaTypeHeaderValue Text = new("text/plain") { CharSet = "UTF-8" };

    readonly Uri _url = new(ingress, "/webhooks/ses");
    readonly Dictionary<(int Fact, bool Republished), byte[]> _signatures = [];
    readonly Lock _signing = new();

    /// <summary>Otherwise each message is signed when it is sent: nothing to wait for first, and fast enough for a few a second.</summary>
    public bool SignsAhead { get; init; } = true;

    public bool Plays(Fact fact) => fact is SesFact;

    public async Task PrepareAsync(
        IReadOnlyList<Sending> sendings, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        if (!SignsAhead)
            return;
        var wanted = sendings.Where(s => s.Fact is SesFact).DistinctBy(s => (s.Fact.Number, s.Republished)).ToArray();
        var signed = new byte[wanted.Length][];
        var parameters = identity.Key.ExportParameters(includePrivateParameters: true);
        var done = 0;

        // An RSA object is for one thread at a time: each chunk has its own.
        await Parallel.ForEachAsync(
            Enumerable.Range(0, wanted.Length).Chunk(256), cancellationToken, (chunk, cancel) =>
            {
                using var key = RSA.Create(parameters);
                foreach (var i in chunk)
                {
                    cancel.ThrowIfCancellationRequested();
                    signed[i] = SnsSigner.Sign(Notification((SesFact)wanted[i].Fact, wanted[i].Republished), key);
                }

                progress?.Report(Interlocked.Add(ref done, chunk.Length));
                return ValueTask.CompletedTask;
            });
        for (var i = 0; i < wanted.Length; i++)
            _signatures[(wanted[i].Fact.Number, wanted[i].Republished)] = signed[i];
    }

    public async Task<Answer> SendAsync(Sending sending, CancellationToken cancellationToken)
    {
        using var request = Request(sending);
        return await http.AnswerAsync(request, cancellationToken);
    }

    HttpRequestMessage Request(Sending sending)
    {
        var notification = Notification((SesFact)sending.Fact, sending.Republished);
        var signature = SignsAhead ? _signatures[(sending.Fact.Number, sending.Republished)] : SignNow(notification);
        var request = new HttpRequestMessage(HttpMethod.Post, _url)
        {
            Content = new ByteArrayContent(Envelope(notification, signature)) { Headers = { ContentType = Text } },
        };
        request.Headers.TryAddWithoutValidation("x-amz-sns-message-type", "Notification");
        request.Headers.TryAddWithoutValidation("x-amz-sns-message-id", notification.MessageId);
        request.Headers.TryAddWithoutValidation("x-amz-sns-topic-arn", notification.TopicArn);
        request.Headers.TryAddWithoutValidation("x-amz-sns-subscription-arn", SubscriptionArn);
        request.Headers.TryAddWithoutValidation("User-Agent", "Amazon Simple Notification Service Agent");
        return request;
    }

    byte[] SignNow(SnsNotification notification)
    {
        lock (_signing)
            return SnsSigner.Sign(notification, identity.Key);
    }

    // The id is kept across SNS's retries; a second publication of the same event has another.
    SnsNotification Notification(SesFact fact, bool republished) => new(
        SesPayload.Write(fact),
        EventId.Of(fact.MessageId, fact.EventType, EventId.Part(fact.At), republished ? "again" : null).ToString("D"),
        fact.Classic ? null : "Amazon SES Email Event Notification",
        SesPayload.Time(fact.At),
        identity.TopicArn,
        fact.SignatureVersion);

    byte[] Envelope(SnsNotification notification, byte[] signature)
    {
        using var buffer = new MemoryStream(2048);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("Type", "Notification");
            json.WriteString("MessageId", notification.MessageId);
            json.WriteString("TopicArn", notification.TopicArn);
            if (notification.Subject is not null)
                json.WriteString("Subject", notification.Subject);
            json.WriteString("Message", notification.Message);
            json.WriteString("Timestamp", notification.Timestamp);
            json.WriteString("SignatureVersion", notification.SignatureVersion == 1 ? "1" : "2");
            json.WriteBase64String("Signature", signature);
            json.WriteString("SigningCertURL", identity.CertificateUrl.AbsoluteUri);
            json.WriteString("UnsubscribeURL", UnsubscribeUrl);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    string SubscriptionArn => identity.TopicArn + ":6b0e71bd-7e97-4d97-80ce-4a0994e55286";

    string UnsubscribeUrl => new Uri(identity.CertificateUrl, $"/?Action=Unsubscribe&SubscriptionArn={SubscriptionArn}").AbsoluteUri;
}

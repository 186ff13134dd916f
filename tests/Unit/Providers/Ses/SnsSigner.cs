using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Tracking.Providers;
using Tracking.Providers.Ses;

namespace Tracking.Unit.Providers.Ses;

/// <summary>Plays SNS: a key, its certificate, and messages signed with it.</summary>
sealed class SnsSigner : ISigningCertificates
{
    public const string Topic = "arn:aws:sns:eu-west-1:111122223333:ses-events";
    public const string CertUrl = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem";

    // One for all tests: a key takes a while to find.
    public static readonly RSA Key = RSA.Create(2048);

    public static readonly X509Certificate2 Certificate = new CertificateRequest(
            "CN=sns.eu-west-1.amazonaws.com", Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        .CreateSelfSigned(Requests.Now.AddYears(-1), Requests.Now.AddYears(1));

    /// <summary>What the provider asked for, in order.</summary>
    public List<Uri> Asked { get; } = [];

    public ValueTask<X509Certificate2?> FindAsync(Uri url, CancellationToken cancellationToken)
    {
        Asked.Add(url);
        return ValueTask.FromResult<X509Certificate2?>(Certificate);
    }

    public static SnsEnvelope Notification(string message) => new()
    {
        Type = SnsEnvelope.Notification,
        MessageId = "0a5c1d9e-3b77-5f10-8d42-4e6f7a8b9c01",
        TopicArn = Topic,
        Timestamp = "2026-11-21T02:54:00.123Z",
        Message = message,
        SignatureVersion = "2",
        SigningCertUrl = CertUrl,
    };

    public static SnsEnvelope Confirmation(string type) => Notification("You have chosen to subscribe.") with
    {
        Type = type,
        SubscribeUrl = "https://attacker.example/?Action=ConfirmSubscription",
        Token = "2336412f37fb687f5d51e6e2425a",
    };

    public static SnsEnvelope Sign(SnsEnvelope envelope) => envelope with { Signature = SnsSignature.Sign(envelope, Key) };

    public static CallbackRequest Request(SnsEnvelope envelope, params (string Name, string Value)[] headers) =>
        Requests.Post("https://h.example/webhooks/ses", "text/plain; charset=UTF-8", Body(envelope), headers);

    public static byte[] Body(SnsEnvelope envelope)
    {
        var members = new Dictionary<string, string?>
        {
            ["Type"] = envelope.Type,
            ["MessageId"] = envelope.MessageId,
            ["Token"] = envelope.Token,
            ["TopicArn"] = envelope.TopicArn,
            ["Subject"] = envelope.Subject,
            ["Message"] = envelope.Message,
            ["Timestamp"] = envelope.Timestamp,
            ["SignatureVersion"] = envelope.SignatureVersion,
            ["Signature"] = envelope.Signature,
            ["SigningCertURL"] = envelope.SigningCertUrl,
            ["SubscribeURL"] = envelope.SubscribeUrl,
        };
        return JsonSerializer.SerializeToUtf8Bytes(
            members.Where(m => m.Value is not null).ToDictionary(m => m.Key, m => m.Value));
    }

    public static string Text(SnsEnvelope envelope) => Encoding.UTF8.GetString(Body(envelope));
}

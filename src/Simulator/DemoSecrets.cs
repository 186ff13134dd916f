using System.Security.Cryptography;
using System.Text;
using Tracking.Simulator.Webhooks;

namespace Tracking.Simulator;

/// <summary>
/// Secrets made up for one process: what the simulator signs with, and the configuration by which an ingress believes it. The
/// certificate is a file, for that is how one is pinned; the key stays in memory unless <see cref="WriteKey"/> is called.
/// </summary>
public sealed class DemoSecrets : IDisposable
{
    public const string DefaultTopicArn = "arn:aws:sns:eu-west-1:111122223333:ses-events";

    readonly string _folder;

    DemoSecrets(string folder, string topicArn, string? twilioToken, string? producerKey)
    {
        _folder = folder;
        Ses = SesIdentity.Create(topicArn);
        ProducerKey = producerKey ?? Settings.NewSecret(48);
        Values =
        [
            new("Ingress:ProducerKeys:0", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ProducerKey)))),
            new("Receipts:SigningKeys:0", Settings.NewSecret(64)),
            new("Unsubscribe:SigningKeys:0", Settings.NewSecret(64)),
            new("Providers:Twilio:AuthTokens:0", twilioToken ?? Settings.NewSecret()),
            new("Providers:Plivo:AuthTokens:0", Settings.NewSecret()),
            new("Providers:MessageBird:SigningKeys:0", Settings.NewSecret()),
            new("Providers:Ses:TopicArns:0", Ses.TopicArn),
            new("Providers:Ses:PinnedCertificates:0:Url", Ses.CertificateUrl.AbsoluteUri),
            new("Providers:Ses:PinnedCertificates:0:Path", CertificatePath),
            .. WebhookCatalog.MakeUp(),
        ];
        Cast = Cast.Of(new Settings(Values), Ses);
    }

    public string TwilioToken => Cast.TwilioToken!;

    /// <summary>The bearer key for <c>/v1/events</c>.</summary>
    public string ProducerKey { get; }

    public SesIdentity Ses { get; }

    public string CertificatePath => Path.Combine(_folder, "sns-certificate.pem");

    public string KeyPath => Path.Combine(_folder, "sns-key.pem");

    /// <summary>By their keys, as <c>ConfigurationBuilder.AddInMemoryCollection</c> takes them: of every provider.</summary>
    public IReadOnlyDictionary<string, string?> Configuration =>
        Values.Where(value => !Settings.IsSimulators(value.Key)).ToDictionary(value => value.Key, value => (string?)value.Value);

    internal Cast Cast { get; }

    /// <summary>The configuration, and what the simulator alone knows: private keys of which the ingress has the public half.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Values { get; }

    /// <summary>Draws new secrets, and writes the certificate to <paramref name="folder"/>, which is created where it is missing.</summary>
    /// <param name="twilioToken">Null: one is drawn.</param>
    /// <param name="producerKey">Null: one is drawn.</param>
    /// <exception cref="ArgumentException">The ARN is not that of an SNS topic.</exception>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public static DemoSecrets Create(
        string folder, string topicArn = DefaultTopicArn, string? twilioToken = null, string? producerKey = null,
        TimeProvider? time = null)
    {
        var secrets = new DemoSecrets(Path.GetFullPath(folder), topicArn, twilioToken, producerKey);
        var now = (time ?? TimeProvider.System).GetUtcNow();
        Directory.CreateDirectory(secrets._folder);
        File.WriteAllText(secrets.CertificatePath, secrets.Ses.CertificatePem(now.AddDays(-1), now.AddYears(1)));
        return secrets;
    }

    /// <summary>Writes the key that signs, readable by its owner alone.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void WriteKey()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(KeyPath, options);
        file.Write(Ses.PrivateKeyPem());
    }

    public void Dispose() => Ses.Dispose();
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Tracking.Simulator;
using Xunit;

namespace Tracking.Unit.Simulator;

public sealed class DemoTests
{
    [Fact]
    public async Task A_demo_plays_the_producer_and_the_providers_and_ends_in_time()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            using var secrets = DemoSecrets.Create(folder.FullName);
            await using var receiver = await Receiver.StartAsync(_ => (200, null), TestContext.Current.CancellationToken);

            var acknowledged = await Demo.PlayAsync(
                receiver.Address, secrets, TimeSpan.FromSeconds(2), sendsPerSecond: 500,
                cancellationToken: TestContext.Current.CancellationToken);

            Assert.Equal(
                secrets.Cast.Webhooks.Select(w => w.Path).Concat([
                    "/receipts/…", "/unsubscribe/…", "/v1/events", "/webhooks/messagebird", "/webhooks/plivo/status", "/webhooks/ses",
                    "/webhooks/twilio/status"]).Order(),
                receiver.Requests.Select(r => PathOf(r.Path)).Distinct().Order());
            // Events share requests, and every request was acknowledged.
            Assert.True(acknowledged >= receiver.Requests.Count);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Its_configuration_believes_its_secrets()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            using var secrets = DemoSecrets.Create(folder.FullName, twilioToken: "known");

            var configuration = secrets.Configuration;
            using var certificate = X509Certificate2.CreateFromPem(
                File.ReadAllText(configuration["Providers:Ses:PinnedCertificates:0:Path"]!));
            using var key = certificate.GetRSAPublicKey()!;

            Assert.Equal("known", configuration["Providers:Twilio:AuthTokens:0"]);
            Assert.Equal(secrets.Cast.PlivoToken, configuration["Providers:Plivo:AuthTokens:0"]);
            Assert.Equal(secrets.Cast.MessageBirdKey, configuration["Providers:MessageBird:SigningKeys:0"]);
            Assert.DoesNotContain(configuration.Keys, key => key.StartsWith("Simulator", StringComparison.Ordinal));
            Assert.Equal(
                Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secrets.ProducerKey))),
                configuration["Ingress:ProducerKeys:0"]);
            Assert.Equal(secrets.Ses.TopicArn, configuration["Providers:Ses:TopicArns:0"]);
            Assert.Equal(secrets.Ses.CertificateUrl.AbsoluteUri, configuration["Providers:Ses:PinnedCertificates:0:Url"]);
            secrets.WriteKey();
            using var written = SesIdentity.FromPem(File.ReadAllText(secrets.KeyPath), secrets.Ses.TopicArn);
            Assert.Equal(secrets.Ses.CertificateUrl, written.CertificateUrl);
            using var own = RSA.Create();
            own.ImportFromPem(written.PrivateKeyPem());
            Assert.Equal(own.ExportSubjectPublicKeyInfo(), key.ExportSubjectPublicKeyInfo());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // A token is another each time.
    static string PathOf(string path) =>
        path.StartsWith("/receipts/", StringComparison.Ordinal) || path.StartsWith("/unsubscribe/", StringComparison.Ordinal)
            ? path[..(path.LastIndexOf('/') + 1)] + "…"
            : path;
}

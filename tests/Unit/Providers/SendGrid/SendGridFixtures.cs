using System.Security.Cryptography;
using System.Text;
using Tracking.Providers.SendGrid;
using Tracking.Unit.Providers.SendGrid;
using Xunit;

namespace Tracking.Unit.Providers;

public sealed partial class FixtureWriter
{
    /// <remarks>The key is made for the run and thrown away; its public part is kept in the settings.</remarks>
    [Fact(Explicit = true)]
    public void Write_the_fixtures_of_sendgrid()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(
            Path.Combine(Folder, "sendgrid", "settings.json"),
            $$"""{ "Providers": { "SendGrid": { "PublicKeys": ["{{Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}}"] } } }""" + "\n");
        var timestamp = $"{Requests.Now.AddHours(-4).ToUnixTimeSeconds()}";
        foreach (var (name, json) in SendGridRequests.All)
        {
            var body = Encoding.UTF8.GetBytes(json);
            Write("sendgrid", name, SendGridRequests.Url, "application/json", body, signed: json,
                ("X-Twilio-Email-Event-Webhook-Signature", SendGridSignature.Sign(timestamp, body, key)),
                ("X-Twilio-Email-Event-Webhook-Timestamp", timestamp));
        }

        Assert.NotEmpty(Directory.GetFiles(Path.Combine(Folder, "sendgrid"), "*.http"));
    }
}

using System.Text;
using Tracking.Providers.Mailgun;
using Tracking.Unit.Providers.Mailgun;
using Xunit;

namespace Tracking.Unit.Providers;

public sealed partial class FixtureWriter
{
    [Fact(Explicit = true)]
    public void Write_the_fixtures_of_mailgun()
    {
        var key = Secret("mailgun", "Providers:Mailgun:SigningKeys:0");
        var timestamp = $"{Requests.Now.AddHours(-4).ToUnixTimeSeconds()}";
        foreach (var (index, (name, text)) in MailgunRequests.All.Index())
        {
            var token = $"9c1f0b7a6d5e4c3b2a1908f7e6d5c4b3a2918070f6e5d4c{index:x3}";
            var signature = MailgunSignature.Compute(timestamp, token, key);
            var isJson = text.StartsWith('{');
            var body = isJson
                ? $$$"""{"signature":{"timestamp":"{{{timestamp}}}","token":"{{{token}}}","signature":"{{{signature}}}"},"event-data":{{{text}}}}"""
                : $"{text}&timestamp={timestamp}&token={token}&signature={signature}";
            // The token is signed, and nothing of what the request says.
            Write("mailgun", name, MailgunRequests.Url, isJson ? "application/json" : "application/x-www-form-urlencoded",
                Encoding.UTF8.GetBytes(body), signed: token);
        }

        Assert.NotEmpty(Directory.GetFiles(Path.Combine(Folder, "mailgun"), "*.http"));
    }
}

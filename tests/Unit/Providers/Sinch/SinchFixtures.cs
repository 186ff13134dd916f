using System.Text;
using Tracking.Providers.Sinch;
using Tracking.Unit.Providers.Sinch;
using Xunit;

namespace Tracking.Unit.Providers;

public sealed partial class FixtureWriter
{
    [Fact(Explicit = true)]
    public void Write_the_fixtures_of_sinch()
    {
        var secret = Secret("sinch", "Providers:Sinch:WebhookSecrets:0");
        var timestamp = $"{Requests.Now.AddMinutes(-4).ToUnixTimeSeconds()}";
        foreach (var (index, (name, json)) in SinchRequests.All.Index())
        {
            var body = Encoding.UTF8.GetBytes(json);
            var nonce = $"01FJA8B4A7BM43YGWSG9GBV{index:000}";
            Write("sinch", name, SinchRequests.Url, "application/json", body, signed: json,
                (SinchSignature.Header, SinchSignature.Compute(body, nonce, timestamp, secret)), (SinchSignature.NonceHeader, nonce),
                (SinchSignature.TimestampHeader, timestamp), (SinchSignature.AlgorithmHeader, SinchSignature.Algorithm));
        }

        Assert.NotEmpty(Directory.GetFiles(Path.Combine(Folder, "sinch"), "*.http"));
    }

    [Fact(Explicit = true)]
    public void Write_the_fixtures_of_sinch_sms() => WriteWithSecret("sinch-sms", "Providers:SinchSms", SinchRequests.AllSms);
}

using System.Text;
using Tracking.Providers.Resend;
using Tracking.Unit.Providers.Resend;
using Xunit;

namespace Tracking.Unit.Providers;

public sealed partial class FixtureWriter
{
    [Fact(Explicit = true)]
    public void Write_the_fixtures_of_resend()
    {
        var secret = Secret("resend", "Providers:Resend:SigningSecrets:0");
        var timestamp = $"{Requests.Now.AddSeconds(-10).ToUnixTimeSeconds()}";
        foreach (var (index, (name, json)) in ResendRequests.All.Index())
        {
            var body = Encoding.UTF8.GetBytes(json);
            var id = $"msg_2pQx7vTn3Zk9Wc4Lb8Rd1Yh6F{index:x3}";
            var family = index % 2 == 0 ? "svix" : "webhook";
            Write("resend", name, ResendRequests.Url, "application/json", body, signed: json,
                ($"{family}-id", id), ($"{family}-timestamp", timestamp),
                ($"{family}-signature", ResendSignature.Compute(id, timestamp, body, secret)));
        }

        Assert.NotEmpty(Directory.GetFiles(Path.Combine(Folder, "resend"), "*.http"));
    }
}

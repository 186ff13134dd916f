using System.Text;
using Tracking.Providers.Telnyx;
using Tracking.Unit.Providers.Telnyx;
using Xunit;

namespace Tracking.Unit.Providers;

public sealed partial class FixtureWriter
{
    [Fact(Explicit = true)]
    public void Write_the_fixtures_of_telnyx()
    {
        var timestamp = $"{Requests.Now.AddMinutes(-4).ToUnixTimeSeconds()}";
        foreach (var (name, json) in TelnyxRequests.All)
        {
            var body = Encoding.UTF8.GetBytes(json);
            Write("telnyx", name, TelnyxRequests.Url, "application/json", body, signed: json,
                (TelnyxSignature.Header, TelnyxRequests.Sign(timestamp, body)), (TelnyxSignature.TimestampHeader, timestamp));
        }

        Assert.NotEmpty(Directory.GetFiles(Path.Combine(Folder, "telnyx"), "*.http"));
    }
}

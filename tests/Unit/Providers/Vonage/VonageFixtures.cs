using System.Text;
using System.Text.Json;
using Tracking.Providers.Vonage;
using Tracking.Unit.Providers.Vonage;
using Xunit;

namespace Tracking.Unit.Providers;

public sealed partial class FixtureWriter
{
    [Fact(Explicit = true)]
    public void Write_the_fixtures_of_vonage()
    {
        var secret = Secret("vonage", "Providers:Vonage:SignatureSecrets:0");
        foreach (var (index, (name, json)) in VonageRequests.All.Index())
        {
            var body = Encoding.UTF8.GetBytes(json);
            Write("vonage", name, VonageRequests.Url, "application/json", body, signed: json, (VonageToken.Header, VonageToken.Create(
                body, $"a4c1f0d2-58b7-4e2a-9c3d-0f6b1e7a{index:x4}", Requests.Now.AddHours(-4), VonageRequests.ApiKey, secret)));
        }

        Assert.NotEmpty(Directory.GetFiles(Path.Combine(Folder, "vonage"), "*.http"));
    }

    [Fact(Explicit = true)]
    public void Write_the_fixtures_of_vonage_sms()
    {
        var secret = Secret("vonage-sms", "Providers:VonageSms:SignatureSecrets:0");
        foreach (var (index, (name, way, receipt)) in VonageRequests.AllSms.Index())
        {
            KeyValuePair<string, string>[] parameters =
            [
                .. receipt.Select(p => KeyValuePair.Create(p.Name, p.Value)),
                KeyValuePair.Create("timestamp", $"{Requests.Now.AddHours(-4).ToUnixTimeSeconds()}"),
                KeyValuePair.Create("nonce", $"6f1d0c2b-1a3e-4b{index:x2}"),
            ];
            KeyValuePair<string, string>[] signed = [.. parameters, KeyValuePair.Create("sig", VonageSmsSignature.Compute(parameters, "sha256", secret))];
            var form = string.Join('&', signed.Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}"));
            // The one value that is the same however it is written.
            const string Number = "447700900123";
            if (way == "GET")
                Write("vonage-sms", name, $"{VonageRequests.SmsUrl}?{form}", null, [], signed: Number);
            else if (way == "FORM")
                Write("vonage-sms", name, VonageRequests.SmsUrl, "application/x-www-form-urlencoded", Encoding.UTF8.GetBytes(form), signed: Number);
            else
                Write("vonage-sms", name, VonageRequests.SmsUrl, "application/json", JsonSerializer.SerializeToUtf8Bytes(signed.ToDictionary()), signed: Number);
        }

        Assert.NotEmpty(Directory.GetFiles(Path.Combine(Folder, "vonage-sms"), "*.http"));
    }
}

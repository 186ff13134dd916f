using System.Text;
using Tracking.Providers.Twilio;
using Xunit;

namespace Tracking.Integration.Pipeline;

/// <summary>Callbacks as Twilio posts them, under the public URL that <see cref="Settings"/> configure.</summary>
static class TwilioCallbacks
{
    const string PublicUrl = "https://hooks.example.net";
    const string Path = "/webhooks/twilio/status";

    /// <summary>What an ingress needs, in whatever process and on whatever port, to believe them.</summary>
    public static readonly string[] Settings =
        [$"--Ingress:PublicBaseUrl={PublicUrl}", $"--Providers:Twilio:AuthTokens:0={Hosts.TwilioToken}"];

    public static string NewSid() => $"SM{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):n}";

    public static async Task<HttpResponseMessage> PostAsync(HttpClient ingress, string sid)
    {
        var form = $"MessageSid={sid}&MessageStatus=delivered&To=%2B31612345678";
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(ingress.BaseAddress!, Path))
        {
            Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"),
        };
        request.Headers.Add("X-Twilio-Signature", TwilioSignature.Compute(PublicUrl + Path, Encoding.UTF8.GetBytes(form), Hosts.TwilioToken));
        return await ingress.SendAsync(request, TestContext.Current.CancellationToken);
    }
}

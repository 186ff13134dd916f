using System.Text;

namespace Tracking.Simulator.Webhooks;

/// <summary>How providers prove themselves that sign nothing: by a secret that the ingress gave them.</summary>
static class SharedSecretProof
{
    /// <param name="section">Of the ingress's settings, such as <c>Providers:Postmark</c>.</param>
    /// <returns>Null where no secret is set.</returns>
    public static Proof? Of(Settings settings, string section)
    {
        if (settings[$"{section}:Credentials:0"] is { } credentials)
            return Sends("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
        return settings[$"{section}:HeaderSecrets:0"] is { } secret
            ? Sends(settings[$"{section}:HeaderName"] ?? "X-Webhook-Secret", secret)
            : null;
    }

    public static IEnumerable<KeyValuePair<string, string>> MakeUpCredentials(string section) =>
        [new($"{section}:Credentials:0", "hook:" + Settings.NewSecret())];

    public static IEnumerable<KeyValuePair<string, string>> MakeUpHeader(string section) =>
        [new($"{section}:HeaderSecrets:0", Settings.NewSecret())];

    static Proof Sends(string header, string value) => (request, _, _, _) => request.Headers.TryAddWithoutValidation(header, value);
}

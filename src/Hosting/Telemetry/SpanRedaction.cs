using System.Diagnostics;
using OpenTelemetry;

namespace Tracking.Hosting.Telemetry;

/// <summary>
/// Takes out of spans what must not leave: paths hold tokens, queries hold recipients and signatures, addresses and agents are people's.
/// What a request was is said by its route.
/// </summary>
sealed class SpanRedaction : BaseProcessor<Activity>
{
    static readonly string[] OfPeople =
    [
        "url.path", "url.query", "http.target", "http.url", "client.address", "client.port", "network.peer.address", "network.peer.port",
        "http.client_ip", "user_agent.original", "http.user_agent",
    ];

    public override void OnEnd(Activity data)
    {
        switch (data.Source.Name)
        {
            case RequestSpans.Source:
                foreach (var name in OfPeople)
                {
                    if (data.GetTagItem(name) is not null)
                        data.SetTag(name, null);
                }

                break;
            case "System.Net.Http" when data.GetTagItem("url.full") is string url:
                data.SetTag("url.full", WithoutSecrets(url));
                break;
        }
    }

    /// <summary>Neither user nor password, nor the query.</summary>
    internal static string WithoutSecrets(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri)
        ? uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
        : "";
}

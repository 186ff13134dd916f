using Microsoft.AspNetCore.Http.Features;

namespace Tracking.Ingress.Callbacks;

/// <summary>The URL that a provider called, as it signed it.</summary>
static class SignedUrl
{
    /// <summary>
    /// The public base URL where it is configured, otherwise the request's scheme and host (a known proxy's <c>X-Forwarded-*</c>
    /// applied), then path and query exactly as they stood in the request line: a signature covers their percent-encoding.
    /// </summary>
    public static string Of(HttpRequest request, Uri? publicBaseUrl)
    {
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget;
        var pathAndQuery = string.IsNullOrEmpty(target) ? request.Path + request.QueryString.ToString()
            : target[0] == '/' ? target
            // "GET http://host/path": a request line may name the host as well.
            : target.IndexOf('/', target.IndexOf("//", StringComparison.Ordinal) + 2) is >= 0 and var path ? target[path..]
            : "/";
        var origin = publicBaseUrl is null
            ? $"{request.Scheme}://{request.Host.Value}"
            : publicBaseUrl.OriginalString.TrimEnd('/');
        return origin + pathAndQuery;
    }
}

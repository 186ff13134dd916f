using System.Security.Cryptography;

namespace Tracking.Dashboard.Site;

/// <summary>
/// The pages' style, script and icon, out of the program itself: whichever host serves the dashboard has them. Their paths hold a hash of
/// what they are, so that browsers keep them for good and a new version is another path.
/// </summary>
static class SiteAssets
{
    static readonly Asset[] All =
    [
        Read("site.css", "text/css; charset=utf-8"),
        Read("site.js", "text/javascript; charset=utf-8"),
        Read("icon.svg", "image/svg+xml"),
    ];

    public static string Style => All[0].Path;

    public static string Script => All[1].Path;

    public static string Icon => All[2].Path;

    /// <summary>They need no key: the page to sign in has them, too.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var asset in All)
        {
            endpoints.MapGet(asset.Path, (HttpResponse response) =>
            {
                response.Headers.CacheControl = "public, max-age=31536000, immutable";
                response.Headers.XContentTypeOptions = "nosniff";
                return TypedResults.Bytes(asset.Bytes, asset.ContentType);
            }).ExcludeFromDescription();
        }
    }

    static Asset Read(string name, string contentType)
    {
        using var stream = typeof(SiteAssets).Assembly.GetManifestResourceStream($"Tracking.Dashboard.Site.{name}")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new Asset($"/assets/{Convert.ToHexStringLower(SHA256.HashData(bytes)[..8])}/{name}", bytes, contentType);
    }

    sealed record Asset(string Path, byte[] Bytes, string ContentType);
}

namespace Tracking.Providers;

/// <summary>The query of a URL, worked on as text: a parsed URL would not keep its percent-encoding.</summary>
static class UrlQuery
{
    /// <summary>Between the question mark and the fragment; empty where there is none.</summary>
    public static ReadOnlySpan<char> Of(ReadOnlySpan<char> url)
    {
        if (url.IndexOf('#') is >= 0 and var fragment)
            url = url[..fragment];
        return url.IndexOf('?') is >= 0 and var mark ? url[(mark + 1)..] : default;
    }
}

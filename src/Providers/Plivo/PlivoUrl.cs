namespace Tracking.Providers.Plivo;

/// <summary>The URL as Plivo signs it. Worked on as text, for a parsed URL would not keep its percent-encoding.</summary>
static class PlivoUrl
{
    /// <summary>Scheme, host, port and path: up to the query or the fragment. No slash is added where there is no path.</summary>
    public static ReadOnlySpan<char> Base(ReadOnlySpan<char> url)
    {
        var end = url.IndexOfAny('?', '#');
        return end < 0 ? url : url[..end];
    }
}

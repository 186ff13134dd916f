namespace Tracking.Providers.Twilio;

/// <summary>The URL as Twilio signs it. Worked on as text, for a parsed URL would not keep its percent-encoding.</summary>
static class TwilioUrl
{
    const string BodyHashParameter = "bodySHA256=";

    /// <summary>Without <c>user:password@</c> and without the fragment, which holds connection overrides.</summary>
    public static string Signed(string url)
    {
        if (url.IndexOf('#') is >= 0 and var fragment)
            url = url[..fragment];
        var (start, end) = Authority(url);
        return url.AsSpan(start, end - start).LastIndexOf('@') is >= 0 and var at
            ? url.Remove(start, at + 1)
            : url;
    }

    /// <summary>
    /// With the default port where it names none, and without a port where it names one: which of the two Twilio signs
    /// depends on the product, so its own helpers try both.
    /// </summary>
    /// <returns>Null where it is no absolute URL over http or https.</returns>
    public static string? OtherPort(string url)
    {
        var (start, end) = Authority(url);
        if (end == start)
            return null;
        var authority = url.AsSpan(start, end - start);
        if (authority.LastIndexOf(':') is >= 0 and var colon && colon > authority.LastIndexOf(']'))
            return string.Concat(url.AsSpan(0, start + colon), url.AsSpan(end));
        return url.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? url.Insert(end, ":443")
            : url.StartsWith("http:", StringComparison.OrdinalIgnoreCase) ? url.Insert(end, ":80")
            : null;
    }

    /// <summary>The digest of the body that the query carries; null for a form.</summary>
    public static string? BodyHash(string url)
    {
        var mark = url.IndexOf('?');
        if (mark < 0)
            return null;
        var query = url.AsSpan(mark + 1);
        foreach (var range in query.Split('&'))
        {
            if (query[range].StartsWith(BodyHashParameter, StringComparison.Ordinal))
                return query[range][BodyHashParameter.Length..].ToString();
        }

        return null;
    }

    // Between "://" and the path or query. Empty where there is none.
    static (int Start, int End) Authority(string url)
    {
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
            return (0, 0);
        var start = scheme + 3;
        var end = url.AsSpan(start).IndexOfAny('/', '?');
        return (start, end < 0 ? url.Length : start + end);
    }
}

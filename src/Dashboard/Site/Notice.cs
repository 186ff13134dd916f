using System.Buffers.Text;
using System.Text;

namespace Tracking.Dashboard.Site;

/// <summary>What an action came to, in a sentence: kept in a cookie by the answer that redirects, and shown, once, by the page after it.</summary>
sealed record Notice(string Text, bool IsFailure)
{
    const string CookieName = "tracking-notice";

    // A cookie has 4 kB, and Base64 makes three bytes four.
    const int MaxLength = 500;

    public static void Done(HttpResponse response, string text) => Keep(response, 'd', text);

    public static void Failed(HttpResponse response, string text) => Keep(response, 'f', text);

    /// <summary>The notice that waits to be shown, and no longer does.</summary>
    public static Notice? Take(HttpContext context)
    {
        if (context.Request.Cookies[CookieName] is not { Length: > 0 and <= MaxLength * 5 } kept || context.Response.HasStarted)
            return null;
        context.Response.Cookies.Delete(CookieName, new CookieOptions { Path = "/" });
        if (!Base64Url.IsValid(kept))
            return null;
        return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(kept)) is [var kind, .. var text] ? new Notice(text, kind == 'f') : null;
    }

    static void Keep(HttpResponse response, char kind, string text)
    {
        var kept = text.Length <= MaxLength ? text : $"{text[..(MaxLength - 1)]}…";
        response.Cookies.Append(
            CookieName, Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{kind}{kept}")),
            new CookieOptions { Path = "/", HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromMinutes(1) });
    }
}

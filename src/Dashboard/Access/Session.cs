using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Tracking.Dashboard.Access;

/// <summary>
/// Somebody has shown a key and need not show it again until the session ends. The cookie holds, encrypted, which key it was; whether
/// that key is still configured, and what it allows, is looked up with every request.
/// </summary>
static class Session
{
    public const string SchemeName = "Session";

    public const string CookieName = "tracking-session";

    const string KeyHash = "key";

    /// <summary>Of idleness. A session that is in use goes on.</summary>
    static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    public static void Configure(CookieAuthenticationOptions cookie)
    {
        cookie.Cookie.Name = CookieName;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax; // A link to a delivery, in a mail or a chat, must find the reader signed in.
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.ExpireTimeSpan = Lifetime;
        cookie.SlidingExpiration = true;
    }

    public static Task BeginAsync(HttpContext context, ApiKey key) => context.SignInAsync(
        SchemeName,
        new ClaimsPrincipal(new ClaimsIdentity([new Claim(KeyHash, key.Hash!)], SchemeName)),
        new AuthenticationProperties { IsPersistent = false });

    public static Task EndAsync(HttpContext context) => context.SignOutAsync(SchemeName);

    /// <returns>The key that the caller signed in with; null where he has not, or where it is configured no longer.</returns>
    public static async Task<ApiKey?> KeyAsync(HttpContext context, DashboardOptions options)
    {
        var session = await context.AuthenticateAsync(SchemeName);
        return session.Principal?.FindFirst(KeyHash) is { } hash ? options.FindKey(Convert.FromHexString(hash.Value)) : null;
    }
}

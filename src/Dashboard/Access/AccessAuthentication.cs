using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Tracking.Hosting;

namespace Tracking.Dashboard.Access;

/// <summary>
/// Who is calling: the holder of a key (<c>Authorization: Bearer &lt;key&gt;</c>), somebody who signed in with one, whom a trusted proxy
/// names, or anybody at all where access is open.
/// </summary>
sealed class AccessAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> schemes, ILoggerFactory loggers, UrlEncoder encoder,
    IOptions<DashboardOptions> options, OpenAccess open, TrustedProxy proxy)
    : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, loggers, encoder)
{
    public const string SchemeName = "Access";

    static readonly PathString Api = "/api";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Other hosts may share the process: what they are called with is none of this one's keys.
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is null)
            return AuthenticateResult.NoResult();
        if (open.Admits(Request))
            return Admit(OpenAccess.Name, Roles.Operator);
        if (Request.Headers.Authorization.Count > 0)
            return ByKey();
        if (MayComeFromAnotherSite())
            return AuthenticateResult.NoResult();
        if (proxy.PersonOf(Request) is var (name, role))
            return Admit(name, role);
        return await Session.KeyAsync(Context, options.Value) is { } key
            ? Admit(key.Name!, key.Role!)
            : AuthenticateResult.NoResult();
    }

    /// <summary>401: without a key, or with one that is unknown. Of pages: the way to sign in.</summary>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (!Request.Path.StartsWithSegments(Api))
        {
            Response.Redirect(SignInEndpoint.PathFor(Request));
            return;
        }

        Response.Headers.WWWAuthenticate = Request.Headers.Authorization.Count == 0
            ? "Bearer realm=\"delivery-tracking\""
            : "Bearer realm=\"delivery-tracking\", error=\"invalid_token\"";
        await AnswerAsync(StatusCodes.Status401Unauthorized, "An API key is needed, as in: Authorization: Bearer <key>.");
    }

    /// <summary>403: known, and without the role. Pages make a page of it.</summary>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status403Forbidden;
        return Request.Path.StartsWithSegments(Api)
            ? AnswerAsync(StatusCodes.Status403Forbidden, $"This needs a key with the role {Roles.Operator}.")
            : Task.CompletedTask;
    }

    AuthenticateResult ByKey()
    {
        if (Request.Headers.Authorization is not [{ } header] || BearerKey.HashOf(header) is not { } hash)
            return AuthenticateResult.NoResult();
        return options.Value.FindKey(hash) is { } key
            ? Admit(key.Name!, key.Role!)
            : AuthenticateResult.Fail("The API key is unknown.");
    }

    // Cookies, and whom a proxy knows by its own, come along with what another site makes a browser send. Pages have antiforgery tokens
    // against that; the API has none, so what it writes needs a key, which no browser sends by itself.
    bool MayComeFromAnotherSite() =>
        Request.Path.StartsWithSegments(Api) && !HttpMethods.IsGet(Request.Method) && !HttpMethods.IsHead(Request.Method);

    AuthenticateResult Admit(string name, string role) => AuthenticateResult.Success(new AuthenticationTicket(
        new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.Name, name), new(ClaimTypes.Role, role)], Scheme.Name)),
        Scheme.Name));

    Task AnswerAsync(int status, string detail)
    {
        ApiAnswers.Protect(Response);
        return TypedResults.Problem(detail, statusCode: status).ExecuteAsync(Context);
    }
}

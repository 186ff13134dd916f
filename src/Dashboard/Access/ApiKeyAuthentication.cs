using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Tracking.Hosting;

namespace Tracking.Dashboard.Access;

/// <summary><c>Authorization: Bearer &lt;key&gt;</c>, or nothing at all where access is open.</summary>
sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> schemes, ILoggerFactory loggers, UrlEncoder encoder,
    IOptions<DashboardOptions> options, OpenAccess open)
    : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, loggers, encoder)
{
    public const string SchemeName = "ApiKey";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Other hosts may share the process: what they are called with is none of this one's keys.
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is null)
            return Task.FromResult(AuthenticateResult.NoResult());
        if (open.Admits(Request))
            return Task.FromResult(Admit(OpenAccess.Name, Roles.Operator));
        if (Request.Headers.Authorization is not [{ } header] || BearerKey.HashOf(header) is not { } hash)
            return Task.FromResult(AuthenticateResult.NoResult());

        var found = BearerKey.Find(options.Value.ApiKeys.Values, key => Convert.FromHexString(key.Hash!), hash);
        return Task.FromResult(found is null
            ? AuthenticateResult.Fail("The API key is unknown.")
            : Admit(found.Name!, found.Role!));
    }

    /// <summary>401: without a key, or with one that is unknown.</summary>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = Request.Headers.Authorization.Count == 0
            ? "Bearer realm=\"delivery-tracking\""
            : "Bearer realm=\"delivery-tracking\", error=\"invalid_token\"";
        await AnswerAsync(StatusCodes.Status401Unauthorized, "An API key is needed, as in: Authorization: Bearer <key>.");
    }

    /// <summary>403: a known key without the role.</summary>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        AnswerAsync(StatusCodes.Status403Forbidden, $"This needs a key with the role {Roles.Operator}.");

    AuthenticateResult Admit(string name, string role) => AuthenticateResult.Success(new AuthenticationTicket(
        new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.Name, name), new(ClaimTypes.Role, role)], Scheme.Name)),
        Scheme.Name));

    Task AnswerAsync(int status, string detail)
    {
        ApiAnswers.Protect(Response);
        return TypedResults.Problem(detail, statusCode: status).ExecuteAsync(Context);
    }
}

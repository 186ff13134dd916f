using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Tracking.Dashboard.Site;
using Tracking.Hosting;

namespace Tracking.Dashboard.Access;

/// <summary>Signing in with a key, and out again.</summary>
static partial class SignInEndpoint
{
    public const string Path = "/sign-in";
    public const string SignOutPath = "/sign-out";

    // A key is no password of somebody's choice, and has some hundred characters at most.
    const int MaxKeyLength = 512;

    /// <summary>The way to sign in, and back to the page that was asked for.</summary>
    public static string PathFor(HttpRequest request) => HttpMethods.IsGet(request.Method)
        ? $"{Path}?returnUrl={Uri.EscapeDataString(request.Path + request.QueryString)}"
        : Path;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        // Who has signed in already is known by it, too: the form's token says who was shown it.
        endpoints.MapPost(Path, SignIn).RequireAuthorization(Roles.Reader).AllowAnonymous().WithMetadata(SitePage.Instance).ExcludeFromDescription();
        endpoints.MapPost(SignOutPath, SignOut).RequireAuthorization(Roles.Reader).WithMetadata(SitePage.Instance).ExcludeFromDescription();
    }

    static async Task<Results<RedirectHttpResult, StatusCodeHttpResult>> SignIn(
        [FromForm] string? key, [FromForm] string? returnUrl, HttpContext context, IOptions<DashboardOptions> options, SignInLimit limit,
        ILogger<ApiKey> logger)
    {
        if (!limit.Admits(context.Connection.RemoteIpAddress))
        {
            context.Response.Headers.RetryAfter = SignInLimit.RetryAfterSeconds;
            return TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);
        }

        if (key is not { Length: <= MaxKeyLength } || options.Value.FindKey(BearerKey.Hash(key)) is not { } known)
        {
            logger.Refused(context.Connection.RemoteIpAddress?.ToString());
            Notice.Failed(context.Response, "This key is unknown.");
            return TypedResults.LocalRedirect(returnUrl is null ? Path : $"{Path}?returnUrl={Uri.EscapeDataString(returnUrl)}");
        }

        await Session.BeginAsync(context, known);
        logger.SignedIn(known.Name);
        return TypedResults.LocalRedirect(PageActions.Local(returnUrl, "/"));
    }

    static async Task<RedirectHttpResult> SignOut([FromForm] string? returnUrl, HttpContext context)
    {
        await Session.EndAsync(context);
        return TypedResults.LocalRedirect(PageActions.Local(returnUrl, Path));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Person} signed in")]
    static partial void SignedIn(this ILogger logger, string? person);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Somebody at {Address} tried to sign in with an unknown key")]
    static partial void Refused(this ILogger logger, string? address);
}

using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Tracking.Dashboard.Access;
using Tracking.Storage;

namespace Tracking.Dashboard.Site;

/// <summary>Marks the endpoints that a browser shows, and what all of them have in common: their headers, and what is said when something fails.</summary>
sealed partial class SitePage
{
    public static readonly SitePage Instance = new();

    // They run what they bring along, and talk to nobody else.
    const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    SitePage()
    {
    }

    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<SitePage>() is null)
        {
            await next(context);
            return;
        }

        Protect(context.Response);

        // Not even a page that says so could be made.
        if (ImpossibleHost.Refusal(context.Request) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        // What a page answers is a page, also where it is that there is none.
        if (context.Features.Get<IStatusCodePagesFeature>() is { } problems)
            problems.Enabled = false;
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400 } refused)
                await RefuseAsync(context, refused.StatusCode);
        }
        catch (StorageUnavailableException fault) when (!context.Response.HasStarted)
        {
            Unavailable(LoggerOf(context), fault);
            await AnswerAsync(
                context, StatusCodes.Status503ServiceUnavailable, "The storage cannot be reached just now",
                "Nothing was changed. This page comes by itself when the storage is back, or load it again.");
        }
        catch (BadHttpRequestException fault) when (!context.Response.HasStarted)
        {
            await RefuseAsync(context, fault.StatusCode);
        }
    }

    static Task RefuseAsync(HttpContext context, int status)
    {
        var (title, text) = status switch
        {
            StatusCodes.Status403Forbidden => ("For operators only", $"This needs the role {Roles.Operator}. Nothing was changed."),
            StatusCodes.Status413PayloadTooLarge => ("Too much at once", "What was sent is longer than this takes. Nothing was changed."),
            StatusCodes.Status429TooManyRequests => ("Too many tries", "There were too many tries to sign in from your address. Wait a minute."),
            _ => (
                "This could not be read",
                "The form was not complete, or the page was too old to be believed. Nothing was changed. Go back, load the page again, and repeat it."),
        };
        return AnswerAsync(context, status, title, text);
    }

    static void Protect(HttpResponse response)
    {
        var headers = response.Headers;
        ApiAnswers.Protect(response);
        headers.CacheControl = "no-cache, no-store"; // In the words of antiforgery, which would put its own in their place, and warn of it.
        headers.ContentSecurityPolicy = Policy;
        headers["Referrer-Policy"] = "same-origin";
        headers.XFrameOptions = "DENY";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
    }

    /// <summary>Of what a page asked for there is none: the page says so, and its status, too.</summary>
    /// <remarks>Set as the answer begins: a component that is done with 404 already is not written by the framework, which leaves it to others.</remarks>
    public static void SayNotFound(HttpContext context) => context.Response.OnStarting(() =>
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });

    static Task AnswerAsync(HttpContext context, int status, string title, string text)
    {
        // What the page that failed had set already, and a component adds again.
        context.Response.Headers.Remove("blazor-enhanced-nav");
        return new RazorComponentResult<Failure>(new Dictionary<string, object?> { ["Title"] = title, ["Text"] = text })
        {
            StatusCode = status,
        }.ExecuteAsync(context);
    }

    static ILogger LoggerOf(HttpContext context) => context.RequestServices.GetRequiredService<ILogger<SitePage>>();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The storage is unavailable")]
    static partial void Unavailable(ILogger logger, Exception fault);
}

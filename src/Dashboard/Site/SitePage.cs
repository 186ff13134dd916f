using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
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
        try
        {
            await next(context);
        }
        catch (StorageUnavailableException fault) when (!context.Response.HasStarted)
        {
            Unavailable(LoggerOf(context), fault);
            await AnswerAsync(
                context, StatusCodes.Status503ServiceUnavailable, "The storage cannot be reached just now",
                "Nothing was changed. This page comes by itself when the storage is back, or load it again.");
        }
        catch (Exception e) when (Refusal(e) && !context.Response.HasStarted)
        {
            // Kept from the server's own answer, which would be a page of its own or none.
            await AnswerAsync(
                context, StatusCodes.Status400BadRequest, "This could not be read",
                "The form was not complete, or the page was too old to be believed. Nothing was changed. Go back, load the page again, and repeat it.");
        }
    }

    static bool Refusal(Exception e) => e is AntiforgeryValidationException or BadHttpRequestException { InnerException: AntiforgeryValidationException };

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

    static Task AnswerAsync(HttpContext context, int status, string title, string text)
    {
        context.Response.StatusCode = status;
        return new RazorComponentResult<Failure>(new Dictionary<string, object?> { ["Title"] = title, ["Text"] = text })
        {
            StatusCode = status,
        }.ExecuteAsync(context);
    }

    static ILogger LoggerOf(HttpContext context) => context.RequestServices.GetRequiredService<ILogger<SitePage>>();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The storage is unavailable")]
    static partial void Unavailable(ILogger logger, Exception fault);
}

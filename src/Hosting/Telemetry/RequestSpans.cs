using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Tracking.Hosting.Telemetry;

/// <summary>
/// Names the span of each request after its route, never its path, and says how it was answered. The probes of orchestrators, every few
/// seconds and for ever, have none.
/// </summary>
sealed class RequestSpans : IStartupFilter
{
    public const string Source = "Microsoft.AspNetCore";

    static readonly string[] Methods =
    [
        HttpMethods.Get, HttpMethods.Post, HttpMethods.Put, HttpMethods.Delete, HttpMethods.Patch, HttpMethods.Head, HttpMethods.Options,
    ];

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(DescribeAsync);
        next(app);
    };

    static async Task DescribeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is not { IsAllDataRequested: true } span)
        {
            await next(context);
            return;
        }

        if (context.Request.Path.StartsWithSegments("/health"))
        {
            span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            span.IsAllDataRequested = false;
        }

        try
        {
            await next(context);
        }
        finally
        {
            if (span.IsAllDataRequested)
                Describe(span, context);
        }
    }

    // A method is any word: an attribute with a stranger's words in it has no end of values.
    static string MethodOf(HttpRequest request) => Methods.FirstOrDefault(method => HttpMethods.Equals(method, request.Method)) ?? "_OTHER";

    static void Describe(Activity span, HttpContext context)
    {
        var method = MethodOf(context.Request);
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        span.DisplayName = route is null ? method == "_OTHER" ? "HTTP" : method : $"{method} {route}";
        span.SetTag("http.request.method", method);
        span.SetTag("http.route", route);
        span.SetTag("http.response.status_code", context.Response.StatusCode);
        span.SetTag("url.scheme", context.Request.Scheme);
        if (context.Response.StatusCode < StatusCodes.Status500InternalServerError)
            return;
        span.SetTag("error.type", context.Response.StatusCode.ToString(CultureInfo.InvariantCulture));
        span.SetStatus(ActivityStatusCode.Error);
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tracking.Pipeline.Load;

namespace Tracking.Pipeline.Floors;

/// <summary>Kestrel, a body that is read, one HMAC over it, an answer: what any ingress pays.</summary>
static class VerifyOnly
{
    public const string Role = "verify-only";

    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var app = builder.Build();
        app.MapPost(TwilioRequests.Path, async (HttpContext context) =>
            context.Response.StatusCode = await Floor.VerifiedBodyAsync(context.Request) is null ? 403 : 200);
        return app;
    }
}

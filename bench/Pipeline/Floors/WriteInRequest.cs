using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Tracking.Pipeline.Load;

namespace Tracking.Pipeline.Floors;

/// <summary>No broker and no worker: the row is written while the provider waits.</summary>
static class WriteInRequest
{
    public const string Role = "write-in-request";

    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var database = NpgsqlDataSource.Create(builder.Configuration["Database"]!);
        var app = builder.Build();
        app.MapPost(TwilioRequests.Path, async (HttpContext context) =>
        {
            if (await Floor.VerifiedBodyAsync(context.Request) is { } body)
                await RowByRow.ApplyAsync(database, Encoding.UTF8.GetString(body), TimeProvider.System.GetUtcNow());
            else
                context.Response.StatusCode = 403;
        });
        return app;
    }
}

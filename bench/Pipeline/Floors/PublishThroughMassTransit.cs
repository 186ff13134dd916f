using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tracking.Contracts;
using Tracking.Pipeline.Load;

namespace Tracking.Pipeline.Floors;

/// <summary>Each callback a message of its own, as MassTransit is used by its book, but for the JSON, which is plain as ours.</summary>
static class PublishThroughMassTransit
{
    public const string Role = "publish-masstransit";

    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.Services.AddMassTransit(bus => bus.UsingRabbitMq((_, rabbitMq) =>
        {
            rabbitMq.Host(new Uri(builder.Configuration["Broker"]!));
            rabbitMq.UseRawJsonSerializer(RawSerializerOptions.AnyMessageType, isDefault: true);
            rabbitMq.DeployPublishTopology = true;
            rabbitMq.Publish<CallbacksReceived>(publish => publish.BindQueue(
                QueueFeed.ExchangeOf<CallbacksReceived>(), Queues.CallbacksReceived, queue =>
                {
                    queue.SetQueueArgument("x-queue-type", "quorum");
                    queue.SetQueueArgument("x-overflow", "reject-publish");
                }));
        }));
        var app = builder.Build();
        app.MapPost(TwilioRequests.Path, async (HttpContext context, IBus bus) =>
        {
            if (await Floor.VerifiedBodyAsync(context.Request) is { } body)
                await bus.Publish(Floor.Message(body, TimeProvider.System.GetUtcNow()));
            else
                context.Response.StatusCode = 403;
        });
        return app;
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RabbitMQ.Client;
using Tracking.Contracts;
using Tracking.Pipeline.Load;

namespace Tracking.Pipeline.Floors;

/// <summary>Each callback a message of its own, over the bare client: one channel that all requests share, each confirm awaited.</summary>
static class PublishAlone
{
    public const string Role = "publish-alone";

    static readonly BasicProperties Json = new() { ContentType = "application/json", DeliveryMode = DeliveryModes.Persistent };

    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var channel = new Lazy<Task<IChannel>>(() => OpenAsync(new Uri(builder.Configuration["Broker"]!)));
        var app = builder.Build();
        app.MapPost(TwilioRequests.Path, async (HttpContext context) =>
        {
            if (await Floor.VerifiedBodyAsync(context.Request) is not { } body)
            {
                context.Response.StatusCode = 403;
                return;
            }

            var message = JsonSerializer.SerializeToUtf8Bytes(
                Floor.Message(body, TimeProvider.System.GetUtcNow()), MessageJson.Default.CallbacksReceived);
            await (await channel.Value).BasicPublishAsync(QueueFeed.ExchangeOf<CallbacksReceived>(), "", mandatory: true, Json, message);
        });
        return app;
    }

    static async Task<IChannel> OpenAsync(Uri broker)
    {
        var connection = await Servers.ConnectAsync(broker);
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true,
            outstandingPublisherConfirmationsRateLimiter: null));
        await QueueFeed.DeclareAsync(channel);
        return channel;
    }
}

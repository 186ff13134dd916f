using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Tracking.Contracts;

namespace Tracking.Pipeline.Floors;

/// <summary>One message, one row, one transaction: a MassTransit consumer with MassTransit's own prefetch and concurrency.</summary>
static class RowConsumer
{
    public const string Role = "row-by-row";

    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(NpgsqlDataSource.Create(builder.Configuration["Database"]!));
        builder.Services.AddMassTransit(bus =>
        {
            bus.AddConsumer<Consumer>();
            bus.UsingRabbitMq((context, rabbitMq) =>
            {
                rabbitMq.Host(new Uri(builder.Configuration["Broker"]!));
                rabbitMq.UseRawJsonSerializer(RawSerializerOptions.AnyMessageType, isDefault: true);
                rabbitMq.ReceiveEndpoint(Queues.CallbacksReceived, endpoint =>
                {
                    endpoint.SetQueueArgument("x-queue-type", "quorum");
                    endpoint.SetQueueArgument("x-overflow", "reject-publish");
                    endpoint.ConfigureConsumer<Consumer>(context);
                });
            });
        });
        return builder.Build();
    }

    public sealed class Consumer(NpgsqlDataSource database) : IConsumer<CallbacksReceived>
    {
        public async Task Consume(ConsumeContext<CallbacksReceived> context)
        {
            foreach (var callback in context.Message.Callbacks)
                await RowByRow.ApplyAsync(database, callback.Body, callback.ReceivedAt);
        }
    }
}

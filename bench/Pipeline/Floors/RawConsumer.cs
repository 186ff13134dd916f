using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Tracking.Contracts;
using Tracking.Deliveries;
using Tracking.Hosting;
using Tracking.Pipeline.Load;
using Tracking.Providers;
using Tracking.Storage;
using Tracking.Storage.Postgres;

namespace Tracking.Pipeline.Floors;

/// <summary>
/// "The limit": the bare client's consumer in front of the same readers and the same stores as the worker's, in groups of the same size.
/// No retries, no dead letters, no health, no telemetry. What it is faster by is what MassTransit and the worker cost.
/// </summary>
static class RawConsumer
{
    public const string Role = "raw-consumer";

    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.Services.AddPostgresStorage();
        builder.Services.AddProviders();
        builder.Services.AddHostedService<Consumer>();
        return builder.Build();
    }

    sealed class Consumer(IDeliveryStore deliveries, ICallbackStore callbacks, ProviderCatalog providers, Microsoft.Extensions.Configuration.IConfiguration configuration)
        : BackgroundService
    {
        const int BatchSize = 500;
        const int Writes = 2;

        sealed record Taken(ulong Tag, IReadOnlyList<DeliveryEvent> Events, IReadOnlyList<KeptCallback> Callbacks);

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await using var connection = await Servers.ConnectAsync(new Uri(configuration["Broker"]!));
            await using var channel = await connection.CreateChannelAsync(cancellationToken: stoppingToken);
            await QueueFeed.DeclareAsync(channel);
            await channel.BasicQosAsync(0, ushort.Parse(configuration["Prefetch"]!, CultureInfo.InvariantCulture), global: false, stoppingToken);
            var commits = new GroupCommit<Taken>(new GroupLimits(Writes, BatchSize, BatchSize, MaxWaiting: 100_000), WriteAsync);
            var running = commits.RunAsync(stoppingToken);
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += (sender, delivered) =>
            {
                var taken = Read(delivered.DeliveryTag, JsonSerializer.Deserialize(delivered.Body.Span, MessageJson.Default.CallbacksReceived)!);
                if (!commits.TryAdd(taken, taken.Events.Count, out _))
                    throw new InvalidOperationException("More waits than is prefetched.");
                return Task.CompletedTask;
            };
            await channel.BasicConsumeAsync(Queues.CallbacksReceived, autoAck: false, consumer, stoppingToken);
            await running;

            async Task WriteAsync(IReadOnlyList<Pending<Taken>> group, CancellationToken cancellationToken)
            {
                await Task.WhenAll(
                    deliveries.ApplyAsync([.. group.SelectMany(pending => pending.Item.Events)], cancellationToken),
                    callbacks.KeepAsync([.. group.SelectMany(pending => pending.Item.Callbacks)], cancellationToken));
                foreach (var pending in group)
                    await channel.BasicAckAsync(pending.Item.Tag, multiple: false, cancellationToken);
            }
        }

        Taken Read(ulong tag, CallbacksReceived message)
        {
            List<DeliveryEvent> events = [];
            List<KeptCallback> kept = [];
            foreach (var callback in message.Callbacks)
            {
                if (!providers.TryGet(callback.Provider, out var provider))
                    throw new InvalidOperationException($"No provider is called {callback.Provider}.");
                events.AddRange(provider.Read(callback).Events.Select(e => e with { CallbackId = callback.CallbackId }));
                kept.Add(new KeptCallback
                {
                    CallbackId = callback.CallbackId,
                    Provider = callback.Provider,
                    ReceivedAt = callback.ReceivedAt,
                    Method = callback.Method,
                    Url = callback.Url,
                    ContentType = callback.ContentType,
                    Headers = callback.Headers,
                    Body = callback.Body,
                });
            }

            return new Taken(tag, events, kept);
        }
    }
}

using System.Text.Json;
using RabbitMQ.Client;
using Tracking.Contracts;

namespace Tracking.Pipeline.Load;

/// <summary>Fills a queue, and says how much of it is left.</summary>
sealed class QueueFeed(IConnection connection) : IAsyncDisposable
{
    static readonly BasicProperties Json = new() { ContentType = "application/json", DeliveryMode = DeliveryModes.Persistent };

    IChannel? _channel;

    public static async Task<QueueFeed> ConnectAsync(Uri virtualHost) => new(await Servers.ConnectAsync(virtualHost));

    /// <summary>Publishes to the exchange that the message's type names, and returns when all of it is in the queue.</summary>
    public async Task FillAsync<TMessage>(string queue, IEnumerable<TMessage> messages)
    {
        var channel = await ChannelAsync();
        var before = await WaitingAsync(queue);
        var count = 0u;
        foreach (var message in messages)
        {
            await channel.BasicPublishAsync(
                ExchangeOf<TMessage>(), "", mandatory: false, Json,
                JsonSerializer.SerializeToUtf8Bytes(message, JsonSerializerOptions.Web));
            count++;
        }

        // What a paused consumer has been sent already is not counted, so a standstill is the end as well.
        var last = -1L;
        for (var still = 0; still < 5;)
        {
            await Task.Delay(100);
            var now = (long)await WaitingAsync(queue) - before;
            if (now >= count)
                return;
            still = now == last ? still + 1 : 0;
            last = now;
        }
    }

    /// <summary>Messages that nobody has been sent.</summary>
    public async Task<uint> WaitingAsync(string queue) => await (await ChannelAsync()).MessageCountAsync(queue);

    public async Task PurgeAsync(string queue) => await (await ChannelAsync()).QueuePurgeAsync(queue);

    public async ValueTask DisposeAsync()
    {
        if (_channel is not null)
            await _channel.DisposeAsync();
        await connection.DisposeAsync();
    }

    /// <summary>As MassTransit names it.</summary>
    public static string ExchangeOf<TMessage>() => "Tracking.Contracts:" + typeof(TMessage).Name;

    async Task<IChannel> ChannelAsync() => _channel ??= await connection.CreateChannelAsync();

    /// <summary>What the hosts declare, for floors that have none of their topology.</summary>
    public static async Task DeclareAsync(IChannel channel)
    {
        var exchange = ExchangeOf<CallbacksReceived>();
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
        await channel.QueueDeclareAsync(
            Queues.CallbacksReceived, durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-overflow"] = "reject-publish" });
        await channel.QueueBindAsync(Queues.CallbacksReceived, exchange, "");
    }
}

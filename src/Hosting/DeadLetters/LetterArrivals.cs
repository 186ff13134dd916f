using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Tracking.Hosting.DeadLetters;

/// <summary>A letter that nobody else can have until it is answered for.</summary>
sealed record ArrivedLetter(DeadLetter Letter, ulong DeliveryTag);

/// <summary>Gathers what the broker hands over into batches, in the order in which it came.</summary>
sealed class LetterArrivals(IChannel channel, string queue) : AsyncDefaultBasicConsumer(channel)
{
    readonly Channel<ArrivedLetter> _arrived = System.Threading.Channels.Channel.CreateUnbounded<ArrivedLetter>();

    /// <summary>What has arrived, as soon as anything has.</summary>
    /// <returns>None where the queue was deleted.</returns>
    /// <exception cref="OperationInterruptedException">The channel was closed.</exception>
    public async Task<IReadOnlyList<ArrivedLetter>> NextAsync(int letters, int bytes, CancellationToken cancellationToken)
    {
        var batch = new List<ArrivedLetter>();
        if (!await _arrived.Reader.WaitToReadAsync(cancellationToken))
            return batch;
        for (var size = 0; batch.Count < letters && size < bytes && _arrived.Reader.TryRead(out var arrived);)
        {
            batch.Add(arrived);
            size += arrived.Letter.Message.Body.Length;
        }

        return batch;
    }

    public override Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        // The client takes the body's memory back after this.
        var message = WireProperties.MessageOf(properties, body.ToArray());
        _arrived.Writer.TryWrite(new ArrivedLetter(DeadLetterReader.Read(queue, message), deliveryTag));
        return Task.CompletedTask;
    }

    public override async Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason)
    {
        _arrived.Writer.TryComplete(reason.ReplyCode == Constants.ReplySuccess ? null : new OperationInterruptedException(reason));
        await base.HandleChannelShutdownAsync(channel, reason);
    }

    public override async Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        // The queue was deleted.
        _arrived.Writer.TryComplete();
        await base.HandleBasicCancelAsync(consumerTag, cancellationToken);
    }
}

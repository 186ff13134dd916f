using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Tracking.Contracts;
using Tracking.Hosting.Broker;

namespace Tracking.Hosting.DeadLetters;

/// <summary>Over a connection of its own, opened when it is first needed: the host needs no bus, and starts without a broker.</summary>
sealed class RabbitMqReplays(IOptions<BrokerOptions> options) : IReplays, IAsyncDisposable
{
    // Less than the twenty seconds for which a transaction may wait for us.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    static readonly CreateChannelOptions Confirmed = new(
        publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    readonly BrokerLink _link = new(options, "tracking replays");
    readonly SemaphoreSlim _opening = new(1, 1);
    IChannel? _channel;

    public async Task<IReadOnlyList<string?>> PublishAsync(IReadOnlyList<Replay> replays, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        return await OrAwayAsync(
            async () =>
            {
                var channel = await ChannelAsync(deadline.Token);
                return await Task.WhenAll(replays.Select(replay => PublishAsync(channel, replay, deadline.Token)));
            },
            cancellationToken);
    }

    public async Task<IReadOnlyList<LettersOnBroker>> CountAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience / 5);
        return await OrAwayAsync(
            async () =>
            {
                var connection = await _link.OpenAsync(deadline.Token);
                return await Task.WhenAll(BrokerTopology.DeadLettering.Select(async queue =>
                    new LettersOnBroker(queue, await CountAsync(connection, queue, deadline.Token))));
            },
            cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_channel is not null)
            await _channel.DisposeAsync();
        await _link.DisposeAsync();
        _opening.Dispose();
    }

    static async Task<string?> PublishAsync(IChannel channel, Replay replay, CancellationToken cancellationToken)
    {
        var message = replay.Message;
        var properties = MessageCopy.PropertiesOf(WireProperties.Of(message), replay.Headers);
        if (replay.ContentType is { } contentType)
            properties.ContentType = contentType;
        try
        {
            await channel.BasicPublishAsync("", replay.Queue, mandatory: true, properties, replay.Body, cancellationToken);
            return null;
        }
        catch (PublishException e)
        {
            return e.IsReturn ? $"There is no queue {replay.Queue} to put it back into." : $"The queue {replay.Queue} refused it.";
        }
    }

    // A channel for each: that of a missing queue is closed by the broker.
    static async Task<long> CountAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            return await channel.MessageCountAsync(Queues.DeadLettersOf(queue), cancellationToken);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return 0;
        }
    }

    async Task<IChannel> ChannelAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_channel is { IsOpen: true } open)
                return open;
            if (_channel is not null)
                await _channel.DisposeAsync();
            var connection = await _link.OpenAsync(cancellationToken);
            return _channel = await connection.CreateChannelAsync(Confirmed, cancellationToken);
        }
        finally
        {
            _opening.Release();
        }
    }

    static async Task<T> OrAwayAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested
            && e is RabbitMQClientException or IOException or ObjectDisposedException or OperationCanceledException or TimeoutException)
        {
            throw new BrokerUnavailableException($"RabbitMQ cannot be reached or does not answer: {e.Message}", e);
        }
    }
}

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Tracking.Contracts;
using Tracking.Hosting.Broker;

namespace Tracking.Hosting.DeadLetters;

/// <summary>Keeps letters for good. Returns when they are kept: then they leave the broker.</summary>
public delegate Task KeepLetters(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken);

/// <summary>
/// Hands over the dead letters of all queues, batch by batch, and takes each out of its queue when it is kept elsewhere. While nothing can be kept, no
/// more than the prefetch of each queue is held, and the rest waits.
/// </summary>
public sealed partial class DeadLetterFeed(IOptions<BrokerOptions> options, TimeProvider clock, ILogger<DeadLetterFeed> logger)
    : IAsyncDisposable
{
    // Most bodies have a kilobyte or two, but any may have megabytes.
    const ushort Prefetch = 400;
    const int BatchBytes = 8 << 20;

    /// <summary>Before a queue is tried again that is missing, or whose connection broke, and before a letter is given back that cannot be kept.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    readonly BrokerLink _link = new(options, "tracking dead letters");

    /// <summary>Until it is cancelled.</summary>
    public Task RunAsync(KeepLetters keep, CancellationToken cancellationToken) =>
        Task.WhenAll(BrokerTopology.DeadLettering.Select(queue => FollowAsync(queue, keep, cancellationToken)));

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    async Task FollowAsync(string queue, KeepLetters keep, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await ConsumeAsync(queue, keep, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (
                e is RabbitMQClientException or IOException or ObjectDisposedException or OperationCanceledException or TimeoutException)
            {
                // The queue is not declared yet, or the connection broke: what was not acknowledged is in its queue, and comes again.
                Broken(queue, e.Message);
            }

            await Task.Delay(Pause, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
                return;
        }
    }

    async Task ConsumeAsync(string queue, KeepLetters keep, CancellationToken cancellationToken)
    {
        var connection = await _link.OpenAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.BasicQosAsync(0, Prefetch, global: false, cancellationToken);
        var arrivals = new LetterArrivals(channel, queue);
        await channel.BasicConsumeAsync(Queues.DeadLettersOf(queue), autoAck: false, arrivals, cancellationToken);
        while (await arrivals.NextAsync(Prefetch, BatchBytes, cancellationToken) is { Count: > 0 } batch)
            await KeepAsync(channel, batch, keep, cancellationToken);
    }

    async Task KeepAsync(
        IChannel channel, IReadOnlyList<ArrivedLetter> batch, KeepLetters keep, CancellationToken cancellationToken)
    {
        try
        {
            await keep([.. batch.Select(arrived => arrived.Letter)], cancellationToken);
            await channel.BasicAckAsync(batch[^1].DeliveryTag, multiple: true, cancellationToken);
            Kept(batch.Count, batch[0].Letter.Queue);
        }
        catch (Exception e) when (e is not (OperationCanceledException or RabbitMQClientException or IOException or ObjectDisposedException))
        {
            // Something in it cannot be kept. One by one finds it, and the rest goes through.
            if (batch.Count > 1)
            {
                foreach (var arrived in batch)
                    await KeepAsync(channel, [arrived], keep, cancellationToken);
                return;
            }

            // Never acknowledged away: it goes back, and not in a hot loop.
            NotKept(e, batch[0].Letter.Id, batch[0].Letter.Queue);
            await Task.Delay(Pause, clock, cancellationToken);
            await channel.BasicNackAsync(batch[0].DeliveryTag, multiple: false, requeue: true, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Information, "Archived {Letters} dead letters of {Queue}")]
    partial void Kept(int letters, string queue);

    [LoggerMessage(LogLevel.Error, "Dead letter {Id} of {Queue} cannot be archived, and returns to its queue")]
    partial void NotKept(Exception fault, string id, string queue);

    [LoggerMessage(LogLevel.Debug, "The dead letters of {Queue} cannot be taken just now: {Reason}")]
    partial void Broken(string queue, string reason);
}

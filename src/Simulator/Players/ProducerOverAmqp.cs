using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Players;

/// <summary>
/// Plays a producer that is no .NET program: plain JSON to the exchange of each message, persistent, mandatory and confirmed. A message
/// that no queue takes is an error, hence repeated, never counted as acknowledged.
/// </summary>
sealed class ProducerOverAmqp(Uri broker, TimeSpan timeout) : IPlayer, IAsyncDisposable
{
    const int Lanes = 4;

    readonly Lane[] _lanes = [.. Enumerable.Range(0, Lanes).Select(_ => new Lane(broker))];
    int _next;

    public bool Plays(Fact fact) => fact is ProducerFact { ByToken: false };

    public Task PrepareAsync(
        IReadOnlyList<Sending> sendings, IProgress<int>? progress, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public async Task<Answer> SendAsync(Sending sending, CancellationToken cancellationToken)
    {
        var message = ((ProducerFact)sending.Fact).Message;
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(timeout);
        try
        {
            var lane = _lanes[(uint)Interlocked.Increment(ref _next) % Lanes];
            await lane.PublishAsync("Tracking.Contracts:" + message.GetType().Name, ProducerJson.Write(message), limited.Token);
            return Answer.Acknowledged;
        }
        // Returned, nacked, or the connection is gone or going just now: what the client throws for each of these.
        catch (Exception e) when (IsPassing(e) || e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new Answer(Outcome.Unknown, e.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes)
        {
            try
            {
                await lane.DisposeAsync();
            }
            catch (Exception e) when (IsPassing(e) || e is OperationCanceledException)
            {
                // The broker went first. All that was confirmed is in the ledger, and nothing else was promised.
            }
        }
    }

    // The client hands frames to its writer by a queue of its own, which a connection that closes meanwhile has closed.
    static bool IsPassing(Exception e) =>
        e is RabbitMQClientException or IOException or TimeoutException or ObjectDisposedException or ChannelClosedException;

    // One channel on a connection of its own, opened again when it is found closed. The client's automatic recovery stays off: with
    // confirms, a publish whose connection broke must fail, so that it is repeated.
    sealed class Lane(Uri broker) : IAsyncDisposable
    {
        static readonly CreateChannelOptions Confirmed = new(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

        static readonly BasicProperties Json = new()
        {
            ContentType = "application/json",
            DeliveryMode = DeliveryModes.Persistent,
        };

        readonly SemaphoreSlim _opening = new(1, 1);
        IConnection? _connection;
        IChannel? _channel;

        public async Task PublishAsync(string exchange, byte[] body, CancellationToken cancellationToken)
        {
            var channel = _channel is { IsOpen: true } open ? open : await OpenAsync(cancellationToken);
            await channel.BasicPublishAsync(exchange, "", mandatory: true, Json, body, cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await CloseAsync();
            _opening.Dispose();
        }

        async Task<IChannel> OpenAsync(CancellationToken cancellationToken)
        {
            await _opening.WaitAsync(cancellationToken);
            try
            {
                if (_channel is { IsOpen: true } opened)
                    return opened;
                await CloseAsync();
                var factory = new ConnectionFactory
                {
                    Uri = broker,
                    AutomaticRecoveryEnabled = false,
                    ClientProvidedName = "simulated producer",
                };
                _connection = await factory.CreateConnectionAsync(cancellationToken);
                _channel = await _connection.CreateChannelAsync(Confirmed, cancellationToken);
                return _channel;
            }
            finally
            {
                _opening.Release();
            }
        }

        // Forgotten first: closing what is broken may throw, and must not be tried again for ever.
        async ValueTask CloseAsync()
        {
            var (channel, connection) = (_channel, _connection);
            (_channel, _connection) = (null, null);
            if (channel is not null)
                await channel.DisposeAsync();
            if (connection is not null)
                await connection.DisposeAsync();
        }
    }
}

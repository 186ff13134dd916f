using System.Runtime.CompilerServices;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Tracking.Contracts;

namespace Tracking.Hosting.DeadLetters;

/// <summary>
/// Takes every letter of a queue that was there when it began, and holds it. What is not settled goes back when the pass ends, however it
/// ends: then the broker finds the channel closed. Always all of them, for a quorum queue puts what comes back behind what it has handed
/// out before: to take a part would turn the order round, to take all keeps it.
/// </summary>
sealed class DeadLetterPass : AsyncDefaultBasicConsumer, IAsyncDisposable
{
    // What a consumer may hold is a 16-bit number. Of longer queues the first so many are seen, and the rest when these are gone.
    const int MostHeld = 50_000;

    // Letters come within milliseconds. Where they do not, somebody else took some of those that were counted.
    static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(500);

    // After the channel has closed, the queue needs some milliseconds to have its letters back.
    static readonly TimeSpan ReturnPatience = TimeSpan.FromSeconds(1);

    readonly Channel<HeldLetter> _arrived = System.Threading.Channels.Channel.CreateUnbounded<HeldLetter>();
    readonly IConnection _connection;
    readonly IChannel _channel;
    readonly string _queue;
    readonly string _deadLetters;
    readonly TimeProvider _clock;
    int _settled;
    int _taken;

    DeadLetterPass(IConnection connection, IChannel channel, string queue, TimeProvider clock)
        : base(channel) =>
        (_connection, _channel, _queue, _deadLetters, _clock) = (connection, channel, queue, Queues.DeadLettersOf(queue), clock);

    /// <summary>How many letters there were; null where there is no such queue.</summary>
    public long? Waiting { get; private set; }

    public static async Task<DeadLetterPass> BeginAsync(
        IConnection connection, string queue, TimeProvider clock, CancellationToken cancellationToken)
    {
        var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var pass = new DeadLetterPass(connection, channel, queue, clock);
        try
        {
            await pass.BeginAsync(cancellationToken);
            return pass;
        }
        catch
        {
            await pass.DisposeAsync();
            throw;
        }
    }

    /// <summary>The number of letters that wait in a queue; null where there is no such queue, and then the channel is closed.</summary>
    public static async Task<long?> CountAsync(IChannel channel, string queue, CancellationToken cancellationToken)
    {
        try
        {
            return await channel.MessageCountAsync(Queues.DeadLettersOf(queue), cancellationToken);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return null;
        }
    }

    /// <summary>The letters, each as soon as it is there.</summary>
    public async IAsyncEnumerable<HeldLetter> LettersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var expected = Math.Min(Waiting ?? 0, MostHeld); expected > 0; expected--)
        {
            if (await NextAsync(cancellationToken) is not { } letter)
                yield break;
            yield return letter;
        }
    }

    /// <summary>The letter will not come back.</summary>
    public async Task SettleAsync(HeldLetter letter)
    {
        await _channel.BasicAckAsync(letter.DeliveryTag, multiple: false, CancellationToken.None);
        Interlocked.Increment(ref _settled);
    }

    public override Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        // The client takes the body's memory back after this, and the properties' with it.
        var letter = DeadLetterReader.Read(_queue, properties.MessageId, properties.ContentType, properties.Headers, body.ToArray());
        Interlocked.Increment(ref _taken);
        _arrived.Writer.TryWrite(new HeldLetter(letter, deliveryTag, new BasicProperties(properties)));
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

    public async ValueTask DisposeAsync()
    {
        var mustReturn = _channel.IsOpen && Volatile.Read(ref _taken) > 0;
        await _channel.DisposeAsync();
        if (mustReturn)
            await ReturnedAsync(Volatile.Read(ref _taken) - _settled);
    }

    async Task BeginAsync(CancellationToken cancellationToken)
    {
        Waiting = await CountAsync(_channel, _queue, cancellationToken);
        if (Waiting is not > 0)
            return;
        await _channel.BasicQosAsync(0, (ushort)Math.Min(Waiting.Value, MostHeld), global: false, cancellationToken);
        await _channel.BasicConsumeAsync(_deadLetters, autoAck: false, this, cancellationToken);
    }

    async Task<HeldLetter?> NextAsync(CancellationToken cancellationToken)
    {
        if (_arrived.Reader.TryRead(out var next))
            return next;
        using var silence = new CancellationTokenSource(Silence, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            return await _arrived.Reader.WaitToReadAsync(either.Token) && _arrived.Reader.TryRead(out next) ? next : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    // Or whoever looks next would find the queue shorter than it is.
    async Task ReturnedAsync(int letters)
    {
        try
        {
            await using var channel = await _connection.CreateChannelAsync();
            var began = _clock.GetTimestamp();
            while (await CountAsync(channel, _queue, CancellationToken.None) < letters && _clock.GetElapsedTime(began) < ReturnPatience)
                await Task.Delay(TimeSpan.FromMilliseconds(5), _clock);
        }
        catch (Exception e) when (e is RabbitMQClientException or IOException or ObjectDisposedException)
        {
            // The connection broke: the letters are the broker's again, which is all that matters here.
        }
    }
}

/// <summary>A letter that nobody else can have for as long as the pass lasts.</summary>
sealed record HeldLetter(DeadLetter Letter, ulong DeliveryTag, BasicProperties Properties);

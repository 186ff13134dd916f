using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Tracking.Hosting.Broker;

namespace Tracking.Hosting.DeadLetters;

/// <summary>The dead letters on the broker, each looked at and settled in a <see cref="DeadLetterPass"/>.</summary>
sealed partial class RabbitMqDeadLetters(IOptions<BrokerOptions> options, TimeProvider clock, ILogger<RabbitMqDeadLetters> logger)
    : IDeadLetters, IAsyncDisposable
{
    // A pass of another process lasts some milliseconds, in which the letters that it holds cannot be found.
    const int Tries = 3;
    static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(300);

    static readonly CreateChannelOptions Confirmed = new(
        publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    readonly BrokerLink _link = new(options, "tracking dead letters");

    // Within this process one pass follows another: a page that is being drawn hides no letter from a replay.
    readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    public async Task<IReadOnlyList<DeadLetterCount>> CountAsync(CancellationToken cancellationToken)
    {
        var connection = await _link.OpenAsync(cancellationToken);
        var counts = new List<DeadLetterCount>();
        foreach (var queue in BrokerTopology.Consumed)
        {
            // A channel for each: that of a missing queue is closed by the broker.
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            counts.Add(new DeadLetterCount(queue, await DeadLetterPass.CountAsync(channel, queue, cancellationToken)));
        }

        return counts;
    }

    public async Task<DeadLetterPage> ListAsync(DeadLetterQuery query, CancellationToken cancellationToken)
    {
        var selection = new DeadLetterSelection(query);
        var counts = new List<DeadLetterCount>();
        foreach (var queue in DeadLetterQueues.Of(query))
        {
            var waiting = await PassAsync(
                queue,
                (_, held) =>
                {
                    selection.Add(held.Letter);
                    return Task.CompletedTask;
                },
                cancellationToken);
            counts.Add(new DeadLetterCount(queue, waiting));
        }

        return new DeadLetterPage(selection.ToList(), counts);
    }

    public async Task<DeadLetter?> FindAsync(DeadLetterKey key, CancellationToken cancellationToken)
    {
        DeadLetterQueues.Require(key.Queue);
        DeadLetter? found = null;
        for (var tries = 0; found is null && tries < Tries; tries++)
        {
            await PauseBeforeAsync(tries, cancellationToken);
            await PassAsync(
                key.Queue,
                (_, held) =>
                {
                    found ??= held.Letter.Id == key.Id ? held.Letter : null;
                    return Task.CompletedTask;
                },
                cancellationToken);
        }

        return found;
    }

    public Task<IReadOnlyList<DeadLetterOutcome>> ReplayAsync(
        IReadOnlyCollection<DeadLetterKey> keys, CancellationToken cancellationToken) =>
        SettleAsync(keys, replay => ReplayAsync(replay.Pass, replay.Publisher, replay.Held, body: null), cancellationToken);

    public async Task<DeadLetterOutcome> ReplayEditedAsync(
        DeadLetterKey key, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        DeadLetterQueues.Require(key.Queue);
        if (LetterBody.Problem(body) is { } problem)
            return new DeadLetterOutcome(key, DeadLetterResult.Failed, problem);
        var outcomes = await SettleAsync(
            [key], replay => ReplayAsync(replay.Pass, replay.Publisher, replay.Held, body), cancellationToken);
        return outcomes[0];
    }

    public Task<IReadOnlyList<DeadLetterOutcome>> DiscardAsync(
        IReadOnlyCollection<DeadLetterKey> keys, CancellationToken cancellationToken) =>
        SettleAsync(
            keys,
            async discard =>
            {
                await discard.Pass.SettleAsync(discard.Held);
                Discarded(discard.Held.Letter.Id, discard.Held.Letter.Queue);
                return new DeadLetterOutcome(discard.Held.Letter.Key, DeadLetterResult.Discarded, Letter: discard.Held.Letter);
            },
            cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _link.DisposeAsync();
        foreach (var turn in _turns.Values)
            turn.Dispose();
    }

    async Task<DeadLetterOutcome> ReplayAsync(DeadLetterPass pass, Publisher publisher, HeldLetter held, ReadOnlyMemory<byte>? body)
    {
        var headers = DeadLetterHeaders.ForReplay(held.Properties.Headers ?? new Dictionary<string, object?>(), edited: body is not null);
        var properties = MessageCopy.PropertiesOf(held.Properties, headers);
        if (body is not null)
            properties.ContentType = LetterBody.ContentTypeOf(properties.ContentType);

        // Confirmed first, and only then taken away. Not cancelled in between, or nobody would know whether it is there twice.
        await publisher.PublishAsync(held.Letter.Queue, properties, body ?? held.Letter.Body!.Value);
        await pass.SettleAsync(held);
        Replayed(held.Letter.Id, held.Letter.Queue);
        return new DeadLetterOutcome(held.Letter.Key, DeadLetterResult.Replayed, Letter: held.Letter);
    }

    // Goes through the queues of the keys, and does to each letter that it finds what is to be done.
    async Task<IReadOnlyList<DeadLetterOutcome>> SettleAsync(
        IReadOnlyCollection<DeadLetterKey> keys, Func<Settlement, Task<DeadLetterOutcome>> settle, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
            DeadLetterQueues.Require(key.Queue);
        var outcomes = new Dictionary<DeadLetterKey, DeadLetterOutcome>();
        var connection = await _link.OpenAsync(cancellationToken);
        await using var publisher = new Publisher(connection);
        foreach (var queue in keys.GroupBy(key => key.Queue))
        {
            for (var tries = 0; tries < Tries && queue.Any(key => !outcomes.ContainsKey(key)); tries++)
            {
                await PauseBeforeAsync(tries, CancellationToken.None);
                await SettleQueueAsync(queue.Key, queue.Except(outcomes.Keys).ToHashSet(), publisher, settle, outcomes, cancellationToken);
            }
        }

        return [.. keys.Distinct().Select(key => outcomes.GetValueOrDefault(key) ?? DeadLetterOutcome.NotFound(key))];
    }

    async Task SettleQueueAsync(
        string queue, HashSet<DeadLetterKey> wanted, Publisher publisher, Func<Settlement, Task<DeadLetterOutcome>> settle,
        Dictionary<DeadLetterKey, DeadLetterOutcome> outcomes, CancellationToken cancellationToken)
    {
        try
        {
            await PassAsync(
                queue,
                async (pass, held) =>
                {
                    if (wanted.Contains(held.Letter.Key))
                        outcomes[held.Letter.Key] = await OutcomeAsync(new Settlement(pass, publisher, held), settle, cancellationToken);
                },
                cancellationToken);
        }
        catch (Exception e) when (e is RabbitMQClientException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // What was done is done; all else is the broker's again.
            var reason = cancellationToken.IsCancellationRequested ? "It was cancelled before this letter's turn." : e.Message;
            foreach (var key in wanted.Where(key => !outcomes.ContainsKey(key)))
                outcomes[key] = new DeadLetterOutcome(key, DeadLetterResult.Failed, reason);
        }
    }

    async Task<DeadLetterOutcome> OutcomeAsync(
        Settlement settlement, Func<Settlement, Task<DeadLetterOutcome>> settle, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await settle(settlement);
        }
        catch (Exception e) when (e is RabbitMQClientException or IOException or OperationCanceledException or TimeoutException)
        {
            // Not confirmed, so not taken away: it goes back with the rest.
            var letter = settlement.Held.Letter;
            NotReplayed(letter.Id, letter.Queue, e.Message);
            return DeadLetterOutcome.Failed(letter, e switch
            {
                PublishException { IsReturn: true } => $"There is no queue {letter.Queue} to put it back into.",
                PublishException => $"The queue {letter.Queue} refused it.",
                _ => e.Message,
            });
        }
    }

    // Each letter in its turn. What the visitor does not settle goes back.
    async Task<long?> PassAsync(string queue, Func<DeadLetterPass, HeldLetter, Task> visit, CancellationToken cancellationToken)
    {
        var connection = await _link.OpenAsync(cancellationToken);
        var turn = _turns.GetOrAdd(queue, _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            await using var pass = await DeadLetterPass.BeginAsync(connection, queue, clock, cancellationToken);
            await foreach (var held in pass.LettersAsync(cancellationToken))
                await visit(pass, held);
            return pass.Waiting;
        }
        finally
        {
            turn.Release();
        }
    }

    Task PauseBeforeAsync(int tries, CancellationToken cancellationToken) =>
        tries == 0 ? Task.CompletedTask : Task.Delay(BetweenTries, clock, cancellationToken);

    [LoggerMessage(LogLevel.Information, "Replayed dead letter {Id} into {Queue}")]
    partial void Replayed(string id, string queue);

    [LoggerMessage(LogLevel.Information, "Discarded dead letter {Id} of {Queue}")]
    partial void Discarded(string id, string queue);

    [LoggerMessage(LogLevel.Warning, "Could not replay dead letter {Id} into {Queue}: {Reason}")]
    partial void NotReplayed(string id, string queue, string reason);

    sealed record Settlement(DeadLetterPass Pass, Publisher Publisher, HeldLetter Held);

    // A channel with confirms, and another when the broker has closed it over a letter.
    sealed class Publisher(IConnection connection) : IAsyncDisposable
    {
        static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
        IChannel? _channel;

        public async Task PublishAsync(string queue, BasicProperties properties, ReadOnlyMemory<byte> body)
        {
            using var deadline = new CancellationTokenSource(Patience);
            if (_channel is not { IsOpen: true })
            {
                if (_channel is not null)
                    await _channel.DisposeAsync();
                _channel = await connection.CreateChannelAsync(Confirmed, deadline.Token);
            }

            await _channel.BasicPublishAsync("", queue, mandatory: true, properties, body, deadline.Token);
        }

        public async ValueTask DisposeAsync()
        {
            if (_channel is not null)
                await _channel.DisposeAsync();
        }
    }
}

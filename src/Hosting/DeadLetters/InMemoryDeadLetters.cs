using MassTransit;
using Microsoft.Extensions.Logging;
using Tracking.Hosting.Broker;

namespace Tracking.Hosting.DeadLetters;

/// <summary>Keeps the latest in memory and says each in the log: the embedded default has no broker to keep them.</summary>
/// <param name="bus">Asked for when something is replayed, and not before: the bus itself is built with these.</param>
public sealed partial class InMemoryDeadLetters(Func<ISendEndpointProvider> bus, ILogger<InMemoryDeadLetters> logger) : IDeadLetters
{
    const int MaxKept = 1_000;

    readonly List<Kept> _kept = [];
    readonly Lock _gate = new();

    /// <summary>All of them, in the order in which they came.</summary>
    internal IReadOnlyList<DeadLetter> Letters => [.. Snapshot().Select(kept => kept.Letter)];

    /// <param name="headers">All of the message's headers, with those about the failure.</param>
    public void Add(
        string queue, string? messageId, string? contentType, IReadOnlyDictionary<string, object?> headers, ReadOnlyMemory<byte> body)
    {
        var own = new Dictionary<string, object?>(headers);
        var kept = new Kept(DeadLetterReader.Read(queue, messageId, contentType, own, body), own);
        lock (_gate)
        {
            _kept.Add(kept);
            if (_kept.Count <= MaxKept)
                return;
            Forgotten(_kept[0].Letter.Id, _kept[0].Letter.Queue, MaxKept);
            _kept.RemoveAt(0);
        }
    }

    public Task<IReadOnlyList<DeadLetterCount>> CountAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<DeadLetterCount>>(
                [.. BrokerTopology.Consumed.Select(queue => new DeadLetterCount(queue, _kept.Count(kept => kept.Letter.Queue == queue)))]);
        }
    }

    public async Task<DeadLetterPage> ListAsync(DeadLetterQuery query, CancellationToken cancellationToken)
    {
        var queues = DeadLetterQueues.Of(query);
        var selection = new DeadLetterSelection(query);
        foreach (var kept in Snapshot().Where(kept => queues.Contains(kept.Letter.Queue)))
            selection.Add(kept.Letter);
        var counts = await CountAsync(cancellationToken);
        return new DeadLetterPage(selection.ToList(), [.. counts.Where(count => queues.Contains(count.Queue))]);
    }

    public Task<DeadLetter?> FindAsync(DeadLetterKey key, CancellationToken cancellationToken)
    {
        DeadLetterQueues.Require(key.Queue);
        return Task.FromResult(Snapshot().FirstOrDefault(kept => kept.Letter.Key == key)?.Letter);
    }

    public async Task<IReadOnlyList<DeadLetterOutcome>> ReplayAsync(
        IReadOnlyCollection<DeadLetterKey> keys, CancellationToken cancellationToken)
    {
        var outcomes = new List<DeadLetterOutcome>();
        foreach (var key in Distinct(keys))
            outcomes.Add(await ReplayAsync(key, body: null, cancellationToken));
        return outcomes;
    }

    public async Task<DeadLetterOutcome> ReplayEditedAsync(
        DeadLetterKey key, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        DeadLetterQueues.Require(key.Queue);
        return LetterBody.Problem(body) is { } problem
            ? new DeadLetterOutcome(key, DeadLetterResult.Failed, problem)
            : await ReplayAsync(key, body, cancellationToken);
    }

    public Task<IReadOnlyList<DeadLetterOutcome>> DiscardAsync(
        IReadOnlyCollection<DeadLetterKey> keys, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<DeadLetterOutcome>>(
            [.. Distinct(keys).Select(key => Take(key) is { } taken
                ? new DeadLetterOutcome(key, DeadLetterResult.Discarded, Letter: taken.Kept.Letter)
                : DeadLetterOutcome.NotFound(key))]);

    static DeadLetterKey[] Distinct(IReadOnlyCollection<DeadLetterKey> keys)
    {
        foreach (var key in keys)
            DeadLetterQueues.Require(key.Queue);
        return [.. keys.Distinct()];
    }

    async Task<DeadLetterOutcome> ReplayAsync(DeadLetterKey key, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
    {
        if (Take(key) is not var (kept, place))
            return DeadLetterOutcome.NotFound(key);
        var letter = kept.Letter;
        try
        {
            await InMemoryCopy.SendAsync(
                bus(), letter.Queue, letter.MessageId, body is null ? letter.ContentType : LetterBody.ContentTypeOf(letter.ContentType),
                DeadLetterHeaders.ForReplay(kept.Headers, edited: body is not null), body ?? letter.Body!.Value, delay: null,
                cancellationToken);
            return new DeadLetterOutcome(key, DeadLetterResult.Replayed, Letter: letter);
        }
        catch (Exception e)
        {
            // Whatever kept it from being sent, it goes back to where it was.
            lock (_gate)
                _kept.Insert(Math.Min(place, _kept.Count), kept);
            return DeadLetterOutcome.Failed(letter, e.Message);
        }
    }

    (Kept Kept, int Place)? Take(DeadLetterKey key)
    {
        lock (_gate)
        {
            var place = _kept.FindIndex(kept => kept.Letter.Key == key);
            if (place < 0)
                return null;
            var taken = _kept[place];
            _kept.RemoveAt(place);
            return (taken, place);
        }
    }

    Kept[] Snapshot()
    {
        lock (_gate)
            return [.. _kept];
    }

    [LoggerMessage(LogLevel.Error, "Forgot dead letter {Id} of {Queue}: only the latest {MaxKept} are kept in memory")]
    partial void Forgotten(string id, string queue, int maxKept);

    sealed record Kept(DeadLetter Letter, Dictionary<string, object?> Headers);
}

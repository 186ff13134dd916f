using System.Collections.Concurrent;
using System.Diagnostics;
using Tracking.Simulator.Ledger;
using Tracking.Simulator.Players;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Running;

/// <summary>
/// Plays the schedule: sends what is due over a bounded number of connections, repeats what was not answered, and writes down what
/// was acknowledged.
/// </summary>
sealed class Performance(
    IReadOnlyList<Sending> schedule, IReadOnlyList<IPlayer> players, FactLedger ledger, RunOptions options, TimeProvider time)
{
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    readonly ConcurrentDictionary<string, int> _troubles = new();
    readonly ConcurrentDictionary<string, int> _refusals = new();
    long _beganAt;
    int _next = -1;
    int _finished;
    int _acknowledged;
    int _refused;
    int _givenUp;

    /// <summary>Called as each fact is first acknowledged.</summary>
    public Action<Fact>? FirstAcknowledged { get; init; }

    public Latencies Callbacks { get; } = new(schedule.Count(s => s.Fact.IsCallback));

    public Latencies Publishes { get; } = new(schedule.Count(s => !s.Fact.IsCallback));

    public int Total => schedule.Count;

    public int Finished => Volatile.Read(ref _finished);

    public int Acknowledged => Volatile.Read(ref _acknowledged);

    public int Refused => Volatile.Read(ref _refused);

    public int GivenUp => Volatile.Read(ref _givenUp);

    public TimeSpan Elapsed { get; private set; }

    /// <summary>Sends that were not answered with a promise, by what was said instead.</summary>
    public IReadOnlyDictionary<string, int> Troubles => _troubles;

    public IReadOnlyDictionary<string, int> Refusals => _refusals;

    public async Task PlayAsync(CancellationToken cancellationToken)
    {
        _beganAt = time.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, options.Connections).Select(_ => Task.Run(() => WorkAsync(cancellationToken), cancellationToken)));
        Elapsed = time.GetElapsedTime(_beganAt);
    }

    async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (Refused < options.MaxRefusals && Interlocked.Increment(ref _next) is var at && at < schedule.Count)
        {
            await WaitUntilDueAsync(at, cancellationToken);
            await SendAsync(schedule[at], cancellationToken);
            Interlocked.Increment(ref _finished);
        }
    }

    async Task WaitUntilDueAsync(int at, CancellationToken cancellationToken)
    {
        var due = schedule[at].Due ?? (options.Rate is { } rate ? TimeSpan.FromSeconds(at / rate) : TimeSpan.Zero);
        var wait = due - time.GetElapsedTime(_beganAt);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancellationToken);
    }

    async Task SendAsync(Sending sending, CancellationToken cancellationToken)
    {
        var fact = sending.Fact;
        var player = players.FirstOrDefault(p => p.Plays(fact)) ?? throw new UnreachableException($"nobody plays {fact.Kind}");
        var began = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 > LongestPause ? LongestPause : pause * 2)
        {
            ledger.Sending(fact.Number, time.GetUtcNow());
            var sent = time.GetTimestamp();
            var answer = await player.SendAsync(sending, cancellationToken);
            switch (answer.Outcome)
            {
                case Outcome.Acknowledged:
                    (fact.IsCallback ? Callbacks : Publishes).Add(time.GetElapsedTime(sent));
                    Interlocked.Increment(ref _acknowledged);
                    if (ledger.Acknowledged(fact.Number, time.GetUtcNow()))
                        FirstAcknowledged?.Invoke(fact);
                    return;
                case Outcome.Refused:
                    ledger.Refused(fact.Number);
                    Interlocked.Increment(ref _refused);
                    Count(_refusals, $"{fact.Kind}: {answer.Detail}");
                    return;
                case Outcome.Unknown:
                    ledger.Unanswered(fact.Number);
                    Count(_troubles, answer.Detail ?? "no answer");
                    break;
                default:
                    throw new UnreachableException($"outcome {answer.Outcome}");
            }

            // A duplicate of what was acknowledged need not arrive; what nobody has promised yet must.
            if (ledger[fact.Number].FirstAcknowledgedAt is not null)
                return;
            if (time.GetElapsedTime(began) > options.GiveUp)
            {
                Interlocked.Increment(ref _givenUp);
                return;
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    // A bounded number of texts: a server that says something new each time shall not fill the memory. Of each the first line, for
    // behind it some exceptions have a stack.
    static void Count(ConcurrentDictionary<string, int> counts, string text)
    {
        var said = text.Split('\n', 2)[0].TrimEnd();
        if (counts.Count < 50 || counts.ContainsKey(said))
            counts.AddOrUpdate(said, 1, (_, n) => n + 1);
    }
}

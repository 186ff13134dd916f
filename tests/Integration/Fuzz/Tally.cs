using System.Collections.Concurrent;
using System.Text;

namespace Tracking.Integration.Fuzz;

/// <summary>A request that was not answered as it should be.</summary>
sealed record Failure(HostileRequest Request, string Problem)
{
    /// <summary>What is needed to send it again, by hand or as a test.</summary>
    public string Describe(int seed) =>
        $"{Problem}\n  seed {seed}, request {Request.Number}, from {Request.Endpoint} by {string.Join(" + ", Request.Mutations)}\n  "
        + (Request.Bytes.Length <= 6_000
            ? Convert.ToBase64String(Request.Bytes)
            : $"{Request.Bytes.Length} bytes, which begin {Convert.ToBase64String(Request.Bytes[..300])}");
}

/// <summary>What a run amounted to.</summary>
sealed class Tally
{
    readonly ConcurrentDictionary<(string Endpoint, string Answer), int> _byEndpoint = new();
    readonly ConcurrentDictionary<(string Mutation, string Answer), int> _byMutation = new();
    int _requests, _accepted, _acceptedEvents, _comeAgain, _unanswered;

    public ConcurrentQueue<Failure> Failures { get; } = new();

    /// <summary>At the beginning, and after each quarter.</summary>
    public List<Memory> Memory { get; } = [];

    public int Requests => _requests;

    /// <summary>Callbacks and tokens that were answered 200.</summary>
    public int Accepted => _accepted;

    /// <summary>Events that were answered 202, each counted.</summary>
    public int AcceptedEvents => _acceptedEvents;

    public int ComeAgain => _comeAgain;

    /// <summary>Whatever became of them, we did not hear of it.</summary>
    public int Unanswered => _unanswered;

    public void Count(HostileRequest request, string answer)
    {
        Interlocked.Increment(ref _requests);
        _byEndpoint.AddOrUpdate((request.Endpoint, answer), 1, (_, count) => count + 1);
        var kind = answer is [var first and >= '0' and <= '9', ..] ? $"{first}xx" : answer;
        foreach (var mutation in request.Mutations.Distinct().DefaultIfEmpty("none"))
            _byMutation.AddOrUpdate((mutation, kind), 1, (_, count) => count + 1);
    }

    public void AddAccepted(int requests, int events)
    {
        Interlocked.Add(ref _accepted, requests);
        Interlocked.Add(ref _acceptedEvents, events);
    }

    public void AddComeAgain() => Interlocked.Increment(ref _comeAgain);

    public void AddUnanswered() => Interlocked.Increment(ref _unanswered);

    public void Fail(HostileRequest request, string problem) => Failures.Enqueue(new(request, problem));

    public override string ToString()
    {
        var text = new StringBuilder();
        Table(text, "endpoint", _byEndpoint);
        Table(text, "mutation", _byMutation);
        foreach (var (at, memory) in Memory.Index())
            text.AppendLine($"memory after {at * 25,3} %   heap {memory.HeapMiB,6:0.0} MiB   working set {memory.WorkingSetMiB,6:0.0} MiB");
        return text.ToString();
    }

    static void Table(StringBuilder text, string title, ConcurrentDictionary<(string Row, string Answer), int> counts)
    {
        text.AppendLine(title);
        foreach (var row in counts.GroupBy(count => count.Key.Row).OrderBy(row => row.Key, StringComparer.Ordinal))
        {
            var answers = row.OrderBy(count => count.Key.Answer, StringComparer.Ordinal).Select(count => $"{count.Key.Answer}: {count.Value}");
            text.AppendLine($"  {row.Key,-40} {row.Sum(count => count.Value),8}   {string.Join("  ", answers)}");
        }
    }
}

/// <summary>Of this process, right after a full collection that gives back to the system whatever it can: else the working set says how busy it was.</summary>
readonly record struct Memory(double HeapMiB, double WorkingSetMiB)
{
    public static Memory Now()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return new(GC.GetTotalMemory(forceFullCollection: false) / 1048576.0, Environment.WorkingSet / 1048576.0);
    }
}

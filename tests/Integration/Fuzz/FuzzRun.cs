using System.Text.Json;

namespace Tracking.Integration.Fuzz;

/// <summary>Fires hostile requests over many connections, and holds every answer against the rules.</summary>
sealed class FuzzRun(FuzzedSystem system, int seed)
{
    const int Workers = 16;

    // A server that lacks something waits for it; so it is told soon that nothing more will come. One that has all of a request must answer.
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(25);
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    readonly HostileRequests _requests = new(seed, system.Corpus);
    readonly HashSet<string> _successes = [.. system.Corpus.Providers.Values.Select(provider => provider.Route.SuccessBody)];
    readonly int[] _underWay = new int[Workers];

    public Tally Tally { get; } = new();

    /// <summary>Numbers 0 to <paramref name="count"/>, and each genuine request once more at the end.</summary>
    /// <param name="progress">Told after each quarter.</param>
    public async Task RunAsync(int count, Action<string> progress, CancellationToken cancellationToken)
    {
        system.Log.UnderWay = () => $"seed {seed}, {string.Join(' ', _underWay)}";
        Tally.Memory.Add(Memory.Now());
        for (var quarter = 0; quarter < 4; quarter++)
        {
            await FireAsync((int)((long)count * quarter / 4), (int)((long)count * (quarter + 1) / 4), cancellationToken);
            Tally.Memory.Add(Memory.Now());
            progress($"{Tally.Requests} requests, {Tally.Failures.Count} failures");
        }

        foreach (var genuine in system.Corpus.All)
            await SendAsync(HostileRequests.Genuine(genuine, count), cancellationToken);
    }

    public Task RunOneAsync(int number, CancellationToken cancellationToken) => SendAsync(_requests[number], cancellationToken);

    /// <summary>Over a connection of its own.</summary>
    public async Task SendAsync(HostileRequest request, CancellationToken cancellationToken)
    {
        var open = new Connection?[2];
        await FireAsync(request, open, cancellationToken);
        Array.ForEach(open, connection => connection?.Dispose());
    }

    async Task FireAsync(int from, int to, CancellationToken cancellationToken)
    {
        var next = from - 1;
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(
            async () =>
            {
                var open = new Connection?[2];
                while (Interlocked.Increment(ref next) is var number && number < to)
                {
                    _underWay[worker] = number;
                    await FireAsync(_requests[number], open, cancellationToken);
                }

                Array.ForEach(open, connection => connection?.Dispose());
            },
            cancellationToken)));
    }

    /// <param name="open">A connection to each host that is still good for another request; null where there is none.</param>
    async Task FireAsync(HostileRequest request, Connection?[] open, CancellationToken cancellationToken)
    {
        var host = request.OfDashboard ? 1 : 0;
        try
        {
            while (true)
            {
                var reused = request.Resets ? null : open[host];
                var connection = reused
                    ?? await Connection.OpenAsync(request.OfDashboard ? system.DashboardPort : system.IngressPort, cancellationToken);
                if (ReferenceEquals(reused, open[host]))
                    open[host] = null;
                var isDone = await ExchangeAsync(request, connection, wasUsed: reused is not null, cancellationToken);
                if (isDone is Outcome.Reusable)
                    open[host] = connection;
                else
                    connection.Dispose();
                if (isDone is not Outcome.Again)
                    return;
            }
        }
        catch (Exception e) when (e is FormatException or EndOfStreamException or TimeoutException or OverflowException)
        {
            Tally.Count(request, "malformed");
            Tally.Fail(request, e is TimeoutException ? "no answer in time" : "not HTTP: " + e.Message);
        }
    }

    async Task<Outcome> ExchangeAsync(HostileRequest request, Connection connection, bool wasUsed, CancellationToken cancellationToken)
    {
        if (request.Dribbles)
        {
            foreach (var piece in request.Bytes.Chunk(Math.Max(1, request.Bytes.Length / 40)))
            {
                await connection.WriteAsync(piece, cancellationToken);
                await Task.Yield();
            }
        }
        else
        {
            await connection.WriteAsync(request.Bytes, cancellationToken);
        }

        if (request.Resets)
        {
            connection.Reset();
            Tally.Count(request, "reset");
            return Outcome.Done;
        }

        var framing = Framing.Of(request.Bytes);
        var answer = await ReadAsync(connection, framing.IsHead, mayWait: framing.IsWhole, cancellationToken);
        if (answer is null && wasUsed)
            return Outcome.Again; // The server had ended the connection before: that says nothing of this request.
        Judge(request, answer, framing);
        if (answer is { Closes: false } && framing.IsExact && !connection.HasMore)
            return Outcome.Reusable;

        // What was behind the first request is others to the server.
        while (answer is { Closes: false })
        {
            answer = await ReadAsync(connection, toHead: false, mayWait: false, cancellationToken);
            if (answer is not null)
                Check(request, answer);
        }

        return Outcome.Done;
    }

    static async Task<Answer?> ReadAsync(Connection connection, bool toHead, bool mayWait, CancellationToken cancellationToken)
    {
        var reading = connection.ReadAsync(toHead, cancellationToken);
        if (!mayWait)
        {
            try
            {
                return await reading.WaitAsync(Patience, cancellationToken);
            }
            catch (TimeoutException)
            {
                connection.EndWriting();
            }

            try
            {
                return await reading.WaitAsync(Deadline, cancellationToken);
            }
            catch (EndOfStreamException)
            {
                return null; // To the server we have hung up, and it has stopped in the middle of what it was saying.
            }
        }

        return await reading.WaitAsync(Deadline, cancellationToken);
    }

    void Judge(HostileRequest request, Answer? answer, Framing framing)
    {
        if (answer is null)
        {
            Tally.Count(request, "none");
            Tally.AddUnanswered();
            if (framing.IsWhole)
                Tally.Fail(request, "no answer");
            return;
        }

        Tally.Count(request, $"{answer.Status}");
        if (request.MustSucceed && answer.Status is not (>= 200 and < 300))
            Tally.Fail(request, $"{answer.Status} to a genuine request: {answer.Text}");
        Check(request, answer);
    }

    void Check(HostileRequest request, Answer answer)
    {
        if (answer.Problem() is { } problem)
            Tally.Fail(request, problem);
        if (answer.Status == 503)
        {
            Tally.AddComeAgain();
            if (request.OfDashboard || answer.Header("Retry-After") is null)
                Tally.Fail(request, "503: " + answer.Text);
        }

        if (request.OfDashboard || answer.ToHead)
            return;
        if (answer.Status == 200 && _successes.Contains(answer.Text))
            Tally.AddAccepted(1, 0);
        else if (answer.Status == 202)
            Tally.AddAccepted(0, JsonSerializer.Deserialize<JsonElement>(answer.Body).GetProperty("accepted").GetInt32());
    }

    enum Outcome
    {
        Done,

        /// <summary>The connection is good for another request.</summary>
        Reusable,

        /// <summary>Nothing was said of it; another connection will tell.</summary>
        Again,
    }
}

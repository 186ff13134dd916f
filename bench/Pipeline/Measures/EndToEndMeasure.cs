using System.Collections.Concurrent;
using Dapper;
using Npgsql;
using Tracking.Contracts;
using Tracking.Pipeline.Floors;
using Tracking.Pipeline.Load;
using Tracking.Pipeline.Report;

namespace Tracking.Pipeline.Measures;

/// <summary>Everything at once on the same processors: callbacks are posted as fast as they are answered, and counted when their rows are there.</summary>
static class EndToEndMeasure
{
    const string Measure = "end to end";
    const string Rate = "callbacks/s";
    const string Ours = "ingress and worker";
    const string RowByRowPipeline = "one message, one row";
    const int Connections = 64;

    // Far more than any of them answers in a run.
    const double MostPerSecond = 25_000;

    static readonly string[] Systems = [Ours, RowByRowPipeline, WriteInRequest.Role];

    static int PerRun(Options options) => (int)(MostPerSecond * options.Seconds);

    /// <summary>Deliveries that this takes.</summary>
    public static int Needs(Options options) => PerRun(options) * ((Systems.Length * (options.Rounds + 1)) + 2);

    public static async Task RunAsync(Servers servers, string database, int first, Options options, Findings findings)
    {
        var programs = new Dictionary<string, Contender[]>();
        var queues = new Dictionary<string, QueueFeed>();
        try
        {
            foreach (var system in Systems)
            {
                var broker = await servers.NewVirtualHostAsync($"end-{programs.Count}");
                programs.Add(system, system switch
                {
                    Ours =>
                    [
                        await Contender.HostAsync("Ingress", Settings.Ingress(broker)),
                        await Contender.HostAsync("Worker", Settings.Worker(broker, database)),
                    ],
                    RowByRowPipeline =>
                    [
                        await Contender.FloorAsync(PublishThroughMassTransit.Role, Settings.Floor(broker, database)),
                        await Contender.FloorAsync(RowConsumer.Role, Settings.Floor(broker, database)),
                    ],
                    _ => [await Contender.FloorAsync(system, Settings.Floor(broker, database))],
                });
                if (system != WriteInRequest.Role)
                    queues.Add(system, await QueueFeed.ConnectAsync(broker));
                await Task.Delay(2_000);
            }

            for (var round = 0; round <= options.Rounds; round++)
            {
                foreach (var system in Systems)
                {
                    foreach (var other in programs.Where(other => other.Key != system).SelectMany(other => other.Value))
                        other.Pause();
                    foreach (var program in programs[system])
                        program.Resume();
                    var requests = TwilioRequests.Of(first, PerRun(options));
                    var started = Stopwatch.GetTimestamp();
                    var load = await HttpLoad.RunAsync(programs[system][0].Address, requests, Connections, options.Duration);
                    await AppliedAsync(database, system, queues.GetValueOrDefault(system), first, load.Latencies.Length);
                    var took = Stopwatch.GetElapsedTime(started);
                    first += requests.Length;
                    if (round == 0)
                        continue;
                    findings.Add(Measure, system, Rate, load.Latencies.Length / took.TotalSeconds);
                    findings.Add(Measure, system, "answers/s", load.Rate);
                    findings.Add(Measure, system, "ms p99 of answers", load.Milliseconds(0.99));
                    if (system == Ours)
                    {
                        findings.Add(Measure, "ingress", "MiB", programs[system][0].Memory);
                        findings.Add(Measure, "worker", "MiB", programs[system][1].Memory);
                    }
                }
            }

            findings.Compare(Measure, Rate, Ours, RowByRowPipeline, 10);
            findings.Compare(Measure, Rate, Ours, WriteInRequest.Role);
            foreach (var program in programs.Where(p => p.Key != Ours).SelectMany(p => p.Value))
                program.Pause();
            foreach (var program in programs[Ours])
                program.Resume();
            var half = findings.Median(Measure, Ours, Rate) / 2;
            await VisibleAsync(programs[Ours][0].Address, database, first, half, options, findings);
        }
        finally
        {
            foreach (var queue in queues.Values)
                await queue.DisposeAsync();
            foreach (var program in programs.Values.SelectMany(programs => programs))
                await program.DisposeAsync();
        }
    }

    static async Task AppliedAsync(string database, string system, QueueFeed? queue, int first, int count)
    {
        while (queue is not null && await queue.WaitingAsync(Queues.CallbacksReceived) > 0)
            await Task.Delay(20);
        await using var connection = new NpgsqlConnection(database);
        var sql = system == Ours
            ? "select count(*) from event where provider_message_id >= @from and source = 'callback'"
            : "select count(*) from row_event where provider_message_id >= @from";
        for (var tries = 0; await connection.ExecuteScalarAsync<long>(sql, new { from = TwilioRequests.MessageId(first) }) < count; tries++)
        {
            if (tries > 600)
                throw new InvalidOperationException($"{system} has not applied all of its callbacks.");
            await Task.Delay(50);
        }
    }

    /// <summary>From the answer to the row, at half the rate that can be sustained: one in two hundred is asked for until it is there.</summary>
    static async Task VisibleAsync(Uri ingress, string database, int first, double perSecond, Options options, Findings findings)
    {
        const int every = 200;
        var seconds = options.Seconds * 2;
        var requests = TwilioRequests.Of(first, (int)(perSecond * seconds));
        await using var source = NpgsqlDataSource.Create(database);
        ConcurrentBag<TimeSpan> waits = [];
        ConcurrentBag<Task> looking = [];
        await HttpLoad.RunAsync(ingress, requests, Connections, duration: null, perSecond: perSecond, answered: number =>
        {
            if (number % every == 0)
                looking.Add(LookAsync(first + number));
        });
        await Task.WhenAll(looking);
        TimeSpan[] sorted = [.. waits.Order()];
        findings.Add("visible, at half the rate", Ours, "ms p50", sorted[sorted.Length / 2].TotalMilliseconds);
        findings.Add("visible, at half the rate", Ours, "ms p99", sorted[(int)(sorted.Length * 0.99)].TotalMilliseconds);

        async Task LookAsync(int delivery)
        {
            var answered = Stopwatch.GetTimestamp();
            await using var command = source.CreateCommand($"select status from delivery where delivery_id = 'd-{delivery}'");
            while (await command.ExecuteScalarAsync() is not "delivered")
                await Task.Delay(5);
            waits.Add(Stopwatch.GetElapsedTime(answered));
        }
    }
}

using Dapper;
using Npgsql;
using Tracking.Pipeline.Floors;
using Tracking.Pipeline.Load;
using Tracking.Pipeline.Report;

namespace Tracking.Pipeline.Measures;

/// <summary>Callbacks into deliveries that are known, against the bare client over the same stores, and against a row for each message.</summary>
static class DrainMeasure
{
    const string Measure = "drain";
    const string Rate = "callbacks/s";
    const string Project = "Worker";
    const string Ours = "worker";
    const string OursAnnouncing = "worker, announcing";
    const int Grouped = 64;

    // One message, one row: a sixth of them takes as long.
    const int RowShare = 6;

    // The bare client holds what it is sent ahead in memory, as ours does: so many callbacks, whatever they travel in.
    const int Ahead = 1_200;

    sealed record Run(string Consumer, int PerMessage)
    {
        public string Name => $"{Consumer}, {(PerMessage == 1 ? "alone" : "in groups")}";

        // The floor's prefetch is fixed when it starts, and counts messages.
        public string Process => Consumer == RawConsumer.Role ? Name : Consumer;

        public int Prefetch => Math.Max(Ahead / PerMessage, 32);
    }

    static Run[] Runs(Options options)
    {
        return
        [
            new(RawConsumer.Role, Grouped), .. OtherBuilds(Grouped), new(Ours, Grouped),
            new(OursAnnouncing, Grouped),
            new(RawConsumer.Role, 1), .. OtherBuilds(1), new(Ours, 1), new(OursAnnouncing, 1),
            new(RowConsumer.Role, 1),
        ];

        IEnumerable<Run> OtherBuilds(int perMessage) => options.Others(Project).Keys.Select(other => new Run(other, perMessage));
    }

    /// <summary>Deliveries that this takes.</summary>
    public static int Needs(Options options) => options.Callbacks * Runs(options).Length * (options.Rounds + 1);

    public static async Task RunAsync(Servers servers, string database, int first, Options options, Findings findings)
    {
        var runs = Runs(options);
        var others = options.Others(Project);
        var consumers = new Dictionary<string, Contender>();
        var queues = new Dictionary<string, QueueFeed>();
        try
        {
            foreach (var run in runs.DistinctBy(run => run.Process))
            {
                var broker = await servers.NewVirtualHostAsync($"drain-{consumers.Count}");
                consumers.Add(run.Process, run.Consumer switch
                {
                    Ours => await Contender.HostAsync(Project, Settings.Worker(broker, database, announces: false)),
                    var other when others.TryGetValue(other, out var folder) =>
                        await Contender.HostAsync(Project, Settings.Worker(broker, database, announces: false), folder),
                    OursAnnouncing => await Contender.HostAsync(Project, Settings.Worker(broker, database)),
                    _ => await Contender.FloorAsync(run.Consumer, Settings.Floor(broker, database, run.Prefetch)),
                });
                queues.Add(run.Process, await QueueFeed.ConnectAsync(broker));
                await Task.Delay(2_000);
            }

            for (var round = 0; round <= options.Rounds; round++)
            {
                foreach (var run in runs)
                {
                    foreach (var other in consumers.Where(other => other.Key != run.Process))
                        other.Value.Pause();
                    var count = run.Consumer == RowConsumer.Role ? options.Callbacks / RowShare : options.Callbacks;
                    var (rate, cpu) = await Drain.RunAsync([consumers[run.Process]], queues[run.Process], first, count, run.PerMessage);
                    await AssertAppliedAsync(database, run, first, count);
                    first += count;
                    if (round == 0)
                        continue;
                    findings.Add(Measure, run.Name, Rate, rate);
                    findings.Add(Measure, run.Name, Findings.Processor, cpu);
                    findings.Add(Measure, run.Name, "MiB", consumers[run.Process].Memory);
                }
            }
        }
        finally
        {
            foreach (var queue in queues.Values)
                await queue.DisposeAsync();
            foreach (var consumer in consumers.Values)
                await consumer.DisposeAsync();
        }

        foreach (var perMessage in (int[])[Grouped, 1])
        {
            findings.CompareBuilds(
                Measure, Rate, new Run(Ours, perMessage).Name, others.Keys.Select(other => new Run(other, perMessage).Name));
        }

        findings.Compare(Measure, Rate, new Run(Ours, Grouped).Name, new Run(RawConsumer.Role, Grouped).Name, 0.85);
        findings.Compare(Measure, Rate, new Run(Ours, 1).Name, new Run(RawConsumer.Role, 1).Name, 0.5);
        findings.Compare(Measure, Rate, new Run(Ours, Grouped).Name, new Run(RowConsumer.Role, 1).Name, 12);
        findings.Compare(Measure, Rate, new Run(OursAnnouncing, Grouped).Name, new Run(Ours, Grouped).Name, 0.75);
        findings.Compare(Measure, Rate, new Run(OursAnnouncing, 1).Name, new Run(Ours, 1).Name, 0.75);
    }

    // A rate of what was not done would be a fine one. What was sent ahead may still be under way when nothing waits any more.
    static async Task AssertAppliedAsync(string database, Run run, int first, int count)
    {
        await using var connection = new NpgsqlConnection(database);
        var sql = run.Consumer == RowConsumer.Role
            ? "select count(*) from row_event where provider_message_id between @from and @to"
            : "select count(*) from event where provider_message_id between @from and @to and source = 'callback'";
        var bounds = new { from = TwilioRequests.MessageId(first), to = TwilioRequests.MessageId(first + count - 1) };
        for (var tries = 0; await connection.ExecuteScalarAsync<long>(sql, bounds) < count; tries++)
        {
            if (tries > 100)
                throw new InvalidOperationException($"{run.Name} has not applied all of its callbacks.");
            await Task.Delay(100);
        }

        while (await connection.ExecuteScalarAsync<bool>("select exists (select from outbox)"))
            await Task.Delay(100);
    }
}

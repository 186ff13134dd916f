using Tracking.Pipeline.Load;
using Tracking.Pipeline.Report;

namespace Tracking.Pipeline.Measures;

/// <summary>One, two and four workers on one queue. On few processors it shows that they do not get into each other's way, and where the limit is.</summary>
static class ScaleMeasure
{
    const string Measure = "scale-out";
    const string Rate = "callbacks/s";
    const int Grouped = 64;

    static readonly int[] Workers = [1, 2, 4];

    public static int Needs(Options options) => options.Callbacks * Workers.Length * (options.Rounds + 1);

    public static async Task RunAsync(Servers servers, string database, int first, Options options, Findings findings)
    {
        var broker = await servers.NewVirtualHostAsync("scale");
        await using var queue = await QueueFeed.ConnectAsync(broker);
        List<Contender> running = [];
        try
        {
            foreach (var workers in Workers)
            {
                while (running.Count < workers)
                    running.Add(await Contender.HostAsync("Worker", Settings.Worker(broker, database, announces: false)));
                await Task.Delay(2_000);
                for (var round = 0; round <= options.Rounds; round++)
                {
                    var (rate, cpu) = await Drain.RunAsync(running, queue, first, options.Callbacks, Grouped);
                    first += options.Callbacks;
                    if (round == 0)
                        continue;
                    findings.Add(Measure, Name(workers), Rate, rate);
                    findings.Add(Measure, Name(workers), Findings.Processor, cpu);
                }
            }
        }
        finally
        {
            foreach (var worker in running)
                await worker.DisposeAsync();
        }

        findings.Compare(Measure, Rate, Name(2), Name(1));
        findings.Compare(Measure, Rate, Name(4), Name(1));
    }

    static string Name(int workers) => workers == 1 ? "1 worker" : $"{workers} workers";
}

using Tracking.Pipeline.Load;
using Tracking.Pipeline.Report;

namespace Tracking.Pipeline.Measures;

/// <summary>The whole pipeline under full load for minutes on end: whether its memory stays where it is.</summary>
static class SoakMeasure
{
    const string Measure = "soak";
    const int Different = 200_000;

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    public static int Needs => Different;

    public static async Task RunAsync(Servers servers, string database, int first, TimeSpan duration, Findings findings)
    {
        var broker = await servers.NewVirtualHostAsync("soak");
        await using var ingress = await Contender.HostAsync("Ingress", Settings.Ingress(broker));
        await using var worker = await Contender.HostAsync("Worker", Settings.Worker(broker, database));

        // The same ones over and over: what is repeated is looked up, compared and absorbed.
        var load = HttpLoad.RunAsync(ingress.Address, TwilioRequests.Of(first, Different), connections: 64, duration, repeat: true);
        while (await Task.WhenAny(load, Task.Delay(Interval)) != load)
        {
            findings.Add(Measure, "ingress", "MiB", ingress.Memory);
            findings.Add(Measure, "worker", "MiB", worker.Memory);
        }

        findings.Add(Measure, "ingress and worker", "answers/s", (await load).Rate);
    }
}

using Tracking.Contracts;
using Tracking.Pipeline.Floors;
using Tracking.Pipeline.Load;
using Tracking.Pipeline.Report;

namespace Tracking.Pipeline.Measures;

/// <summary>Signed callbacks, answered when the broker has confirmed them, against what they cost when only verified, or published alone.</summary>
static class IngressMeasure
{
    const string Project = "Ingress";
    const string Ours = "ingress";

    static readonly int[] Connections = [1, 64, 256];

    public static async Task RunAsync(Servers servers, Options options, Findings findings)
    {
        var requests = TwilioRequests.Of(1, 20_000);
        var others = options.Others(Project);
        var hosts = new Dictionary<string, Uri>();
        foreach (var name in (string[])[VerifyOnly.Role, PublishAlone.Role, PublishThroughMassTransit.Role, .. others.Keys, Ours])
            hosts.Add(name, await servers.NewVirtualHostAsync(name));
        List<Contender> contenders = [];
        try
        {
            foreach (var (name, broker) in hosts)
            {
                var folder = others.GetValueOrDefault(name);
                contenders.Add(name == Ours || folder is not null
                    ? await Contender.HostAsync(Project, Settings.Ingress(broker), folder)
                    : await Contender.FloorAsync(name, Settings.Floor(broker, "")));
            }

            for (var round = 0; round <= options.Rounds; round++)
            {
                foreach (var connections in Connections)
                {
                    foreach (var (contender, name) in contenders.Zip(hosts.Keys))
                        await MeasureAsync(contender, name, hosts[name], requests, connections, options, round == 0 ? null : findings);
                }
            }
        }
        finally
        {
            foreach (var contender in contenders)
                await contender.DisposeAsync();
        }

        foreach (var connections in Connections)
        {
            var measure = MeasureOf(connections);
            findings.CompareBuilds(measure, "requests/s", Ours, others.Keys);
            if (connections == 1)
            {
                findings.Compare(measure, "ms p50", Ours, PublishThroughMassTransit.Role, 1.15, atLeast: false);
                findings.Compare(measure, "ms p50", Ours, PublishAlone.Role);
                continue;
            }

            findings.Compare(measure, "requests/s", Ours, VerifyOnly.Role, 0.42);
            findings.Compare(measure, "requests/s", Ours, PublishThroughMassTransit.Role, 2.5);
            findings.Compare(measure, "requests/s", Ours, PublishAlone.Role);
            findings.Compare(measure, "ms p99", Ours, PublishThroughMassTransit.Role, 1, atLeast: false);
            findings.Compare(measure, "ms p99", Ours, PublishAlone.Role, 1, atLeast: false);
        }
    }

    static string MeasureOf(int connections) => $"ingress, {connections} connection{(connections == 1 ? "" : "s")}";

    static async Task MeasureAsync(
        Contender contender, string name, Uri broker, byte[][] requests, int connections, Options options, Findings? findings)
    {
        var cpu = contender.Cpu;
        var result = await HttpLoad.RunAsync(contender.Address, requests, connections, options.Duration, repeat: true);
        cpu = contender.Cpu - cpu;
        if (name != VerifyOnly.Role)
        {
            await using var queue = await QueueFeed.ConnectAsync(broker);
            await queue.PurgeAsync(Queues.CallbacksReceived);
        }

        if (result.Refused > 0)
            throw new InvalidOperationException($"{name} refused {result.Refused} callbacks.");
        if (findings is null)
            return;
        var measure = MeasureOf(connections);
        findings.Add(measure, name, "requests/s", result.Rate);
        findings.Add(measure, name, "ms p50", result.Milliseconds(0.5));
        findings.Add(measure, name, "ms p99", result.Milliseconds(0.99));
        findings.Add(measure, name, Findings.Processor, cpu.TotalMicroseconds / result.Latencies.Length);
        findings.Add(measure, name, "MiB", contender.Memory);
    }
}

using System.CommandLine;
using Tracking.Pipeline;
using Tracking.Pipeline.Floors;
using Tracking.Pipeline.Measures;
using Tracking.Pipeline.Report;

string[] measures = ["ingress", "drain", "end-to-end", "scale", "growth", "soak"];
var only = new Option<string[]>("--only")
{
    Description = $"What is measured: {string.Join(", ", measures)}",
    DefaultValueFactory = _ => measures[..3],
    AllowMultipleArgumentsPerToken = true,
};
only.AcceptOnlyFromAmong(measures);
var rounds = new Option<int>("--rounds") { Description = "Rounds that count, after one that warms up", DefaultValueFactory = _ => 3 };
var seconds = new Option<double>("--seconds") { Description = "Of each run under load", DefaultValueFactory = _ => 4 };
var callbacks = new Option<int>("--callbacks") { Description = "Of each run that drains a queue", DefaultValueFactory = _ => 50_000 };
var deliveries = new Option<int>("--deliveries") { Description = "That are known at least", DefaultValueFactory = _ => 1_000_000 };
var sizes = new Option<int[]>("--sizes")
{
    Description = "Of the databases that growth is measured over, in deliveries",
    DefaultValueFactory = _ => [0, 1_000_000],
    AllowMultipleArgumentsPerToken = true,
};
var minutes = new Option<double>("--minutes") { Description = "Of the soak", DefaultValueFactory = _ => 10 };
var folder = new Option<string?>("--dir") { Description = "Where the servers keep their data, to grow databases once; a new folder unless given" };
var against = new Option<string[]>("--against")
{
    Description = "Folders that hold other builds of the hosts, as Ingress/ and Worker/, to be measured in the same run",
    DefaultValueFactory = _ => [],
    AllowMultipleArgumentsPerToken = true,
};
var json = new Option<string>("--json")
{
    Description = "Where the figures go",
    DefaultValueFactory = _ => Path.Combine(Repository.Root, "artifacts/bench/pipeline.json"),
};
var root = new RootCommand("Measures the pipeline, and the floors under it, in the same run.")
{
    only, rounds, seconds, callbacks, deliveries, sizes, minutes, folder, against, json,
};
var role = new Argument<string>("role");
var floor = new Command("floor", "A floor, as a process of its own: what this program starts itself as.") { role };
floor.SetAction((parsed, _) => Floor.RunAsync(parsed.GetRequiredValue(role)));
root.Add(floor);
root.SetAction(async (parsed, _) =>
{
    var options = new Options(parsed.GetValue(rounds), parsed.GetValue(seconds), parsed.GetValue(callbacks), parsed.GetRequiredValue(against));
    var chosen = parsed.GetRequiredValue(only);
    var findings = new Findings();
    using var servers = await Servers.StartAsync(parsed.GetValue(folder));
    if (chosen.Contains("ingress"))
        await IngressMeasure.RunAsync(servers, options, findings);
    await OverKnownDeliveriesAsync(servers, options);
    if (chosen.Contains("growth"))
        await GrowthMeasure.RunAsync(servers, parsed.GetRequiredValue(sizes), options, findings);
    findings.Print();
    findings.Save(parsed.GetRequiredValue(json));

    async Task OverKnownDeliveriesAsync(Servers servers, Options options)
    {
        (string Name, int Needs, Func<string, int, Task> Run)[] all =
        [
            ("drain", DrainMeasure.Needs(options), (database, first) => DrainMeasure.RunAsync(servers, database, first, options, findings)),
            ("end-to-end", EndToEndMeasure.Needs(options), (database, first) => EndToEndMeasure.RunAsync(servers, database, first, options, findings)),
            ("scale", ScaleMeasure.Needs(options), (database, first) => ScaleMeasure.RunAsync(servers, database, first, options, findings)),
            ("soak", SoakMeasure.Needs,
                (database, first) => SoakMeasure.RunAsync(servers, database, first, TimeSpan.FromMinutes(parsed.GetValue(minutes)), findings)),
        ];
        var wanted = all.Where(measure => chosen.Contains(measure.Name)).ToArray();
        if (wanted.Length == 0)
            return;
        var name = $"bench_{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}";
        await servers.CreateDatabaseAsync(name);
        var database = servers.Database(name);
        await Settings.MigrateAsync(database);
        var known = Math.Max(parsed.GetValue(deliveries), wanted.Sum(measure => measure.Needs));
        Console.WriteLine($"adding {known:n0} deliveries");
        await KnownDeliveries.AddAsync(database, known);
        var first = 1;
        foreach (var measure in wanted)
        {
            await measure.Run(database, first);
            first += measure.Needs;
        }
    }
});
return await root.Parse(args).InvokeAsync();

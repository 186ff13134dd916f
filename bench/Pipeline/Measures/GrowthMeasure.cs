using Dapper;
using Npgsql;
using Tracking.Contracts;
using Tracking.Pipeline.Load;
using Tracking.Pipeline.Report;

namespace Tracking.Pipeline.Measures;

/// <summary>New deliveries, each with its event and its callback, into databases that hold few and many.</summary>
static class GrowthMeasure
{
    const string Measure = "growth";
    const string Rate = "callbacks/s";
    const int Grouped = 64;

    public static async Task RunAsync(Servers servers, IReadOnlyList<int> sizes, Options options, Findings findings)
    {
        var workers = new Dictionary<int, Contender>();
        var queues = new Dictionary<int, QueueFeed>();
        try
        {
            foreach (var size in sizes)
            {
                var database = servers.Database($"grown_{size}");
                await GrowAsync(servers, size, database);
                var broker = await servers.NewVirtualHostAsync($"grown-{size}");
                workers.Add(size, await Contender.HostAsync("Worker", Settings.Worker(broker, database)));
                queues.Add(size, await QueueFeed.ConnectAsync(broker));
                await Task.Delay(2_000);
            }

            // Ids that no earlier run over the same database has used.
            var first = (int)(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() % 1_000_000) * 1_000;
            for (var round = 0; round <= options.Rounds; round++)
            {
                foreach (var size in sizes)
                {
                    foreach (var other in workers.Where(other => other.Key != size))
                        other.Value.Pause();
                    workers[size].Resume();
                    var database = servers.Database($"grown_{size}");
                    var sent = await SendAsync(queues[size], database, first, options.Callbacks);
                    var (rate, cpu) = await Drain.RunAsync([workers[size]], queues[size], first, options.Callbacks, Grouped);
                    if (round == 0)
                        continue;
                    findings.Add(Measure, Name(size), "events/s", sent);
                    findings.Add(Measure, Name(size), Rate, rate);
                    findings.Add(Measure, Name(size), Findings.Processor, cpu);
                }

                first += options.Callbacks;
            }
        }
        finally
        {
            foreach (var queue in queues.Values)
                await queue.DisposeAsync();
            foreach (var worker in workers.Values)
                await worker.DisposeAsync();
        }

        foreach (var size in sizes.Skip(1))
        {
            findings.Compare(Measure, "events/s", Name(size), Name(sizes[0]), 0.85);
            findings.Compare(Measure, Rate, Name(size), Name(sizes[0]), 0.85);
        }
    }

    static string Name(int size) => $"{size:n0} deliveries";

    // The producers' events, a message each: from the first that waits to the last that is applied.
    static async Task<double> SendAsync(QueueFeed queue, string database, int first, int count)
    {
        var started = Stopwatch.GetTimestamp();
        var now = TimeProvider.System.GetUtcNow();
        await queue.FillAsync(Queues.NotificationSent, Enumerable.Range(first, count).Select(n => new NotificationSent
        {
            DeliveryId = $"g-{n}",
            NotificationId = $"gn-{n}",
            TenantId = $"tenant-{n % 20}",
            Channel = "sms",
            NotificationType = "SignInCode",
            Recipient = "+31612345678",
            Provider = "twilio",
            ProviderMessageId = TwilioRequests.MessageId(n),
            OccurredAt = now,
        }));
        await using var connection = new NpgsqlConnection(database);
        var bounds = new { from = TwilioRequests.MessageId(first), to = TwilioRequests.MessageId(first + count - 1) };
        while (await connection.ExecuteScalarAsync<long>(
            "select count(*) from claim where provider_message_id between @from and @to", bounds) < count)
        {
            await Task.Delay(50);
        }

        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    static async Task GrowAsync(Servers servers, int size, string database)
    {
        if (!await servers.CreateDatabaseAsync($"grown_{size}"))
            return;
        await Settings.MigrateAsync(database);
        if (size == 0)
            return;
        Console.WriteLine($"filling a database with {size:n0} deliveries");
        var settings = new NpgsqlConnectionStringBuilder(database);
        var start = new ProcessStartInfo("psql", ["-q", "-v", $"deliveries={size}", "-f", Path.Combine(Repository.Root, "bench/large/grow.sql")]);
        foreach (var (name, value) in ((string, string?)[])[
            ("PGHOST", settings.Host), ("PGPORT", $"{settings.Port}"), ("PGDATABASE", settings.Database), ("PGUSER", settings.Username),
            ("PGPASSWORD", settings.Password)])
        {
            start.Environment[name] = value;
        }

        using var psql = Process.Start(start)!;
        await psql.WaitForExitAsync();
        if (psql.ExitCode != 0)
            throw new InvalidOperationException($"The database grown_{size} could not be filled; drop it before the next try.");
    }
}

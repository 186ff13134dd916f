using Npgsql;
using Tracking.Pipeline.Load;

namespace Tracking.Pipeline.Measures;

/// <summary>What the measured programs are told.</summary>
static class Settings
{
    public static KeyValuePair<string, string>[] Ingress(Uri broker) =>
        [.. TwilioRequests.Settings, new("ConnectionStrings:RabbitMq", broker.AbsoluteUri)];

    public static KeyValuePair<string, string>[] Worker(Uri broker, string database, bool announces = true) =>
    [
        new("ConnectionStrings:RabbitMq", broker.AbsoluteUri), new("ConnectionStrings:Postgres", database),
        new("Worker:PublishStatusChanges", announces ? "true" : "false"),
    ];

    /// <summary>Of every floor.</summary>
    public static KeyValuePair<string, string>[] Floor(Uri broker, string database, int prefetch = 64) =>
    [
        new("Broker", broker.AbsoluteUri), new("Database", database), new("ConnectionStrings:Postgres", database),
        new("Worker:PublishStatusChanges", "false"), new("Prefetch", prefetch.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>Runs the worker's own migration.</summary>
    public static async Task MigrateAsync(string database)
    {
        var program = Path.Combine(Repository.Binaries("Worker"), "Tracking.Worker.dll");
        var start = new ProcessStartInfo("dotnet", [program, "--migrate"]) { WorkingDirectory = Path.GetDirectoryName(program)! };
        start.Environment["ConnectionStrings__Postgres"] = database;
        using var migration = Process.Start(start)!;
        await migration.WaitForExitAsync();
        if (migration.ExitCode != 0)
            throw new InvalidOperationException($"The database {new NpgsqlConnectionStringBuilder(database).Database} could not be migrated.");
    }
}

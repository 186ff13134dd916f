using Npgsql;
using Xunit;

namespace Tracking.Integration.Standalone;

/// <summary>The worker's program as a step of a deployment.</summary>
public sealed class MigrationTests(Servers servers)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_brings_an_empty_database_up_to_date_and_does_nothing_the_second_time()
    {
        var database = await servers.NewDatabaseAsync();

        foreach (var _ in new[] { "first", "second" })
        {
            await using var worker = ChildProcess.Start("Worker", "--migrate", $"--ConnectionStrings:Postgres={database}");
            Assert.Equal(0, await worker.EndsAsync());
            Assert.Equal(["The schema is up to date."], worker.Output);
            Assert.Empty(worker.Errors);
        }

        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("select count(*) from delivery");
        Assert.Equal(0L, await command.ExecuteScalarAsync(Cancelled));
    }

    [Fact]
    public async Task Without_a_database_it_says_so_and_fails()
    {
        // Nobody listens on port 1.
        await using var worker = ChildProcess.Start(
            "Worker", "--migrate", "--ConnectionStrings:Postgres=Host=127.0.0.1;Port=1;Database=tracking;Username=u;Password=secret");

        Assert.Equal(1, await worker.EndsAsync());

        var sentence = Assert.Single([.. worker.Output, .. worker.Errors]);
        Assert.StartsWith("The schema was not migrated: ", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", sentence, StringComparison.Ordinal);
    }
}

using Tracking.Integration.Deploy;
using Tracking.Integration.EndToEnd.Faults;
using Xunit;

namespace Tracking.Integration.EndToEnd.Ledger;

/// <summary>
/// The long run in short, with the worst that it does; the seeds are such that both servers crash once. <c>deploy/local/ledger</c> is
/// the long one, and with <c>--dense --minutes 0.2333</c> does one of these again.
/// </summary>
public sealed class LedgerRunTests(LedgerRunTests.Servers servers) : IClassFixture<LedgerRunTests.Servers>
{
    [Theory]
    [InlineData(1, Producers.OverAmqp, false, 109)]
    [InlineData(2, Producers.OverHttp, true, 205)]
    [InlineData(4, Producers.OverAmqp, true, 404)]
    public async Task Whatever_breaks_everything_acknowledged_is_where_it_belongs(int workers, Producers producers, bool spool, int seed)
    {
        var options = new LedgerOptions
        {
            Duration = TimeSpan.FromMinutes(0.2333),
            Workers = workers,
            Seed = seed,
            Producers = producers,
            Spool = spool,
            Dense = true,
        };
        var run = new LedgerRun(options, servers.Local, TimeProvider.System)
        {
            Say = line => TestContext.Current.TestOutputHelper?.WriteLine(line),
        };

        var report = await run.RunAsync(TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine(report.ToString());
        Assert.True(report.Problems.Count == 0, report.ToString());
        Assert.Empty(new[] { FaultKind.CrashRabbitMq, FaultKind.CrashPostgres, FaultKind.KillWorker, FaultKind.KillIngress }
            .Except(report.Faults.Select(fault => fault.Fault.Kind)));
        Assert.True(report.Summary.Unanswered > 0, "Nobody noticed that anything was wrong.");
    }

    /// <summary>Of these tests' own, for they are crashed.</summary>
    public sealed class Servers : IAsyncLifetime
    {
        internal LocalServers Local { get; } = new();

        public async ValueTask InitializeAsync() => await Local.StartAsync(only: null, TestContext.Current.CancellationToken);

        public ValueTask DisposeAsync() => Local.DisposeAsync();
    }
}

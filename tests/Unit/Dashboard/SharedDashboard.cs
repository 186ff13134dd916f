using Xunit;

namespace Tracking.Unit.Dashboard;

/// <summary>One dashboard for the tests of a class that change nothing which another of them looks at.</summary>
public sealed class SharedDashboard : IAsyncLifetime
{
    internal DashboardHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await DashboardHost.StartAsync();

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

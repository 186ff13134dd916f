using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Tracking.Storage;
using Xunit;

namespace Tracking.Unit.Dashboard;

public sealed class FaultTests
{
    [Theory]
    [InlineData("/api/deliveries")]
    [InlineData("/api/deliveries/d-1")]
    [InlineData("/api/orphans")]
    public async Task While_the_storage_is_unavailable_the_answer_is_to_come_again(string url)
    {
        await using var dashboard = await BrokenAsync(new StorageUnavailableException("connection to 10.1.2.3 refused", new IOException()));

        var answer = (await dashboard.GetAsync(url)).Problem(HttpStatusCode.ServiceUnavailable);

        Assert.Equal("5", answer.Header("Retry-After"));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.DoesNotContain("10.1.2.3", answer.Text, StringComparison.Ordinal);
        Assert.Contains(dashboard.Log.Lines, line => line.Contains("10.1.2.3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unforeseen_fault_is_a_500_that_says_nothing_about_the_inside()
    {
        await using var dashboard = await BrokenAsync(new InvalidOperationException("secret detail"));

        var answer = (await dashboard.GetAsync("/api/deliveries")).Problem(HttpStatusCode.InternalServerError);

        Assert.DoesNotContain("secret", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", answer.Text, StringComparison.Ordinal);
        Assert.Contains(dashboard.Log.Lines, line =>
            line.StartsWith("Error: A request to /api/deliveries failed", StringComparison.Ordinal)
            && line.Contains("secret detail", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_caller_who_breaks_the_connection_while_he_sends_is_no_fault_of_ours()
    {
        await using var dashboard = await BrokenAsync(new ConnectionResetException("Connection reset by peer"));

        await Assert.ThrowsAsync<HttpRequestException>(() => dashboard.GetAsync("/api/deliveries"));

        Assert.DoesNotContain(dashboard.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_process_lives_but_is_not_ready_while_the_storage_is_unavailable()
    {
        await using var broken = await BrokenAsync(new StorageUnavailableException("refused", new IOException()));
        await using var whole = await DashboardHost.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await broken.GetAsync("/health/live")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await broken.GetAsync("/health/ready")).Status);
        Assert.Equal(HttpStatusCode.OK, (await whole.GetAsync("/health/ready")).Status);
    }

    static Task<DashboardHost> BrokenAsync(Exception fault) =>
        DashboardHost.StartAsync(services => services.AddSingleton<IDeliveryQuery>(new BrokenQuery(fault)));

    /// <summary>No stand-in for a store: the fault that every store can have.</summary>
    sealed class BrokenQuery(Exception fault) : IDeliveryQuery
    {
        public Task<FoundDeliveries> ListAsync(
            DeliveryFilter filter, PagePosition? after, int limit, CancellationToken cancellationToken) => throw fault;

        public Task<DeliveryView?> FindAsync(string deliveryId, CancellationToken cancellationToken) => throw fault;

        public Task<IReadOnlyList<EventView>> TimelineAsync(string deliveryId, CancellationToken cancellationToken) => throw fault;

        public Task<IReadOnlyList<OrphanView>> OrphansAsync(
            PagePosition? after, int limit, CancellationToken cancellationToken) => throw fault;
    }
}

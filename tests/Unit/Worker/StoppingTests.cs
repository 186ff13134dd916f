using Microsoft.Extensions.Logging.Abstractions;
using Tracking.Deliveries;
using Tracking.Storage;
using Tracking.Worker;
using Xunit;

namespace Tracking.Unit.Worker;

/// <summary>
/// What becomes of evidence whose write the end of the process forestalls: its message is held. Given back while its endpoint still
/// consumes, it would come again and again.
/// </summary>
public sealed class StoppingTests : IAsyncLifetime
{
    readonly CancellationTokenSource _endpointStops = new();
    readonly StoragePatience _patience;
    readonly EvidenceWriter _writer;

    public StoppingTests()
    {
        var away = new Away();
        _patience = new StoragePatience(away, TimeProvider.System, NullLogger<StoragePatience>.Instance);
        _writer = Writers.Over(away, _patience);
    }

    [Fact]
    public async Task What_waits_is_held_until_its_endpoint_stops()
    {
        var write = _writer.WriteAsync([Event], _endpointStops.Token);
        await Eventually.HoldsAsync(() => Assert.NotEqual(0, _patience.Tries));

        await _writer.StopAsync(Cancelled);
        await _endpointStops.CancelAsync();

        Assert.Equal(_endpointStops.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write)).CancellationToken);
    }

    [Fact]
    public async Task What_comes_later_is_held_as_well()
    {
        await _writer.StopAsync(Cancelled);

        var write = _writer.WriteAsync([Event], _endpointStops.Token);
        await _endpointStops.CancelAsync();

        Assert.Equal(_endpointStops.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write)).CancellationToken);
    }

    public async ValueTask InitializeAsync()
    {
        await _writer.StartAsync(Cancelled);
        await Eventually.HoldsAsync(() => Assert.True(_patience.IsPrepared));
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.StopAsync(CancellationToken.None);
        _writer.Dispose();
        _endpointStops.Dispose();
    }

    static readonly DeliveryEvent Event = new()
    {
        Id = EventId.Of("an event"),
        Source = EventSource.Producer,
        Evidence = Evidence.Sent,
        DeliveryId = "d",
        ReceivedAt = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero),
    };

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    sealed class Away : IDeliveryStore, IStorageSchema
    {
        public Task MigrateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<bool> IsCurrentAsync(CancellationToken cancellationToken) => Task.FromResult(true);

        public Task<Applied> ApplyAsync(IReadOnlyCollection<DeliveryEvent> events, CancellationToken cancellationToken) =>
            throw new StorageUnavailableException("away", new IOException());
    }
}

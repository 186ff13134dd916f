using System.Diagnostics.Metrics;
using System.Net;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Tracking.Contracts;
using Tracking.Hosting;
using Tracking.Ingress;
using Tracking.Ingress.Spool;
using Xunit;
using static Tracking.Unit.Ingress.IngressUnderTest;

namespace Tracking.Unit.Ingress.Spool;

/// <summary>The ingress with a spool over real files, before a broker that comes and goes.</summary>
public sealed class SpoolTests : IDisposable
{
    readonly string _path = Directory.CreateTempSubdirectory("tracking-spool-").FullName;
    readonly FaultyBroker _broker = new();

    [Theory]
    [InlineData((int)Fault.Refuses)]
    [InlineData((int)Fault.Hangs)]
    public async Task Callbacks_that_the_broker_does_not_confirm_are_accepted_and_published_when_it_is_back(int fault)
    {
        await using var ingress = await StartAsync();
        _broker.Fault = (Fault)fault;

        var sids = await AcceptedAsync(ingress, 20);
        var (status, said) = await ReadyAsync(ingress);
        _broker.Fault = Fault.None;

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Matches(@"^Degraded\nspool: Degraded: 20 callbacks, \d{4,} bytes waiting\n$", said);
        await PublishedAsync(sids);
        await IsEmptyAsync(ingress);
        Assert.Empty(Segments());
        await ingress.StopAsync();
    }

    [Fact]
    public async Task While_the_broker_is_away_only_the_first_waits_for_it()
    {
        await using var ingress = await StartAsync(("Ingress:PublishTimeout", "00:00:01"));
        _broker.Fault = Fault.Hangs;

        await AcceptedAsync(ingress, 1);
        var started = TimeProvider.System.GetTimestamp();
        await AcceptedAsync(ingress, 20);

        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(10), "Each waited for a confirm.");
        await ingress.StopAsync();
    }

    [Fact]
    public async Task What_was_spooled_is_published_in_the_order_of_its_arrival()
    {
        await using var ingress = await StartAsync();
        _broker.Fault = Fault.Refuses;

        var sids = await AcceptedAsync(ingress, 30);
        _broker.Fault = Fault.None;
        await PublishedAsync(sids);

        Assert.Equal(sids, _broker.Confirmed.Select(SidOf));
        await ingress.StopAsync();
    }

    [Fact]
    public async Task When_the_broker_is_back_callbacks_go_to_it_at_once()
    {
        await using var ingress = await StartAsync();
        _broker.Fault = Fault.Refuses;
        var before = await AcceptedAsync(ingress, 1);
        _broker.Fault = Fault.None;
        await PublishedAsync(before);
        await IsEmptyAsync(ingress);
        var attempts = _broker.Attempts;

        await AcceptedAsync(ingress, 3);

        Assert.Equal(attempts + 3, _broker.Attempts);
        Assert.Equal(4, _broker.Confirmed.Count);
        await ingress.StopAsync();
    }

    [Fact]
    public async Task Many_at_once_are_all_kept_each_once()
    {
        await using var ingress = await StartAsync();
        _broker.Fault = Fault.Refuses;

        var sids = (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AcceptedAsync(ingress, 50)))).SelectMany(some => some).ToList();
        _broker.Fault = Fault.None;
        await PublishedAsync(sids);

        Assert.Equal(sids.Order(), _broker.Confirmed.Select(SidOf).Order());
        await ingress.StopAsync();
    }

    [Fact]
    public async Task What_a_process_left_is_published_by_the_next()
    {
        IReadOnlyList<string> sids;
        await using (var former = await StartAsync())
        {
            _broker.Fault = Fault.Refuses;
            sids = await AcceptedAsync(former, 5);
            await former.StopAsync();
        }

        _broker.Fault = Fault.None;
        await using var ingress = await StartAsync();

        await PublishedAsync(sids);
        await ingress.StopAsync();
    }

    [Fact]
    public async Task Who_waits_for_a_confirm_when_the_process_is_stopped_is_answered_from_the_spool()
    {
        await using (var ingress = await StartAsync())
        {
            _broker.Fault = Fault.Hangs;
            var waiting = ingress.Http.SendAsync(TwilioRequest(TwilioForm()), Cancelled);
            await Eventually.HoldsAsync(() => Assert.NotEqual(0, _broker.Attempts));

            await ingress.StopAsync();

            using var answer = await waiting;
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        using var spool = SpoolFolder.Open(_path, long.MaxValue, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        Assert.Equal(1, spool.Records);
    }

    [Fact]
    public async Task A_damaged_callback_does_not_keep_its_neighbours_from_being_published()
    {
        IReadOnlyList<string> sids;
        await using (var former = await StartAsync())
        {
            _broker.Fault = Fault.Refuses;
            sids = await AcceptedAsync(former, 3);
            await former.StopAsync();
        }

        Damage(sids[1]);
        _broker.Fault = Fault.None;
        await using var ingress = await StartAsync();

        await PublishedAsync([sids[0], sids[2]]);
        await Eventually.HoldsAsync(() => Assert.Single(Directory.GetFiles(_path, "*.segment.damaged")));
        await IsEmptyAsync(ingress);
        await ingress.StopAsync();
    }

    [Fact]
    public async Task A_full_spool_asks_to_come_again_and_says_that_it_is_full()
    {
        await using var ingress = await StartAsync(
            ("Ingress:SpoolMaxBytes", $"{1 << 20}"), ("Ingress:MaxBodyBytes:twilio", $"{1 << 20}"));
        _broker.Fault = Fault.Refuses;

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 6; i++)
        {
            using var answer = await ingress.Http.SendAsync(TwilioRequest($"{TwilioForm()}&Filler={new string('x', 300_000)}"), Cancelled);
            answers.Add(answer.StatusCode);
        }

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.OK, 3), .. Enumerable.Repeat(HttpStatusCode.ServiceUnavailable, 3)], answers);
        var used = Directory.GetFiles(_path, "*.segment").Sum(file => new FileInfo(file).Length);
        Assert.InRange(used, 900_000, 1 << 20);
        await ingress.StopAsync();
    }

    [Fact]
    public async Task A_disk_that_fails_asks_to_come_again_and_is_used_again_when_it_does_not()
    {
        await using var ingress = await StartAsync();
        _broker.Fault = Fault.Refuses;
        Directory.Delete(_path, recursive: true);

        using var refused = await ingress.Http.SendAsync(TwilioRequest(TwilioForm()), Cancelled);
        Directory.CreateDirectory(_path);
        var sids = await AcceptedAsync(ingress, 1);
        _broker.Fault = Fault.None;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter?.Delta);
        await PublishedAsync(sids);
        Assert.Single(_broker.Confirmed);
        await ingress.StopAsync();
    }

    [Fact]
    public async Task A_second_ingress_does_not_start_over_the_same_folder()
    {
        await using var first = await StartAsync();

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync());
        var exitCode = await TrackingHost.RunToEndAsync(() => IngressHost.Build(["--Urls=http://127.0.0.1:0", $"--Ingress:SpoolPath={_path}"]));

        Assert.Contains("Ingress:SpoolPath must be a folder", Assert.Single(refused.Failures), StringComparison.Ordinal);
        Assert.Equal(1, exitCode);
        await first.StopAsync();
    }

    [Fact]
    public async Task A_folder_that_cannot_be_had_stops_the_start()
    {
        var file = Path.Combine(_path, "a file");
        await File.WriteAllTextAsync(file, "", Cancelled);

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(("Ingress:SpoolPath", Path.Combine(file, "spool"))));

        Assert.Contains("Ingress:SpoolPath must be a folder", Assert.Single(refused.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_goes_through_the_spool_is_counted()
    {
        await using var ingress = await StartAsync();
        var meters = ingress.Services.GetRequiredService<IMeterFactory>();
        var told = new System.Collections.Concurrent.ConcurrentDictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, mine) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Meter.Name == SpoolMetrics.MeterName)
                mine.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => told.AddOrUpdate(
            $"{instrument.Name} {instrument.Unit}", value, (_, former) => instrument.IsObservable ? value : former + value));
        listener.Start();
        _broker.Fault = Fault.Refuses;

        var sids = await AcceptedAsync(ingress, 4);
        listener.RecordObservableInstruments();
        var (callbacks, size) = (told["tracking.ingress.spool.callbacks {callback}"], told["tracking.ingress.spool.size By"]);
        _broker.Fault = Fault.None;
        await PublishedAsync(sids);

        Assert.Equal(4, callbacks);
        Assert.InRange(size, 4 * 200, 4 * 4_000);
        await Eventually.HoldsAsync(() =>
        {
            listener.RecordObservableInstruments();
            Assert.Equal(
                (4, 4, 0, 0),
                (told["tracking.ingress.spool.appended {callback}"], told["tracking.ingress.spool.published {callback}"],
                    told["tracking.ingress.spool.callbacks {callback}"], told["tracking.ingress.spool.size By"]));
        });
        await ingress.StopAsync();
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);

    Task<IngressUnderTest> StartAsync(params (string Key, string? Value)[] settings) => IngressUnderTest.StartAsync(
        services => services.AddSingleton<IPublishObserver>(_broker),
        [("Ingress:SpoolPath", _path), ("Ingress:PublishTimeout", "00:00:00.5"), .. settings]);

    static async Task<IReadOnlyList<string>> AcceptedAsync(IngressUnderTest ingress, int count)
    {
        var sids = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var sid = $"SM{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):n}";
            using var answer = await ingress.Http.SendAsync(TwilioRequest(TwilioForm(sid: sid)), Cancelled);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            sids.Add(sid);
        }

        return sids;
    }

    Task PublishedAsync(IEnumerable<string> sids) => Eventually.HoldsAsync(() =>
        Assert.Empty(sids.Except(_broker.Confirmed.Select(SidOf))));

    static Task IsEmptyAsync(IngressUnderTest ingress) => Eventually.HoldsAsync(async () =>
        Assert.Equal((HttpStatusCode.OK, "Healthy\n"), await ReadyAsync(ingress)));

    static async Task<(HttpStatusCode Status, string Said)> ReadyAsync(IngressUnderTest ingress)
    {
        using var answer = await ingress.Http.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancelled);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancelled));
    }

    string[] Segments() => Directory.GetFiles(_path, "*.segment");

    void Damage(string sid)
    {
        var segment = Segments().Single(file => File.ReadAllText(file).Contains(sid, StringComparison.Ordinal));
        var bytes = File.ReadAllBytes(segment);
        bytes[bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(sid))] ^= 1;
        File.WriteAllBytes(segment, bytes);
    }

    static string SidOf(RawCallback callback) => callback.Body.Split('&').Single(part => part.StartsWith("MessageSid=", StringComparison.Ordinal))[11..];

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;
}

using System.Text.Json;
using Tracking.Deliveries;
using Tracking.Simulator.Comparison;
using Tracking.Simulator.Ledger;
using Tracking.Simulator.Players;
using Tracking.Simulator.Scenarios;
using Xunit;

namespace Tracking.Unit.Simulator;

/// <summary>The dashboard here is a small server that tells what was expected, or what a test makes of it.</summary>
public sealed class ConvergenceTests
{
    const int PageSize = 40;
    static readonly DateTimeOffset Epoch = ExpectationTests.Noon;

    readonly Script _script;
    readonly FactLedger _ledger;
    readonly Dictionary<string, TrackedDelivery> _deliveries;
    readonly List<TrackedOrphan> _orphans;
    readonly List<TrackedSuppression> _suppressions;
    int _requests;

    public ConvergenceTests()
    {
        _script = Script.Draw(new ScriptOptions { Deliveries = 150, Seed = 4, Epoch = Epoch }.For(Casts.Everybody));
        _ledger = new FactLedger(_script.Facts.Count);
        foreach (var fact in _script.Facts)
        {
            _ledger.Sending(fact.Number, Epoch);
            _ledger.Acknowledged(fact.Number, Epoch.AddSeconds(1));
        }

        var expectations = _script.Plays.Select(p => Expectation.Of(p, _ledger)!).ToArray();
        _deliveries = expectations.SelectMany(e => e.Deliveries).Select(Tracked.As).ToDictionary(d => d.DeliveryId);
        _orphans =
        [
            new TrackedOrphan { Provider = "twilio", ProviderMessageId = "SM-of-somebody-else", Evidence = "sent" },
            .. expectations.SelectMany(e => e.Orphans).Select(o => new TrackedOrphan
            {
                Provider = o.Provider,
                ProviderMessageId = o.ProviderMessageId,
                Evidence = o.Evidence.Word(),
            }),
        ];
        _suppressions =
        [
            .. expectations.SelectMany(e => e.Suppressions).Select(Tracked.As)
                .Append(new TrackedSuppression { Channel = "sms", Recipient = "31600000000", Scope = "all", Reason = "opted_out", Since = Epoch })
                .OrderByDescending(s => s.Since),
            // Older than the script, hence not even looked at, though the address is one of ours.
            Tracked.As(expectations.SelectMany(e => e.Suppressions).First()) with { Scope = "of old", Since = Epoch.AddDays(-1) },
        ];
    }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2_000)]
    [InlineData(20)]
    [InlineData(0)]
    public async Task A_system_that_tells_what_is_expected_has_converged(int details)
    {
        var verdict = await SettleAsync(details, TimeSpan.FromSeconds(30));

        Assert.Empty(verdict.Differences);
        Assert.NotNull(verdict.ConvergedAfter);
        Assert.Equal((150, Math.Min(details, 150), 0), (verdict.Compared, verdict.Timelines, verdict.Unsettled));
        Assert.InRange(verdict.Suppressions, 10, 150);
    }

    [Theory]
    [InlineData(2_000)]
    [InlineData(20)]
    public async Task What_is_behind_is_waited_for(int details)
    {
        var (id, late) = _deliveries.First();
        _deliveries.Remove(id);

        var verdict = await SettleAsync(details, TimeSpan.FromSeconds(60), onRequest: request =>
        {
            if (request == 20)
                _deliveries[id] = late;
        });

        Assert.Empty(verdict.Differences);
        Assert.True(verdict.ConvergedAfter > TimeSpan.Zero);
    }

    [Theory]
    [InlineData(2_000)]
    [InlineData(0)]
    public async Task Every_difference_is_told_when_time_is_up(int details)
    {
        var ids = _deliveries.Keys.Order().ToArray();
        _deliveries.Remove(ids[3]);
        _deliveries[ids[7]] = _deliveries[ids[7]] with { Status = "queued?", OpenCount = 9 };
        var lost = _orphans[^1];
        _orphans.Remove(lost);
        _orphans.Add(new TrackedOrphan
        {
            Provider = "twilio",
            ProviderMessageId = _script.Facts.OfType<TwilioFact>().First(f => f.MessageSid != lost.ProviderMessageId).MessageSid,
            Evidence = "clicked",
        });

        var verdict = await SettleAsync(details, TimeSpan.Zero);

        Assert.Null(verdict.ConvergedAfter);
        Assert.Equal(
            [(ids[3], "delivery"), (ids[7], "openCount"), (ids[7], "status")],
            verdict.Differences.Where(d => _script.Plays.Any(p => p.Deliveries.Contains(d.Subject)))
                .Select(d => (d.Subject, d.Field)).Order());
        Assert.Equal(
            [("0", "1"), ("1", "0")],
            verdict.Differences.Where(d => d.Field.StartsWith("orphans", StringComparison.Ordinal))
                .Select(d => (d.Expected, d.Actual)).Order());
        Assert.Equal(5, verdict.Differences.Count);
    }

    [Fact]
    public async Task Every_difference_of_the_suppression_list_is_told()
    {
        var (missing, extra, other) = (_suppressions[1], _suppressions[2], _suppressions[3]);
        _suppressions[2] = extra with { Scope = "list:nobody:1" };
        _suppressions[3] = other with { Reason = "spite", Since = other.Since.AddSeconds(2), DeliveryId = "d-of-another" };
        _suppressions.Remove(missing);

        var verdict = await SettleAsync(details: 0, TimeSpan.Zero);

        Assert.Equal(
            new[] { (missing, "entry"), (extra, "entry"), (extra with { Scope = "list:nobody:1" }, "entry"), (other, "deliveryId"), (other, "reason"), (other, "since") }
                .Select(x => (SuppressedAddress.Of(x.Item1).ToString(), "suppression: " + x.Item2)).Order(),
            verdict.Differences.Select(d => (d.Subject, d.Field)).Order());
    }

    [Fact]
    public async Task A_delivery_nobody_sent_is_a_difference()
    {
        var extra = _script.Prefix + "999999.a";
        _deliveries[extra] = _deliveries.Values.First() with { DeliveryId = extra };

        var verdict = await SettleAsync(details: 0, TimeSpan.Zero);

        Assert.Equal((extra, "known"), verdict.Differences.Select(d => (d.Subject, d.Actual)).Single());
    }

    [Fact]
    public async Task A_delivery_with_a_fact_that_was_never_acknowledged_is_left_out()
    {
        var ledger = new FactLedger(_script.Facts.Count);
        var play = _script.Plays.First(p => p.Deliveries.Count == 1);
        foreach (var fact in _script.Facts.Except([play.Facts[0]]))
        {
            ledger.Sending(fact.Number, Epoch);
            ledger.Acknowledged(fact.Number, Epoch.AddSeconds(1));
        }

        _deliveries.Remove(play.Deliveries[0]);
        _suppressions.RemoveAll(s => Expectation.Of(play, _ledger)!.Suppressions.Any(e => e.Address == SuppressedAddress.Of(s)));

        var verdict = await SettleAsync(2_000, TimeSpan.FromSeconds(30), ledger);

        Assert.Empty(verdict.Differences);
        Assert.Equal((149, 1), (verdict.Compared, verdict.Unsettled));
    }

    [Fact]
    public async Task A_dashboard_that_refuses_ends_the_comparison()
    {
        await using var receiver = await Receiver.StartAsync(_ => (401, null), Cancel);
        using var http = HttpAnswers.CreateClient(1, TimeSpan.FromSeconds(10));
        var dashboard = new DashboardClient(http, receiver.Address, "wrong", TimeProvider.System);

        await Assert.ThrowsAsync<DashboardException>(() => dashboard.FindAsync("d1", Cancel));
        Assert.Equal("Bearer wrong", Assert.Single(receiver.Requests).Headers["Authorization"]);
    }

    async Task<Verdict> SettleAsync(
        int details, TimeSpan settle, FactLedger? ledger = null, Action<int>? onRequest = null)
    {
        var gate = new Lock();
        await using var receiver = await Receiver.StartAsync(
            request =>
            {
                lock (gate)
                {
                    onRequest?.Invoke(++_requests);
                    return Answer(request);
                }
            }, Cancel);
        using var http = HttpAnswers.CreateClient(16, TimeSpan.FromSeconds(30));
        var dashboard = new DashboardClient(http, receiver.Address, null, TimeProvider.System);
        return await new Convergence(_script, ledger ?? _ledger, dashboard, details, TimeProvider.System)
            .SettleAsync(Epoch, settle, Cancel);
    }

    (int, string?) Answer(Received request)
    {
        var cursor = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(request.Query).TryGetValue("cursor", out var at)
            ? int.Parse(at.ToString())
            : 0;
        return request.Path switch
        {
            "/api/deliveries" => (200, Page(_deliveries.Values.Select(d => d with { Events = null }).ToList(), cursor)),
            "/api/orphans" => (200, Page(_orphans, cursor)),
            "/api/suppressions" => (200, Page(_suppressions, cursor)),
            _ when _deliveries.TryGetValue(Path.GetFileName(request.Path), out var delivery) => (200, Json(delivery)),
            _ => (404, null),
        };
    }

    static string Page<T>(List<T> all, int cursor) => Json(new TrackedPage<T>(
        [.. all.Skip(cursor).Take(PageSize)],
        cursor + PageSize < all.Count ? (cursor + PageSize).ToString() : null));

    static string Json<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);
}

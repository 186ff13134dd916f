using System.Globalization;
using Xunit;

namespace Tracking.Integration.Fuzz;

/// <summary>Whatever the bytes are: no failure of ours, nothing published that nobody signed, no memory kept. Alone, for it measures memory.</summary>
[Collection(nameof(Alone))]
public sealed class FuzzTests(Servers servers, ITestOutputHelper output)
{
    [CollectionDefinition(nameof(Alone), DisableParallelization = true)]
    public sealed class Alone;

    [Fact]
    public async Task Twenty_thousand_hostile_requests_fail_nothing_forge_nothing_and_leave_nothing_behind()
    {
        await using var system = await FuzzedSystem.StartAsync(servers);
        var run = new FuzzRun(system, seed: 1);

        await run.RunAsync(20_000, _ => { }, Cancelled);

        await HoldsAsync(system, run, 1);
    }

    [Fact]
    public async Task What_was_once_answered_wrongly_is_answered_as_it_should_be()
    {
        await using var system = await FuzzedSystem.StartAsync(servers);
        var run = new FuzzRun(system, seed: 0);

        foreach (var (onDashboard, what, base64) in Found.All)
            await run.SendAsync(new HostileRequest(0, what, onDashboard, ["found"], Convert.FromBase64String(base64)), Cancelled);

        await HoldsAsync(system, run, 0);
    }

    /// <summary>
    /// As long as one likes, by <c>deploy/local/fuzz</c>: <c>FUZZ_REQUESTS</c> of <c>FUZZ_SEED</c>, or the one request with the number
    /// <c>FUZZ_ONLY</c>.
    /// </summary>
    [Fact(Explicit = true)]
    public async Task As_many_as_were_asked_for()
    {
        var seed = Setting("FUZZ_SEED") ?? 1;
        await using var system = await FuzzedSystem.StartAsync(servers);
        var run = new FuzzRun(system, seed);

        if (Setting("FUZZ_ONLY") is { } only)
            await run.RunOneAsync(only, Cancelled);
        else
            await run.RunAsync(Setting("FUZZ_REQUESTS") ?? 20_000, line => Console.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss} {line}"), Cancelled);

        Console.Write(run.Tally);
        await HoldsAsync(system, run, seed);
    }

    async Task HoldsAsync(FuzzedSystem system, FuzzRun run, int seed)
    {
        var tally = run.Tally;
        output.WriteLine(tally.ToString());
        // An empty 200 may have been to a callback or to a token, whatever the request was made from.
        var accepted = tally.Accepted + tally.AcceptedEvents;
        await Eventually.HoldsAsync(() => Assert.True(system.Published.Total >= accepted, "Not all that was accepted is published."));
        string[] problems =
        [
            .. tally.Failures.OrderBy(failure => failure.Request.Number).Take(40).Select(failure => failure.Describe(seed)),
            .. system.Log.Errors.Take(20),
            .. system.Published.Wrong.Take(20),
        ];
        var published = string.Join("  ", system.Published.Counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key}: {c.Value}"));
        var summary = $"""
            answered 200 or 202: {tally.Accepted} callbacks and tokens, {tally.AcceptedEvents} events; published  {published}
            unanswered {tally.Unanswered}, told to come again {tally.ComeAgain}, failures {tally.Failures.Count}, errors and exceptions logged {system.Log.Errors.Count}
            warnings  {string.Join("  ", system.Log.Warnings.Select(w => $"{w.Key}: {w.Value}"))}
            """;
        output.WriteLine(summary);
        if (Setting("FUZZ_SEED") is not null)
            Console.WriteLine(summary);

        Assert.True(problems.Length == 0, string.Join('\n', problems));
        // What was sent whole, and whose answer we did not wait for, may have been accepted all the same.
        Assert.InRange(system.Published.Total, accepted, accepted + 6 * tally.Unanswered);
        Assert.InRange(tally.ComeAgain, 0, system.CertificatesMissed());
        if (tally.Memory is [_, var first, .., var last])
        {
            // Pools fill with buffers for the longest bodies, 2 MiB of text for each of 16 connections, three times over on their way from
            // the socket to the broker; then they are full. What is kept of each request would show in a long run.
            Assert.InRange(last.HeapMiB, 0, first.HeapMiB + 192);
            Assert.InRange(last.WorkingSetMiB, 0, first.WorkingSetMiB * 2 + 256);
        }
    }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : null;
}

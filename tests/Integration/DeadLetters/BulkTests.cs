using System.Globalization;
using Xunit;

namespace Tracking.Integration.DeadLetters;

/// <summary>Nothing lost, nothing twice: in bulk, with a cancel in the middle and a kill of the dashboard in the middle.</summary>
public sealed class BulkTests(Servers servers, ITestOutputHelper output)
{
    [Fact]
    public async Task Every_letter_is_replayed_once_in_effect_whatever_is_cancelled_and_killed_meanwhile()
    {
        await using var run = new BulkRun(servers, 6_000, output.WriteLine);

        await run.RunAsync();
    }

    /// <summary>As many as one likes, by <c>deploy/local/letters</c>: <c>LETTERS</c>.</summary>
    [Fact(Explicit = true)]
    public async Task As_many_as_were_asked_for()
    {
        var letters = int.Parse(Environment.GetEnvironmentVariable("LETTERS") ?? "1000000", CultureInfo.InvariantCulture);
        await using var run = new BulkRun(servers, letters, line => Console.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss} {line}"));

        await run.RunAsync();
    }
}

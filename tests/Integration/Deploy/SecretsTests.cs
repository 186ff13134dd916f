using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace Tracking.Integration.Deploy;

public sealed class SecretsTests
{
    static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_value_is_filled_in_and_none_is_made_twice()
    {
        var (first, _) = await RunAsync();
        var (second, _) = await RunAsync();

        var secrets = Secrets(first).Concat(Secrets(second)).ToArray();

        Assert.NotEmpty(secrets);
        Assert.Distinct(secrets);
        Assert.DoesNotContain("=<", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_shown_beside_the_file_and_only_its_hash_is_in_it()
    {
        var (file, shown) = await RunAsync();

        var line = shown.Split('\n').Single(shownLine => shownLine.Contains("operator key", StringComparison.Ordinal));
        var key = line.Split(' ')[^1];

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        Assert.Contains($"\nDashboard__ApiKeys__0__Hash={hash}\n", file, StringComparison.Ordinal);
        Assert.DoesNotContain(key, file, StringComparison.Ordinal);
    }

    static IEnumerable<string> Secrets(string file) =>
        file.Split('\n')
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split('=')[^1])
            .Where(value => value.Length == 64);

    static async Task<(string File, string Shown)> RunAsync()
    {
        using var script = Process.Start(new ProcessStartInfo(Path.Combine(Repository.Root, "deploy", "secrets"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var file = script.StandardOutput.ReadToEndAsync(CancellationToken);
        var shown = script.StandardError.ReadToEndAsync(CancellationToken);
        await script.WaitForExitAsync(CancellationToken);
        Assert.Equal(0, script.ExitCode);
        return (await file, await shown);
    }
}

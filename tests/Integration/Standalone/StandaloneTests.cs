using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace Tracking.Integration.Standalone;

/// <summary>What somebody meets who has just started it: the built program, with nothing configured.</summary>
public sealed class StandaloneTests
{
    [Fact]
    public async Task The_three_commands_that_it_prints_end_in_a_delivered_delivery()
    {
        await using var standalone = Start();
        await standalone.ListensOnAsync();
        await Eventually.HoldsAsync(() => Assert.Equal(3, CommandsOf(standalone).Count));
        var commands = CommandsOf(standalone);

        await ChildProcess.RunInShellAsync(commands[0]);
        Assert.StartsWith("HTTP/1.1 200", await ChildProcess.RunInShellAsync(commands[1]), StringComparison.Ordinal);

        await Eventually.HoldsAsync(async () =>
        {
            using var delivery = JsonDocument.Parse(await ChildProcess.RunInShellAsync(commands[2]));
            Assert.Equal("delivered", delivery.RootElement.GetProperty("status").GetString());
        });
        Assert.Equal(0, await standalone.TerminateAsync());
        Assert.Empty(standalone.Errors);
    }

    [Fact]
    public async Task The_demo_plays_and_stops_when_asked()
    {
        await using var standalone = Start("--demo");
        using var http = new HttpClient { BaseAddress = await standalone.ListensOnAsync() };

        await Eventually.HoldsAsync(async () =>
        {
            var page = await http.GetFromJsonAsync<JsonElement>(
                new Uri("/api/deliveries?status=delivered", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.NotEqual(0, page.GetProperty("items").GetArrayLength());
        });

        Assert.Equal(0, await standalone.TerminateAsync());
        Assert.Empty(standalone.Errors);
    }

    [Fact]
    public async Task A_wrong_option_ends_it_with_a_sentence_that_names_the_key()
    {
        await using var standalone = Start("--Ingress:PublishTimeout=-1");

        Assert.Equal(1, await standalone.EndsAsync());

        var sentence = Assert.Single([.. standalone.Output, .. standalone.Errors]);
        Assert.Contains("Ingress:PublishTimeout must be", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_readme_begins_with_the_command_that_starts_it()
    {
        var readme = await File.ReadAllLinesAsync(
            Path.Combine(Repository.Root, "README.md"), TestContext.Current.CancellationToken);

        Assert.Equal(
            "dotnet run --project src/Standalone",
            readme.Select(line => line.Trim()).First(line => line.StartsWith("dotnet ", StringComparison.Ordinal)));
    }

    static ChildProcess Start(params string[] arguments) =>
        ChildProcess.Start("Standalone", ["--Urls=http://127.0.0.1:0", .. arguments]);

    // As they stand, with the lines by which each is continued.
    static List<string> CommandsOf(ChildProcess standalone)
    {
        var commands = new List<string>();
        var isContinued = false;
        foreach (var line in standalone.Output)
        {
            if (isContinued)
                commands[^1] += "\n" + line;
            else if (line.StartsWith("  curl ", StringComparison.Ordinal))
                commands.Add(line);
            isContinued = line.EndsWith('\\');
        }

        return commands;
    }
}

using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tracking.Providers.Twilio;
using Xunit;

namespace Tracking.Integration.Standalone;

/// <summary>What somebody meets who has just started it: the built program, with nothing configured.</summary>
public sealed partial class StandaloneTests
{
    [Fact]
    public async Task The_three_commands_that_it_prints_end_in_a_delivered_delivery()
    {
        await using var standalone = Start();
        await standalone.ListensOnAsync();
        await Eventually.HoldsAsync(() => Assert.Equal(3, CommandsOf(standalone).Count));

        await DeliversAsync(CommandsOf(standalone));

        Assert.Equal(0, await standalone.TerminateAsync());
        Assert.Empty(standalone.Errors);
    }

    [Fact]
    public async Task The_three_commands_of_the_readme_do_so_as_they_are_written()
    {
        const string Documented = "http://localhost:8080";
        var readme = await File.ReadAllTextAsync(Repository.File("README.md"), TestContext.Current.CancellationToken);
        var commands = ReadmeCommand().Matches(readme).Select(match => match.Groups["command"].Value).ToArray();

        // The port may be taken here; what the signature covers stays the documented URL.
        await using var standalone = Start($"--Ingress:PublicBaseUrl={Documented}");
        var origin = (await standalone.ListensOnAsync()).GetLeftPart(UriPartial.Authority);

        await DeliversAsync([.. commands.Select(command => command.Replace(Documented, origin, StringComparison.Ordinal))]);
    }

    [Fact]
    public async Task Its_queues_in_memory_are_shown_like_the_brokers()
    {
        await using var standalone = Start("--demo");
        using var http = new HttpClient { BaseAddress = await standalone.ListensOnAsync() };
        await PostUnreadableAsync(http);

        await Eventually.HoldsAsync(async () =>
        {
            var queues = await http.GetFromJsonAsync<JsonElement>(new Uri("/api/queues", UriKind.Relative), TestContext.Current.CancellationToken);
            var callbacks = queues.GetProperty("items").EnumerateArray()
                .Single(queue => queue.GetProperty("name").GetString() == "tracking.callbacks-received");
            Assert.Equal(1, callbacks.GetProperty("consumers").GetInt32());
            Assert.All((string[])["publish", "deliver", "acknowledge"], rate => Assert.NotEqual(0, callbacks.GetProperty("rates").GetProperty(rate).GetDouble()));
            Assert.Equal(1, callbacks.GetProperty("deadLetters").GetInt64());
        });
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
        var readme = await File.ReadAllLinesAsync(Repository.File("README.md"), TestContext.Current.CancellationToken);

        Assert.Equal(
            "dotnet run --project src/Standalone",
            readme.Select(line => line.Trim()).First(line => line.StartsWith("dotnet ", StringComparison.Ordinal)));
    }

    // Signed with the demo's token, and about no message.
    static async Task PostUnreadableAsync(HttpClient http)
    {
        const string form = "MessageStatus=delivered";
        var url = new Uri(http.BaseAddress!, "/webhooks/twilio/status");
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"),
        };
        request.Headers.Add("X-Twilio-Signature", TwilioSignature.Compute(
            url.ToString(), Encoding.UTF8.GetBytes(form), "demo0000demo0000demo0000demo0000"));
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode);
    }

    // Publishes, posts the callback, and asks until the delivery is what the callback says.
    static async Task DeliversAsync(List<string> commands)
    {
        Assert.Equal(3, commands.Count);
        Assert.Equal("""{"accepted":1}""", await ChildProcess.RunInShellAsync(commands[0]));
        Assert.StartsWith("HTTP/1.1 200", await ChildProcess.RunInShellAsync(commands[1]), StringComparison.Ordinal);
        await Eventually.HoldsAsync(async () =>
        {
            using var delivery = JsonDocument.Parse(await ChildProcess.RunInShellAsync(commands[2]));
            Assert.Equal("delivered", delivery.RootElement.GetProperty("status").GetString());
        });
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

    [GeneratedRegex("```bash\n(?<command>curl .*?)\n```", RegexOptions.Singleline)]
    private static partial Regex ReadmeCommand();
}

using Tracking.Simulator;
using Tracking.Simulator.Commands;
using Tracking.Simulator.Running;
using Xunit;

namespace Tracking.Unit.Simulator;

public sealed class SettingsTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    string SettingsPath => Path.Combine(_folder.FullName, "settings.env");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Settings_are_lines_as_shells_have_them()
    {
        var settings = Settings.Parse(
            "# a comment\n\nProviders__Bird__SigningKeys__0=a=b==\r\n export Providers__Plivo__AuthTokens__0='with blanks'\nEmpty=\nQuoted=\"x\"");

        Assert.Equal("a=b==", settings["providers:bird:signingkeys:0"]);
        Assert.Equal("with blanks", settings["Providers:Plivo:AuthTokens:0"]);
        Assert.Equal("x", settings["Quoted"]);
        Assert.Null(settings["Empty"]);
        Assert.Contains("line 2", Assert.Throws<FormatException>(() => Settings.Parse("A=1\nnothing")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_keys_prints_is_what_run_plays_everybody_with()
    {
        WriteKeys();

        var options = Options("--settings", SettingsPath);

        using var ses = options.Cast.Ses;
        Assert.Equal(Casts.Everybody.Webhooks.Select(w => w.Provider), options.Cast.Webhooks.Select(w => w.Provider));
        Assert.NotNull(options.Cast.TwilioToken);
        Assert.NotNull(options.Cast.PlivoToken);
        Assert.NotNull(options.Cast.MessageBirdKey);
        Assert.Equal(DemoSecrets.DefaultTopicArn, ses?.TopicArn);
        Assert.NotNull(options.ProducerKey);
        Assert.Equal((true, true, true), (options.Script.Ses, options.Script.ReceiptTokens, options.Script.UnsubscribeTokens));
        Assert.Same(options.Cast.Webhooks, options.Script.Webhooks);
    }

    [Fact]
    public void The_options_for_single_secrets_come_first_and_do_without_a_file()
    {
        WriteKeys();

        using var both = Options("--settings", SettingsPath, "--twilio-token", "mine", "--amqp", "amqp://localhost").Cast.Ses;
        var mine = Options("--settings", SettingsPath, "--twilio-token", "mine", "--producer-key", "k");
        var alone = Options("--plivo-token", "p", "--producer-key", "k");

        using var ses = mine.Cast.Ses;
        Assert.Equal(("mine", "k"), (mine.Cast.TwilioToken, mine.ProducerKey));
        Assert.Equal(("p", null, 0), (alone.Cast.PlivoToken, alone.Cast.TwilioToken, alone.Cast.Webhooks.Count));
        Assert.Equal((true, false), (alone.Script.Plivo, alone.Script.Twilio));
    }

    [Theory]
    [InlineData("Providers__Telnyx__PublicKeys__0=x\nSimulator__Telnyx__PrivateKey=AAAA", "--settings holds a key that is none")]
    [InlineData("Providers__SendGrid__PublicKeys__0=x\nSimulator__SendGrid__PrivateKey=AAAA", "--settings holds a key that is none")]
    [InlineData("what is this", "--settings: line 1")]
    public void What_cannot_be_read_is_a_sentence_that_names_the_option(string text, string expected)
    {
        File.WriteAllText(SettingsPath, text);

        var e = Assert.Throws<UsageException>(() => Options("--settings", SettingsPath, "--producer-key", "k"));

        Assert.StartsWith(expected, e.Message, StringComparison.Ordinal);
    }

    void WriteKeys()
    {
        using var output = new StreamWriter(SettingsPath);
        KeysCommand.Write(_folder, DemoSecrets.DefaultTopicArn, TimeProvider.System, output);
    }

    static SimulationOptions Options(params string[] arguments) => RunCommand.Options(RunCommand.Create().Parse(arguments), TimeProvider.System);
}

using System.CommandLine;
using System.Security.Cryptography;
using Spectre.Console;
using Tracking.Simulator.Comparison;
using Tracking.Simulator.Running;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Commands;

/// <summary><c>simulate run</c>: plays a script against running hosts and compares what became of it.</summary>
static class RunCommand
{
    public static Command Create()
    {
        var command = new Command("run", "Plays producers and providers, and compares what became of it (the default).");
        foreach (var option in RunArguments.All)
            command.Options.Add(option);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, TimeProvider.System, cancellationToken));
        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed, TimeProvider time, CancellationToken cancellationToken)
    {
        var options = Options(parsed, time);
        using var identity = options.Cast.Ses;
        try
        {
            var summary = await LiveProgress.WatchAsync(
                AnsiConsole.Console, new Simulation(options, time), time, cancellationToken);
            Report.Write(AnsiConsole.Console, summary, Reproduction(parsed, options));
            if (parsed.GetValue(RunArguments.Json) is { } file)
                await File.WriteAllTextAsync(file.FullName, summary.ToJson(), cancellationToken);
            return summary.Passed ? 0 : 1;
        }
        catch (DashboardException e)
        {
            await Console.Error.WriteLineAsync($"--dashboard: {e.Message}.");
            return 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped before the end: nothing was compared.");
            return 1;
        }
    }

    internal static SimulationOptions Options(ParseResult parsed, TimeProvider time)
    {
        var settings = Read(parsed);
        var producerKey = parsed.GetValue(RunArguments.ProducerKey)
            ?? (parsed.GetValue(RunArguments.Amqp) is null ? settings[Settings.ProducerKey] : null);
        if (parsed.GetValue(RunArguments.Amqp) is null == producerKey is null)
            throw new UsageException("Give either --amqp or --producer-key: producers speak one of the two.");
        if (parsed.GetValue(RunArguments.SesKey) is null != parsed.GetValue(RunArguments.SesTopic) is null)
            throw new UsageException("--ses-key and --ses-topic belong together.");

        var now = time.GetUtcNow();
        var cast = CastOf(parsed, settings);
        return new SimulationOptions
        {
            Ingress = parsed.GetValue(RunArguments.Ingress)!,
            Dashboard = parsed.GetValue(RunArguments.Dashboard)!,
            PublicUrl = parsed.GetValue(RunArguments.PublicUrl),
            DashboardKey = parsed.GetValue(RunArguments.DashboardKey),
            Amqp = parsed.GetValue(RunArguments.Amqp),
            ProducerKey = producerKey,
            Cast = cast,
            Script = new ScriptOptions
            {
                Deliveries = parsed.GetValue(RunArguments.Deliveries),
                Seed = parsed.GetValue(RunArguments.Seed) ?? (int)(now.UtcTicks % 1_000_000_007),
                Epoch = parsed.GetValue(RunArguments.At) ?? now.ToMilliseconds(),
                Early = parsed.GetValue(RunArguments.Early),
                Tenants = parsed.GetValue(RunArguments.Tenants),
                TwilioAccount = parsed.GetValue(RunArguments.TwilioAccount)!,
            }.For(cast),
            Run = new RunOptions
            {
                Connections = parsed.GetValue(RunArguments.Connections),
                Rate = parsed.GetValue(RunArguments.Rate),
                GiveUp = parsed.GetValue(RunArguments.GiveUp),
            },
            Duplicates = parsed.GetValue(RunArguments.Duplicates),
            Settle = parsed.GetValue(RunArguments.Settle),
            Details = parsed.GetValue(RunArguments.Details),
            LedgerPath = parsed.GetValue(RunArguments.Ledger)?.FullName,
        };
    }

    static Settings Read(ParseResult parsed)
    {
        if (parsed.GetValue(RunArguments.Settings) is not { } file)
            return new Settings([]);
        try
        {
            return Settings.Parse(File.ReadAllText(file.FullName));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--settings cannot be read: {e.Message}");
        }
        catch (FormatException e)
        {
            throw new UsageException($"--settings: {e.Message}");
        }
    }

    static Cast CastOf(ParseResult parsed, Settings settings)
    {
        try
        {
            var cast = Cast.Of(settings, Identity(parsed, settings));
            return cast with
            {
                TwilioToken = parsed.GetValue(RunArguments.TwilioToken) ?? cast.TwilioToken,
                PlivoToken = parsed.GetValue(RunArguments.PlivoToken) ?? cast.PlivoToken,
                MessageBirdKey = parsed.GetValue(RunArguments.MessageBirdKey) ?? cast.MessageBirdKey,
            };
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            throw new UsageException($"--settings holds a key that is none: {e.Message}");
        }
    }

    // Where the ingress is configured for real topics, there is no key to play them with.
    static SesIdentity? Identity(ParseResult parsed, Settings settings)
    {
        var path = parsed.GetValue(RunArguments.SesKey)?.FullName ?? settings[Settings.SesKeyPath];
        var topic = parsed.GetValue(RunArguments.SesTopic) ?? settings["Providers:Ses:TopicArns:0"];
        if (path is null || topic is null)
            return null;
        try
        {
            return SesIdentity.FromPem(File.ReadAllText(path), topic);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--ses-key cannot be read: {e.Message}");
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--ses-key or --ses-topic: {e.Message}");
        }
    }

    // The secrets are left out: a log is no place for them.
    static string Reproduction(ParseResult parsed, SimulationOptions options) =>
        FormattableString.Invariant($"simulate run --deliveries {options.Script.Deliveries} --seed {options.Script.Seed}")
        + FormattableString.Invariant($" --at {options.Script.Epoch:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} --tenants {options.Script.Tenants}")
        + FormattableString.Invariant($" --duplicates {options.Duplicates} --early {options.Script.Early}")
        + FormattableString.Invariant($" --connections {options.Run.Connections}")
        + (options.Run.Rate is { } rate ? FormattableString.Invariant($" --rate {rate}") : "")
        + (parsed.GetValue(RunArguments.Settings) is null ? "" : " --settings …")
        + (parsed.GetValue(RunArguments.TwilioToken) is null ? "" : " --twilio-token …")
        + (parsed.GetValue(RunArguments.SesKey) is null ? "" : $" --ses-key … --ses-topic {options.Cast.Ses?.TopicArn}")
        + (parsed.GetValue(RunArguments.PlivoToken) is null ? "" : " --plivo-token …")
        + (parsed.GetValue(RunArguments.MessageBirdKey) is null ? "" : " --messagebird-key …")
        + (options.Amqp is null ? " --producer-key …" : " --amqp …");
}

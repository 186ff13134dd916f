using System.CommandLine;
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
        using var identity = options.Ses;
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
        if (parsed.GetValue(RunArguments.Amqp) is null == parsed.GetValue(RunArguments.ProducerKey) is null)
            throw new UsageException("Give either --amqp or --producer-key: producers speak one of the two.");
        if (parsed.GetValue(RunArguments.SesKey) is null != parsed.GetValue(RunArguments.SesTopic) is null)
            throw new UsageException("--ses-key and --ses-topic belong together.");

        var now = time.GetUtcNow();
        var ses = Identity(parsed);
        return new SimulationOptions
        {
            Ingress = parsed.GetValue(RunArguments.Ingress)!,
            Dashboard = parsed.GetValue(RunArguments.Dashboard)!,
            PublicUrl = parsed.GetValue(RunArguments.PublicUrl),
            DashboardKey = parsed.GetValue(RunArguments.DashboardKey),
            Amqp = parsed.GetValue(RunArguments.Amqp),
            ProducerKey = parsed.GetValue(RunArguments.ProducerKey),
            TwilioToken = parsed.GetValue(RunArguments.TwilioToken),
            Ses = ses,
            PlivoToken = parsed.GetValue(RunArguments.PlivoToken),
            MessageBirdKey = parsed.GetValue(RunArguments.MessageBirdKey),
            Script = new ScriptOptions
            {
                Deliveries = parsed.GetValue(RunArguments.Deliveries),
                Seed = parsed.GetValue(RunArguments.Seed) ?? (int)(now.UtcTicks % 1_000_000_007),
                Epoch = parsed.GetValue(RunArguments.At) ?? now.ToMilliseconds(),
                Twilio = parsed.GetValue(RunArguments.TwilioToken) is not null,
                Ses = ses is not null,
                Plivo = parsed.GetValue(RunArguments.PlivoToken) is not null,
                MessageBird = parsed.GetValue(RunArguments.MessageBirdKey) is not null,
                Early = parsed.GetValue(RunArguments.Early),
                Tenants = parsed.GetValue(RunArguments.Tenants),
                TwilioAccount = parsed.GetValue(RunArguments.TwilioAccount)!,
            },
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

    static SesIdentity? Identity(ParseResult parsed)
    {
        if (parsed.GetValue(RunArguments.SesKey) is not { } file)
            return null;
        try
        {
            return SesIdentity.FromPem(File.ReadAllText(file.FullName), parsed.GetValue(RunArguments.SesTopic)!);
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
        + (parsed.GetValue(RunArguments.TwilioToken) is null ? "" : " --twilio-token …")
        + (options.Ses is null ? "" : $" --ses-key … --ses-topic {options.Ses.TopicArn}")
        + (options.PlivoToken is null ? "" : " --plivo-token …")
        + (options.MessageBirdKey is null ? "" : " --messagebird-key …")
        + (options.Amqp is null ? " --producer-key …" : " --amqp …");
}

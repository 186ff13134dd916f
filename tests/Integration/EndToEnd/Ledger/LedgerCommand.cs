using System.CommandLine;
using Tracking.Integration.Deploy;
using Tracking.Integration.EndToEnd.Faults;

namespace Tracking.Integration.EndToEnd.Ledger;

/// <summary><c>deploy/local/ledger</c>: the ledger run as a program, for as long as one likes.</summary>
static class LedgerCommand
{
    static readonly Option<double> Minutes = new("--minutes") { Description = "How long things go wrong.", DefaultValueFactory = _ => 10 };
    static readonly Option<int> Workers = new("--workers") { Description = "How many workers there are.", DefaultValueFactory = _ => 2 };
    static readonly Option<int> Seed = new("--seed") { Description = "What facts and faults are drawn from.", DefaultValueFactory = _ => 1 };
    static readonly Option<double> Rate = new("--rate") { Description = "Facts sent a second, repeats among them.", DefaultValueFactory = _ => 150 };
    static readonly Option<bool> OverHttp = new("--http") { Description = "Producers post to /v1/events instead of publishing over AMQP." };
    static readonly Option<bool> Spool = new("--spool") { Description = "The ingresses keep on disk what the broker does not take." };
    static readonly Option<bool> Dense = new("--dense") { Description = "Everything goes wrong within seconds, as in the tests." };
    static readonly Option<bool> Print = new("--print") { Description = "Print what would go wrong, and do nothing." };

    /// <returns>0 if everything that was acknowledged is where it belongs, 1 if not, 2 for arguments that mean nothing.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var command = new RootCommand("Sends facts while everything breaks, and looks for each of them when it is over.")
        {
            Minutes, Workers, Seed, Rate, OverHttp, Spool, Dense, Print,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new LedgerOptions
            {
                Duration = TimeSpan.FromMinutes(parsed.GetValue(Minutes)),
                Workers = parsed.GetValue(Workers),
                Seed = parsed.GetValue(Seed),
                Rate = parsed.GetValue(Rate),
                Producers = parsed.GetValue(OverHttp) ? Producers.OverHttp : Producers.OverAmqp,
                Spool = parsed.GetValue(Spool),
                Dense = parsed.GetValue(Dense),
            },
            parsed.GetValue(Print), cancellationToken));
        var parsed = command.Parse(args);
        if (parsed.Errors is [var wrong, ..] || parsed.GetValue(Minutes) <= 0 || parsed.GetValue(Workers) < 1 || parsed.GetValue(Rate) <= 0)
        {
            await Console.Error.WriteLineAsync(
                parsed.Errors.Count > 0 ? parsed.Errors[0].Message : "--minutes, --workers and --rate are more than 0");
            return 2;
        }

        return await parsed.InvokeAsync();
    }

    static async Task<int> RunAsync(LedgerOptions options, bool print, CancellationToken cancellationToken)
    {
        if (print)
        {
            Console.WriteLine(FaultSchedule.Draw(options.Plan));
            return 0;
        }

        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        await using var servers = new LocalServers();
        await servers.StartAsync(only: null, cancellationToken);
        var run = new LedgerRun(options, servers, time)
        {
            Say = line => Console.WriteLine($"{time.GetElapsedTime(began):mm\\:ss}  {line}"),
        };
        var report = await run.RunAsync(cancellationToken);
        Console.WriteLine();
        Console.Write(report);
        return report.Problems.Count == 0 ? 0 : 1;
    }
}

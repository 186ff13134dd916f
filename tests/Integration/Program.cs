using Tracking.Integration;
using Tracking.Integration.EndToEnd.Ledger;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// The tests, as xunit's own entry point would run them, and the run that takes too long for a test.
return args switch
{
    ["ledger", .. var options] => await LedgerCommand.RunAsync(options),
    _ when args.Any(arg => arg is "--server" or "--internal-msbuild-node") =>
        await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    _ => await ConsoleRunner.Run(args),
};

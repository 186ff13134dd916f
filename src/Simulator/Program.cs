using System.CommandLine;
using System.CommandLine.Invocation;
using Tracking.Simulator.Commands;

var root = new RootCommand("Plays producers and providers against Delivery Tracking, and compares what became of it.")
{
    RunCommand.Create(),
    KeysCommand.Create(),
};

// Without a command it is 'run'; only help and version are asked of the program itself.
var isRun = args is [] or [['-', ..], ..] and not ["--help" or "-h" or "-?" or "--version", ..];
var parsed = root.Parse(isRun ? ["run", .. args] : args);
if (parsed.Action is ParseErrorAction)
{
    Console.Error.WriteLine(parsed.Errors[0].Message);
    return 2;
}

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (UsageException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

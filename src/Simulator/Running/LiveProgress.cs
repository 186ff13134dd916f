using Spectre.Console;

namespace Tracking.Simulator.Running;

/// <summary>Shows where a run is: a live bar on a terminal, a line every few seconds elsewhere.</summary>
static class LiveProgress
{
    static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    public static async Task<Summary> WatchAsync(
        IAnsiConsole console, Simulation simulation, TimeProvider time, CancellationToken cancellationToken)
    {
        var running = Task.Run(() => simulation.RunAsync(cancellationToken), cancellationToken);
        if (console.Profile.Capabilities.Interactive)
            await console.Progress().AutoClear(true).StartAsync(context => DrawAsync(context, simulation, running, time));
        else
            await PrintAsync(console, simulation, running, time);
        return await running;
    }

    static async Task DrawAsync(ProgressContext context, Simulation simulation, Task running, TimeProvider time)
    {
        Stage? shown = null;
        ProgressTask? bar = null;
        while (!await EndsWithinAsync(running, BarInterval, time))
        {
            var stage = simulation.Stage;
            if (bar is null || stage != shown)
            {
                bar?.StopTask();
                shown = stage;
                bar = context.AddTask(Markup.Escape(stage.Name), maxValue: Math.Max(stage.Total, 1));
                bar.IsIndeterminate = stage.Total == 0;
            }

            bar.Value = stage.Total == 0 ? 0 : stage.Done();
        }
    }

    static async Task PrintAsync(IAnsiConsole console, Simulation simulation, Task running, TimeProvider time)
    {
        var began = time.GetTimestamp();
        while (!await EndsWithinAsync(running, LineInterval, time))
        {
            var stage = simulation.Stage;
            var elapsed = time.GetElapsedTime(began).TotalSeconds;
            console.Profile.Out.Writer.WriteLine(stage.Total == 0
                ? FormattableString.Invariant($"{elapsed,6:0} s  {stage.Name}: {stage.Done()}")
                : FormattableString.Invariant($"{elapsed,6:0} s  {stage.Name}: {stage.Done()} of {stage.Total}"));
        }
    }

    static async Task<bool> EndsWithinAsync(Task running, TimeSpan interval, TimeProvider time)
    {
        await Task.WhenAny(running, Task.Delay(interval, time));
        return running.IsCompleted;
    }
}

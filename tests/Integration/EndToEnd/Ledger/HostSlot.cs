using System.Collections.Concurrent;
using Tracking.Hosting;

namespace Tracking.Integration.EndToEnd.Ledger;

/// <summary>One of the hosts of a run: a process that is killed or stopped, and started again as it was.</summary>
/// <param name="name">For people and for the names of its logs.</param>
/// <param name="logs">The folder that each process leaves its log in.</param>
/// <param name="problems">Where it is written down that one ended by itself, or did not end as it was asked to.</param>
/// <param name="late">Where it is written down that one had to end without a part that did not stop.</param>
sealed class HostSlot(
    string name, string logs, ConcurrentQueue<string> problems, ConcurrentQueue<string> late, Func<ChildProcess> start) : IAsyncDisposable
{
    /// <summary>How long a host may take to start. It is a second or two on an idle machine; a crowded one takes far longer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    ChildProcess? _process;
    int _starts;

    public string Name => name;

    /// <summary>Null while it does not run.</summary>
    public Uri? Address { get; private set; }

    /// <summary>Returns when it listens; it may not be ready yet.</summary>
    public async Task StartAsync()
    {
        _starts++;
        _process = start();
        Address = await _process.ListensOnAsync(Patience);
    }

    /// <summary>Ends it at once, whatever it was doing.</summary>
    public async Task KillAsync()
    {
        NoteIfEnded();
        await _process!.KillAsync();
        await LeaveAsync();
    }

    /// <summary>Asks it to end, which it must do in time and in good order.</summary>
    public async Task StopAsync()
    {
        NoteIfEnded();
        try
        {
            if (_process!.IsRunning && await _process.TerminateAsync() is not 0 and var code)
            {
                var said = _process.Errors.LastOrDefault();
                if (said?.StartsWith(TrackingHost.NotStopped, StringComparison.Ordinal) == true)
                    late.Enqueue($"{name}: {said}");
                else
                    problems.Enqueue($"{name} ended with {code} when it was asked to stop: {said}");
            }
        }
        catch (OperationCanceledException)
        {
            problems.Enqueue($"{name} did not stop in time");
        }

        await LeaveAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await LeaveAsync();
    }

    void NoteIfEnded()
    {
        if (!_process!.IsRunning)
            problems.Enqueue($"{name} ended by itself: {_process.Errors.LastOrDefault() ?? _process.Output.LastOrDefault()}");
    }

    // Killed if it still runs.
    async Task LeaveAsync()
    {
        var process = _process!;
        (_process, Address) = (null, null);
        await process.DisposeAsync();
        await File.WriteAllLinesAsync(Path.Combine(logs, $"{name.Replace(' ', '-')}.{_starts}.log"), [.. process.Output, .. process.Errors]);
    }
}

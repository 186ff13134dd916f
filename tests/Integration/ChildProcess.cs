using System.Collections.Concurrent;
using System.Diagnostics;
using Xunit;

namespace Tracking.Integration;

/// <summary>One of our programs as it was built, in a process of its own. Killed when it is disposed of, if it still runs.</summary>
sealed class ChildProcess : IAsyncDisposable
{
    readonly Process _process;
    readonly ConcurrentQueue<string> _output = new();
    readonly ConcurrentQueue<string> _errors = new();

    ChildProcess(Process process) => _process = process;

    /// <summary>The lines of its standard output so far.</summary>
    public IReadOnlyCollection<string> Output => _output;

    public IReadOnlyCollection<string> Errors => _errors;

    public bool IsRunning => !_process.HasExited;

    /// <param name="project">As its folder under <c>src</c> is called.</param>
    public static ChildProcess Start(string project, params string[] arguments)
    {
        var folder = FolderOf(project);
        return Start(new ProcessStartInfo("dotnet", [Path.Combine(folder, $"Tracking.{project}.dll"), .. arguments])
        {
            WorkingDirectory = folder,
        });
    }

    /// <summary>Under a limit on the length of files: what would write beyond it writes up to it, and is then told that it cannot.</summary>
    /// <inheritdoc cref="Start(string, string[])" path="/param"/>
    public static ChildProcess StartLimited(string project, int maxFileKilobytes, params string[] arguments)
    {
        // The runtime keeps its code in a file in memory, which would be limited as well.
        var folder = FolderOf(project);
        var start = new ProcessStartInfo("bash", [
            "-c", $"trap '' XFSZ; ulimit -f {maxFileKilobytes}; exec dotnet \"$@\"", "limited",
            Path.Combine(folder, $"Tracking.{project}.dll"), .. arguments])
        {
            WorkingDirectory = folder,
        };
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return Start(start);
    }

    /// <summary>Runs a line as a person would paste it, and returns what it wrote to its standard output.</summary>
    public static async Task<string> RunInShellAsync(string line)
    {
        await using var shell = Start(new ProcessStartInfo("bash", ["-c", line]));
        var code = await shell.EndsAsync();
        Assert.True(code == 0, $"{line}\nended with {code}: {string.Join('\n', shell.Errors)}");
        return string.Join('\n', shell.Output);
    }

    /// <summary>Asks it to stop, as a terminal, Docker and Kubernetes do.</summary>
    public async Task<int> TerminateAsync()
    {
        using (var kill = Process.Start("kill", ["-s", "TERM", $"{_process.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await EndsAsync();
    }

    /// <summary>Ends it at once, whatever it was doing.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await EndsAsync();
    }

    /// <summary>Waits for its end and for all that it wrote.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndsAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(40));
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    /// <summary>Waits for the address that a host says it listens on: with port 0 it takes any that is free.</summary>
    public async Task<Uri> ListensOnAsync(TimeSpan? within = null)
    {
        const string said = "Now listening on: ";
        await Eventually.HoldsAsync(
            () => Assert.True(_process.HasExited || _output.Any(line => line.Contains(said)), "It does not listen."), within);
        var line = _output.FirstOrDefault(line => line.Contains(said));
        Assert.True(line is not null, $"It ended with {string.Join('\n', [.. _output, .. _errors])}");
        return new Uri(line[(line.IndexOf(said, StringComparison.Ordinal) + said.Length)..]);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    // Beside the folder of these tests: artifacts/bin/Worker/debug by artifacts/bin/Integration/debug.
    static string FolderOf(string project)
    {
        var mine = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(mine.Parent!.Parent!.FullName, project, mine.Name);
    }

    static ChildProcess Start(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        var child = new ChildProcess(new Process { StartInfo = start });
        child._process.OutputDataReceived += (_, line) => Keep(child._output, line.Data);
        child._process.ErrorDataReceived += (_, line) => Keep(child._errors, line.Data);
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    // The end of a stream is told as a line that is null.
    static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
            lines.Enqueue(line);
    }
}

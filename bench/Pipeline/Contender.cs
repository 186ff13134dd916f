namespace Tracking.Pipeline;

/// <summary>A program that is measured, in a process of its own. While another is, it is stopped where it stands.</summary>
sealed class Contender : IAsyncDisposable
{
    // Of the kernel's clock in /proc, on every Linux that matters.
    const double TicksPerSecond = 100;

    readonly Process _process;
    readonly TaskCompletionSource<Uri> _listens = new(TaskCreationOptions.RunContinuationsAsynchronously);

    Contender(string name, ProcessStartInfo start)
    {
        Name = name;
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Heard(line.Data);
        _process.ErrorDataReceived += (_, line) => Heard(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Name { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address => _listens.Task.Result;

    /// <summary>Processor time so far, of all its threads.</summary>
    public TimeSpan Cpu
    {
        get
        {
            // The second field is the program's name, in brackets, and may hold blanks.
            var stat = File.ReadAllText($"/proc/{_process.Id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return TimeSpan.FromSeconds((Number(fields[11]) + Number(fields[12])) / TicksPerSecond);
        }
    }

    /// <summary>Resident memory, in MiB.</summary>
    public double Memory => Number(File.ReadLines($"/proc/{_process.Id}/status")
        .First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;

    /// <summary>One of our hosts.</summary>
    /// <param name="folder">Where another build of it is; null for the one that this program was built with.</param>
    public static Task<Contender> HostAsync(string project, IEnumerable<KeyValuePair<string, string>> settings, string? folder = null) =>
        StartAsync(project, Path.Combine(folder ?? Repository.Binaries(project), $"Tracking.{project}.dll"), [], settings);

    /// <summary>A floor: this program in another role.</summary>
    public static Task<Contender> FloorAsync(string role, IEnumerable<KeyValuePair<string, string>> settings) =>
        StartAsync(role, Environment.GetCommandLineArgs()[0], ["floor", role], settings);

    /// <summary>Stops it where it stands; what it is sent meanwhile waits.</summary>
    public void Pause() => Signal("STOP");

    public void Resume() => Signal("CONT");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Resume();
            Signal("TERM");
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(35));
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_process.HasExited)
                _process.Kill();
        }

        _process.Dispose();
    }

    static async Task<Contender> StartAsync(
        string name, string program, string[] arguments, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { WorkingDirectory = Path.GetDirectoryName(program)! };
        start.Environment["Urls"] = "http://127.0.0.1:0";
        foreach (var (key, value) in settings)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        var contender = new Contender(name, start);
        await contender._listens.Task.WaitAsync(TimeSpan.FromMinutes(2));
        return contender;
    }

    void Heard(string? line)
    {
        const string said = "Now listening on: ";
        if (line is null)
            _listens.TrySetException(new InvalidOperationException($"{Name} ended before it listened."));
        else if (line.IndexOf(said, StringComparison.Ordinal) is >= 0 and var at)
            _listens.TrySetResult(new Uri(line[(at + said.Length)..]));
        else if (line.Contains("fail:", StringComparison.Ordinal) || line.StartsWith("Unhandled", StringComparison.Ordinal))
            Console.Error.WriteLine($"{Name}: {line}");
    }

    void Signal(string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    static double Number(string digits) => double.Parse(digits, CultureInfo.InvariantCulture);
}

namespace Tracking.Pipeline.Measures;

/// <param name="Rounds">That count; one more comes before them, to warm up.</param>
/// <param name="Seconds">Of each run under load.</param>
/// <param name="Callbacks">Of each run that drains a queue.</param>
/// <param name="Against">Folders with other builds of the hosts, <c>Ingress</c> and <c>Worker</c>, that are measured beside this one.</param>
sealed record Options(int Rounds, double Seconds, int Callbacks, IReadOnlyList<string> Against)
{
    /// <summary>Where a host's other builds are, by the names that they are measured under.</summary>
    public IReadOnlyDictionary<string, string> Others(string project) => Against.ToDictionary(
        folder => $"{project.ToLowerInvariant()} of {Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))}",
        folder => Path.Combine(folder, project));

    public TimeSpan Duration => TimeSpan.FromSeconds(Seconds);
}

namespace Tracking.Pipeline.Measures;

/// <param name="Rounds">That count; one more comes before them, to warm up.</param>
/// <param name="Seconds">Of each run under load.</param>
/// <param name="Callbacks">Of each run that drains a queue.</param>
/// <param name="Against">Folders with other builds of the hosts, <c>Ingress</c> and <c>Worker</c>, that are measured beside this one.</param>
sealed record Options(int Rounds, double Seconds, int Callbacks, IReadOnlyList<string> Against)
{
    /// <summary>Where a host is that is measured under this name; null for the one that this program was built with.</summary>
    public string? FolderOf(string name, string project) =>
        Against.FirstOrDefault(folder => OtherName(folder, project) == name) is { } found ? Path.Combine(found, project) : null;

    public IEnumerable<string> Others(string project) => Against.Select(folder => OtherName(folder, project));

    static string OtherName(string folder, string project) =>
        $"{project.ToLowerInvariant()} of {Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))}";

    public TimeSpan Duration => TimeSpan.FromSeconds(Seconds);
}

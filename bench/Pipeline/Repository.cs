namespace Tracking.Pipeline;

/// <summary>Where things are in the tree that this program was built from.</summary>
static class Repository
{
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    /// <summary>The output of a project of <c>src</c>, of the same configuration as this program's.</summary>
    public static string Binaries(string project)
    {
        var mine = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(mine.Parent!.Parent!.FullName, project, mine.Name);
    }

    static string Above(string folder) =>
        File.Exists(Path.Combine(folder, "Tracking.sln"))
            ? folder
            : Above(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folder))
                ?? throw new InvalidOperationException("The benchmark runs from within its repository."));
}

namespace Tracking.Integration;

/// <summary>The working copy these tests were built from.</summary>
static class Repository
{
    public static string Root { get; } = Find();

    // Upwards from the built program: the path of this source file is replaced in deterministic builds.
    static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Tracking.sln")))
                return folder;
        }

        throw new InvalidOperationException($"No Tracking.sln above {AppContext.BaseDirectory}");
    }
}

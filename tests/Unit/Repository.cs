namespace Tracking;

/// <summary>The working copy these tests were built from.</summary>
static class Repository
{
    public static string Root { get; } = Find();

    public static string File(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    // Upwards from the built program: the path of this source file is replaced in deterministic builds.
    static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (System.IO.File.Exists(Path.Combine(folder, "Tracking.sln")))
                return folder;
        }

        throw new InvalidOperationException($"No Tracking.sln above {AppContext.BaseDirectory}");
    }
}

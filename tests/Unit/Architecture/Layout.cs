using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Tracking.Unit.Architecture;

/// <summary>The rules of the layout. Each returns its violations as sentences; none is good.</summary>
static partial class Layout
{
    /// <summary>Which project may refer to which. An edge that is not here is a decision to be taken, not a line to be added.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Allowed = new Dictionary<string, string[]>
    {
        ["Contracts"] = [],
        ["Deliveries"] = [],
        ["Providers"] = ["Contracts", "Deliveries"],
        ["Storage"] = ["Deliveries"],
        ["Hosting"] = ["Contracts"],
        ["Ingress"] = ["Contracts", "Hosting", "Providers"],
        ["Worker"] = ["Contracts", "Deliveries", "Hosting", "Providers", "Storage"],
        ["Dashboard"] = ["Contracts", "Deliveries", "Hosting", "Storage"],
        ["Simulator"] = ["Contracts", "Deliveries", "Providers"],
        ["Standalone"] =
            ["Contracts", "Deliveries", "Providers", "Storage", "Hosting", "Ingress", "Worker", "Dashboard", "Simulator"],
    };

    /// <summary>Projects that must stay free of packages, whoever refers to them.</summary>
    static readonly string[] WithoutPackages = ["Contracts", "Deliveries"];

    /// <summary>Names that say how a thing is built instead of what it is.</summary>
    static readonly string[] EmptyNames = ["Services", "Interfaces", "Helpers", "Models", "Common"];

    public const int MaxLines = 400;

    public static IEnumerable<string> ForbiddenEdges(IReadOnlyCollection<ProjectFile> projects) =>
        from project in projects
        from target in project.Projects
        where !MayReferTo(project, target)
        select $"{project.Path} must not refer to {target}";

    /// <summary>The ingress faces the internet: no path of references may lead it to the database.</summary>
    public static IEnumerable<string> HiddenWays(IReadOnlyCollection<ProjectFile> projects, string from, string to)
    {
        var reached = new HashSet<string>();
        var ahead = new Queue<string>([from]);
        while (ahead.TryDequeue(out var name))
        {
            foreach (var target in projects.Where(p => p.Name == name).SelectMany(p => p.Projects).Where(reached.Add))
                ahead.Enqueue(target);
        }

        return reached.Contains(to) ? [$"{from} reaches {to}"] : [];
    }

    public static IEnumerable<string> ForbiddenPackages(IReadOnlyCollection<ProjectFile> projects) =>
        from project in projects
        where WithoutPackages.Contains(project.Name)
        from package in project.Packages
        select $"{project.Path} must not refer to the package {package.Name}";

    public static IEnumerable<string> MissingFromSolution(IReadOnlyCollection<ProjectFile> projects, string solution) =>
        projects.Select(p => p.Path).Except(ProjectLine().Matches(solution).Select(m => m.Groups["path"].Value.Replace('\\', '/')))
            .Select(path => $"{path} is not in the solution");

    /// <summary>Versions are given in one place, and there exactly: neither a range nor a wildcard.</summary>
    public static IEnumerable<string> InexactVersions(IReadOnlyCollection<ProjectFile> projects, string packagesProps)
    {
        var pins = XDocument.Parse(packagesProps).Descendants("PackageVersion")
            .ToDictionary(e => (string)e.Attribute("Include")!, e => (string?)e.Attribute("Version") ?? "");
        var inexact = pins.Where(pin => !ExactVersion().IsMatch(pin.Value)).Select(pin => $"{pin.Key} is pinned to '{pin.Value}'");
        var own = from project in projects
                  from package in project.Packages
                  where package.Version is not null
                  select $"{project.Path} gives {package.Name} a version of its own";
        var unpinned = from project in projects
                       from package in project.Packages
                       where !pins.ContainsKey(package.Name)
                       select $"{project.Path} refers to {package.Name}, which is not pinned";
        return [.. inexact, .. own, .. unpinned];
    }

    public static IEnumerable<string> TooLong(IEnumerable<(string Path, int Lines)> sources) =>
        from source in sources where source.Lines > MaxLines select $"{source.Path} has {source.Lines} lines";

    public static IEnumerable<string> EmptyFolderNames(IEnumerable<string> folders) =>
        from folder in folders
        where EmptyNames.Contains(folder.Split('/')[^1], StringComparer.OrdinalIgnoreCase)
        select $"{folder} is not named after a concept";

    static bool MayReferTo(ProjectFile project, string target) => project.Path.Split('/')[0] switch
    {
        "tests" => true,
        "bench" => target != "Standalone",
        _ => Allowed.TryGetValue(project.Name, out var allowed) && allowed.Contains(target),
    };

    [GeneratedRegex(@"^Project\([^)]*\) = ""[^""]*"", ""(?<path>[^""]*\.csproj)""", RegexOptions.Multiline)]
    private static partial Regex ProjectLine();

    [GeneratedRegex(@"^\d+\.\d+\.\d+(\.\d+)?(-[0-9A-Za-z.]+)?$")]
    private static partial Regex ExactVersion();
}

using System.Xml.Linq;

namespace Tracking.Unit.Architecture;

/// <summary>What a project file says of the project's place in the solution.</summary>
/// <param name="Path">From the root of the repository, with forward slashes.</param>
/// <param name="Projects">Names of the projects that it refers to.</param>
/// <param name="Packages">Names of its packages, each with the version that the file itself gives, if any.</param>
sealed record ProjectFile(string Path, IReadOnlyList<string> Projects, IReadOnlyList<(string Name, string? Version)> Packages)
{
    public string Name => NameOf(Path);

    public static ProjectFile Parse(string path, string xml)
    {
        var elements = XDocument.Parse(xml).Descendants().ToArray();
        return new ProjectFile(
            path,
            [.. Of("ProjectReference").Select(e => NameOf(Include(e)))],
            [.. Of("PackageReference").Select(e => (Include(e), Version(e)))]);

        IEnumerable<XElement> Of(string element) => elements.Where(e => e.Name.LocalName == element);
    }

    static string Include(XElement reference) => (string?)reference.Attribute("Include") ?? "";

    static string? Version(XElement reference) =>
        (string?)reference.Attribute("Version") ?? (string?)reference.Attribute("VersionOverride");

    static string NameOf(string path) => System.IO.Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));
}

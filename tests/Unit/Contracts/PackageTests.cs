using System.Xml.Linq;
using Tracking.Contracts;
using Xunit;

namespace Tracking.Unit.Contracts;

/// <summary>The package that producers reference: small, documented, and without anything behind it.</summary>
public sealed class PackageTests
{
    static readonly string Folder = Repository.File("src", "Contracts");
    static readonly XDocument Project = XDocument.Load(Path.Combine(Folder, "Contracts.csproj"));

    [Fact]
    public void It_refers_to_no_package_project_or_framework() =>
        Assert.DoesNotContain(Project.Descendants(), e => e.Name.LocalName.EndsWith("Reference", StringComparison.Ordinal));

    /// <summary>The analyzers that every project has must not travel with the package.</summary>
    [Fact]
    public void What_every_project_refers_to_stays_private()
    {
        var everywhere = XDocument.Load(Repository.File("Directory.Build.props")).Descendants("PackageReference");

        Assert.All(everywhere, reference => Assert.Equal("all", (string?)reference.Attribute("PrivateAssets")));
    }

    [Fact]
    public void The_assembly_needs_nothing_but_the_runtime() =>
        Assert.All(
            typeof(NotificationSent).Assembly.GetReferencedAssemblies(),
            name => Assert.StartsWith("System.", name.Name, StringComparison.Ordinal));

    [Fact]
    public void It_is_packed_with_its_readme_under_its_own_name()
    {
        Assert.Equal("true", (string?)Project.Descendants("IsPackable").Single());
        Assert.Equal("Tracking.Contracts", (string?)Project.Descendants("PackageId").Single());
        Assert.Equal("README.md", (string?)Project.Descendants("PackageReadmeFile").Single());
        Assert.Contains(
            Project.Descendants("None"),
            none => (string?)none.Attribute("Include") == "README.md" && (string?)none.Attribute("Pack") == "true");
        Assert.True(new FileInfo(Path.Combine(Folder, "README.md")).Length > 1_000);
    }

    [Fact]
    public void Its_documentation_lies_beside_the_assembly() =>
        Assert.Contains(
            "P:Tracking.Contracts.DeliveryIdentity.DeliveryId",
            File.ReadAllText(Path.ChangeExtension(typeof(NotificationSent).Assembly.Location, ".xml")));
}

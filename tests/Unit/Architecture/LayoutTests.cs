using Xunit;

namespace Tracking.Unit.Architecture;

/// <summary>The layout stays the architecture: each rule holds for the repository, and is shown to catch its breach.</summary>
public sealed class LayoutTests
{
    static readonly string Solution = File.ReadAllText(Repository.File("Tracking.sln"));
    static readonly string PackagesProps = File.ReadAllText(Repository.File("Directory.Packages.props"));

    static readonly IReadOnlyList<ProjectFile> Projects =
    [
        .. Files("*.csproj", "src", "tests", "bench")
            .Select(path => ProjectFile.Parse(path, File.ReadAllText(Repository.File(path)))),
    ];

    [Fact]
    public void Projects_refer_only_to_what_the_table_allows() => Assert.Empty(Layout.ForbiddenEdges(Projects));

    [Fact]
    public void Every_project_of_the_source_is_in_the_table() =>
        Assert.Equal(
            Layout.Allowed.Keys.Order(),
            Projects.Where(p => p.Path.StartsWith("src/", StringComparison.Ordinal)).Select(p => p.Name).Order());

    [Theory]
    [InlineData("src/Contracts/Contracts.csproj", "Deliveries")]
    [InlineData("src/Deliveries/Deliveries.csproj", "Contracts")]
    [InlineData("src/Providers/Providers.csproj", "Storage")]
    [InlineData("src/Storage/Storage.csproj", "Contracts")]
    [InlineData("src/Hosting/Hosting.csproj", "Deliveries")]
    [InlineData("src/Ingress/Ingress.csproj", "Storage")]
    [InlineData("src/Worker/Worker.csproj", "Ingress")]
    [InlineData("src/Dashboard/Dashboard.csproj", "Providers")]
    [InlineData("src/Simulator/Simulator.csproj", "Hosting")]
    [InlineData("src/Worker/Worker.csproj", "Standalone")]
    [InlineData("bench/Bench/Bench.csproj", "Standalone")]
    [InlineData("src/Reports/Reports.csproj", "Contracts")]
    public void An_edge_that_the_table_lacks_is_caught(string path, string target) =>
        Assert.Equal([$"{path} must not refer to {target}"], Layout.ForbiddenEdges([Project(path, refersTo: target)]));

    [Fact]
    public void Tests_may_refer_to_everything() =>
        Assert.Empty(Layout.ForbiddenEdges([Project("tests/Unit/Unit.csproj", refersTo: "Standalone")]));

    [Fact]
    public void The_ingress_never_reaches_the_storage() => Assert.Empty(Layout.HiddenWays(Projects, "Ingress", "Storage"));

    [Fact]
    public void A_way_to_the_storage_over_other_projects_is_caught()
    {
        ProjectFile[] projects =
        [
            Project("src/Ingress/Ingress.csproj", refersTo: "Hosting"),
            Project("src/Hosting/Hosting.csproj", refersTo: "Contracts"),
            Project("src/Contracts/Contracts.csproj", refersTo: "Storage"),
        ];

        Assert.Equal(["Ingress reaches Storage"], Layout.HiddenWays(projects, "Ingress", "Storage"));
        Assert.Empty(Layout.HiddenWays(projects[..2], "Ingress", "Storage"));
    }

    [Fact]
    public void Contracts_and_deliveries_have_no_packages() => Assert.Empty(Layout.ForbiddenPackages(Projects));

    [Fact]
    public void A_package_of_the_model_is_caught() =>
        Assert.Equal(
            ["src/Deliveries/Deliveries.csproj must not refer to the package Dapper"],
            Layout.ForbiddenPackages([Project("src/Deliveries/Deliveries.csproj", package: "Dapper")]));

    [Fact]
    public void Every_project_is_in_the_solution() => Assert.Empty(Layout.MissingFromSolution(Projects, Solution));

    [Fact]
    public void A_project_that_the_solution_lacks_is_caught() =>
        Assert.Equal(
            ["src/Reports/Reports.csproj is not in the solution"],
            Layout.MissingFromSolution([.. Projects, Project("src/Reports/Reports.csproj")], Solution));

    [Fact]
    public void Every_version_is_exact_and_given_in_one_place() => Assert.Empty(Layout.InexactVersions(Projects, PackagesProps));

    [Theory]
    [InlineData("8.*")]
    [InlineData("[8.4.0,9.0)")]
    [InlineData("$(MassTransitVersion)")]
    [InlineData("")]
    public void A_version_that_is_not_exact_is_caught(string version) =>
        Assert.Equal(
            [$"MassTransit is pinned to '{version}'"],
            Layout.InexactVersions([], $"""<Project><PackageVersion Include="MassTransit" Version="{version}" /></Project>"""));

    [Fact]
    public void A_version_in_a_project_file_and_a_package_without_any_are_caught() =>
        Assert.Equal(
            ["src/A/A.csproj gives Dapper a version of its own", "src/A/A.csproj refers to Dapper, which is not pinned"],
            Layout.InexactVersions([Project("src/A/A.csproj", package: "Dapper\" Version=\"2.1.86")], "<Project />"));

    [Fact]
    public void No_source_file_is_too_long() =>
        Assert.Empty(Layout.TooLong(Files("*.cs", "src").Select(path => (path, File.ReadLines(Repository.File(path)).Count()))));

    [Fact]
    public void A_source_file_that_is_too_long_is_caught() =>
        Assert.Equal(["b.cs has 401 lines"], Layout.TooLong([("a.cs", 400), ("b.cs", 401)]));

    [Fact]
    public void Folders_are_named_after_concepts() =>
        Assert.Empty(Layout.EmptyFolderNames(Files("*", "src", "tests").Select(FolderOf).SelectMany(Ancestors).Distinct()));

    [Fact]
    public void A_folder_named_after_a_layer_is_caught() =>
        Assert.Equal(
            ["src/Worker/Services is not named after a concept", "src/Common is not named after a concept"],
            Layout.EmptyFolderNames(["src/Worker/Services", "src/Worker/Consumers", "src/Common", "src/Worker/CommonGround"]));

    /// <summary>Rules over no files would hold of anything.</summary>
    [Fact]
    public void The_rules_look_at_the_whole_repository()
    {
        Assert.True(Projects.Count >= 12);
        Assert.Contains(Projects.Single(p => p.Name == "Worker").Projects, name => name == "Storage");
        Assert.Contains(Projects.Single(p => p.Name == "Storage").Packages, package => package.Name == "Npgsql");
        Assert.Contains("src/Deliveries/Delivery.cs", Files("*.cs", "src"));
        Assert.Contains("src/Storage", Files("*", "src").Select(FolderOf).SelectMany(Ancestors));
    }

    static ProjectFile Project(string path, string? refersTo = null, string? package = null) => ProjectFile.Parse(path, $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <ItemGroup>
            {(refersTo is null ? "" : $"<ProjectReference Include=\"..\\{refersTo}\\{refersTo}.csproj\" />")}
            {(package is null ? "" : $"<PackageReference Include=\"{package}\" />")}
          </ItemGroup>
        </Project>
        """);

    // From the root, with forward slashes; built and hidden things left out.
    static IEnumerable<string> Files(string pattern, params IEnumerable<string> folders) =>
        from folder in folders
        where Directory.Exists(Repository.File(folder))
        from file in Directory.EnumerateFiles(Repository.File(folder), pattern, SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')
        where !path.Split('/').Any(part => part is "bin" or "obj" || part.StartsWith('.'))
        select path;

    static string FolderOf(string path) => path[..path.LastIndexOf('/')];

    static IEnumerable<string> Ancestors(string folder)
    {
        for (var end = folder.Length; end > 0; end = folder.LastIndexOf('/', end - 1))
            yield return folder[..end];
    }
}

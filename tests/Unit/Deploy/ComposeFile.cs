using YamlDotNet.Serialization;

namespace Tracking.Unit.Deploy;

/// <summary>docker-compose.yml as plain dictionaries and lists, with its anchors merged.</summary>
sealed class ComposeFile
{
    readonly Dictionary<string, object> _services;

    ComposeFile(Dictionary<string, object> services) => _services = services;

    public IEnumerable<string> Services => _services.Keys;

    public static ComposeFile Read()
    {
        using var text = File.OpenText(Repository.File("docker-compose.yml"));
        var merged = new YamlDotNet.Core.MergingParser(new YamlDotNet.Core.Parser(text));
        var file = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(merged);
        return new(Named(file["services"]));
    }

    /// <summary>What the service sets; null is a variable passed on from outside.</summary>
    public IEnumerable<KeyValuePair<string, string?>> EnvironmentOf(string service) =>
        Part(service, "environment") is { } environment
            ? Named(environment).Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))
            : [];

    /// <summary>As in <c>127.0.0.1:8081:8080</c>.</summary>
    public IEnumerable<string> PortsOf(string service) =>
        Part(service, "ports") is List<object> ports ? ports.Cast<string>() : [];

    /// <summary>The stage of deploy/Dockerfile that the service runs, or null for somebody else's image.</summary>
    public string? TargetOf(string service) =>
        Part(service, "build") is { } build ? (string)Named(build)["target"] : null;

    public bool HasHealthCheck(string service) => Part(service, "healthcheck") is not null;

    object? Part(string service, string name) => Named(_services[service]).GetValueOrDefault(name);

    static Dictionary<string, object> Named(object mapping) =>
        mapping as Dictionary<string, object>
        ?? ((Dictionary<object, object>)mapping).ToDictionary(pair => (string)pair.Key, pair => pair.Value);
}

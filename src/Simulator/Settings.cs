using System.Security.Cryptography;

namespace Tracking.Simulator;

/// <summary>
/// The ingress's settings, and what the simulator alone knows of them (<c>Simulator:…</c>). Letter case does not count in their keys.
/// </summary>
sealed class Settings
{
    const string Simulators = "Simulator:";

    /// <summary>Where the file is with the key that signs SNS messages.</summary>
    public const string SesKeyPath = Simulators + "Ses:KeyPath";

    /// <summary>With which producers post to <c>/v1/events</c>, of which the ingress knows the hash.</summary>
    public const string ProducerKey = Simulators + "ProducerKey";

    readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    public Settings(IEnumerable<KeyValuePair<string, string>> values)
    {
        foreach (var (key, value) in values)
            _values[key] = value;
    }

    /// <returns>Null where it is not set, or to nothing.</returns>
    public string? this[string key] => _values.GetValueOrDefault(key) is { Length: > 0 } value ? value : null;

    /// <summary>Whether it is the simulator's alone, and nothing that the ingress is configured with.</summary>
    public static bool IsSimulators(string key) => key.StartsWith(Simulators, StringComparison.OrdinalIgnoreCase);

    public static string NewSecret(int length = 32) => RandomNumberGenerator.GetHexString(length, lowercase: true);

    /// <summary>Of environment variables as shells and containers are given them: <c>Providers__Plivo__AuthTokens__0=…</c>, one a line.</summary>
    /// <exception cref="FormatException">A line is none, with its number.</exception>
    public static Settings Parse(string text)
    {
        var values = new List<KeyValuePair<string, string>>();
        foreach (var (index, line) in text.Split('\n').Index())
        {
            var said = line.Trim();
            if (said.Length == 0 || said[0] == '#')
                continue;
            if (said.StartsWith("export ", StringComparison.Ordinal))
                said = said["export ".Length..].TrimStart();
            if (said.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var equals))
                throw new FormatException($"line {index + 1} is not NAME=value");
            values.Add(new(said[..equals].TrimEnd().Replace("__", ":", StringComparison.Ordinal), Unquoted(said[(equals + 1)..].Trim())));
        }

        return new Settings(values);
    }

    static string Unquoted(string value) =>
        value is ['"', .., '"'] or ['\'', .., '\''] && value.Length > 1 ? value[1..^1] : value;
}

using Microsoft.Extensions.Options;
using Tracking.Hosting;

namespace Tracking.Dashboard.Access;

/// <summary>The section <c>Dashboard</c>.</summary>
sealed class DashboardOptions
{
    public const string Section = "Dashboard";

    /// <summary>By the name they have in the configuration, so that a complaint can point at the right one. None: open, on loopback only.</summary>
    public Dictionary<string, ApiKey> ApiKeys { get; init; } = [];
}

/// <summary>Who may call the API. The key itself is known to its holder alone.</summary>
sealed class ApiKey
{
    /// <summary>Whose key it is, for the log.</summary>
    public string? Name { get; init; }

    /// <summary>One of <see cref="Roles"/>.</summary>
    public string? Role { get; init; }

    /// <summary>SHA-256 of the key, in lower-case hex.</summary>
    public string? Hash { get; init; }
}

sealed class DashboardOptionsValidator : IValidateOptions<DashboardOptions>
{
    public ValidateOptionsResult Validate(string? name, DashboardOptions options)
    {
        var wrong = options.ApiKeys.SelectMany(key => Problems($"{DashboardOptions.Section}:ApiKeys:{key.Key}", key.Value)).ToArray();
        return wrong.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    static IEnumerable<string> Problems(string path, ApiKey key)
    {
        if (string.IsNullOrWhiteSpace(key.Name))
            yield return $"{path}:Name must say whose key it is.";
        if (key.Role is not (Roles.Reader or Roles.Operator))
            yield return $"{path}:Role must be {Roles.Reader} or {Roles.Operator}.";
        if (!BearerKey.IsHash(key.Hash))
            yield return $"{path}:Hash must be the SHA-256 of the key in lower-case hex, 64 digits.";
    }
}

namespace Tracking.Providers;

/// <summary>The failure codes of all providers that have any.</summary>
public sealed class FailureCatalog(IEnumerable<IFailureCodes> codes)
{
    readonly Dictionary<string, IFailureCodes> _byProvider = codes.ToDictionary(c => c.Provider, StringComparer.OrdinalIgnoreCase);

    /// <returns>Without a reason where the provider or the code is not known.</returns>
    public FailureMeaning Read(string? provider, string? code, string? message) =>
        provider is not null && _byProvider.TryGetValue(provider.Trim(), out var known) ? known.Read(code, message) : default;
}

using System.Diagnostics.CodeAnalysis;

namespace Tracking.Providers;

/// <summary>All providers that the program knows, by name.</summary>
public sealed class ProviderCatalog(IEnumerable<IProvider> providers)
{
    readonly Dictionary<string, IProvider> _byName = providers.ToDictionary(p => p.Name, StringComparer.Ordinal);

    public IReadOnlyCollection<IProvider> All => _byName.Values;

    public bool TryGet(string name, [NotNullWhen(true)] out IProvider? provider) => _byName.TryGetValue(name, out provider);
}

using System.Collections.Concurrent;

namespace Tracking.Storage.InMemory;

sealed class InMemoryKeyRing : IKeyRing
{
    readonly ConcurrentDictionary<string, string> _elements = new(StringComparer.Ordinal);

    public IReadOnlyList<string> All() => [.. _elements.Values];

    public void Add(string name, string element) => _elements.TryAdd(name, element);
}

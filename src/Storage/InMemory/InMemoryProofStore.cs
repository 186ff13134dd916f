using Tracking.Deliveries;

namespace Tracking.Storage.InMemory;

sealed class InMemoryProofStore : IProofStore
{
    readonly Lock _gate = new();
    readonly Dictionary<Guid, ProofUse> _first = [];

    public Task<IReadOnlyCollection<ProofUse>> RememberAsync(IReadOnlyCollection<ProofUse> uses, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var use in uses)
            {
                if (!_first.TryAdd(use.ProofId, use) && use.SeenAt < _first[use.ProofId].SeenAt)
                    _first[use.ProofId] = _first[use.ProofId] with { SeenAt = use.SeenAt };
            }

            return Task.FromResult<IReadOnlyCollection<ProofUse>>(
                [.. uses.Where(use => _first[use.ProofId].Statement != use.Statement)]);
        }
    }

    public Task<int> DeleteOlderThanAsync(DateTimeOffset cutoff, int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var old = _first.Values.Where(use => use.SeenAt.ToMicroseconds() < cutoff.ToMicroseconds())
                .OrderBy(use => use.SeenAt).Take(limit).ToArray();
            foreach (var use in old)
                _first.Remove(use.ProofId);
            return Task.FromResult(old.Length);
        }
    }
}

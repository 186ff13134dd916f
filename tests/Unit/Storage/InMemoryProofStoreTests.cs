using Tracking.Storage;
using Tracking.Storage.InMemory;

namespace Tracking.Unit.Storage;

public sealed class InMemoryProofStoreTests : ProofStoreTests
{
    private protected override Task<IProofStore> NewStoreAsync() => Task.FromResult<IProofStore>(new InMemoryProofStore());
}

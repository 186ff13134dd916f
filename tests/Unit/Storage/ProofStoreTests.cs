using Tracking.Deliveries;
using Tracking.Storage;
using Xunit;
using static Tracking.Unit.Storage.Facts;

namespace Tracking.Unit.Storage;

/// <summary>What every store of proofs keeps to. Each test has a store of its own.</summary>
public abstract class ProofStoreTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Task<IProofStore> NewStoreAsync();

    [Fact]
    public async Task The_first_statement_stands_and_may_be_repeated()
    {
        var store = await NewStoreAsync();

        Assert.Empty(await store.RememberAsync([Use(1, "a")], Token));
        Assert.Empty(await store.RememberAsync([Use(1, "a", minute: 5)], Token));
        Assert.Equal([Use(1, "b")], await store.RememberAsync([Use(1, "b")], Token));
        Assert.Empty(await store.RememberAsync([Use(1, "a"), Use(2, "b")], Token));
    }

    [Fact]
    public async Task Of_many_in_one_call_only_those_are_named_whose_proof_came_with_something_else()
    {
        var store = await NewStoreAsync();
        await store.RememberAsync([Use(3, "a"), Use(1, "a")], Token);

        var refused = await store.RememberAsync(
            [Use(4, "x"), Use(3, "b"), Use(2, "a"), Use(1, "a"), Use(2, "b"), Use(2, "a"), Use(4, "x")], Token);

        Assert.Equal([Use(3, "b"), Use(2, "b")], refused);
    }

    [Fact]
    public async Task Nothing_is_nothing()
    {
        var store = await NewStoreAsync();

        Assert.Empty(await store.RememberAsync([], Token));
        Assert.Equal(0, await store.DeleteOlderThanAsync(At(100), 10, Token));
    }

    [Fact]
    public async Task Of_many_that_come_at_once_with_different_statements_one_is_believed()
    {
        var store = await NewStoreAsync();
        var uses = Enumerable.Range(0, 20).Select(i => Use(1, $"{i}")).ToArray();

        var refused = await Task.WhenAll(uses.Select(use => Task.Run(() => store.RememberAsync([Use(0, "same"), use], Token), Token)));

        Assert.Equal(19, refused.Count(r => r.Count == 1));
        var believed = Assert.Single(uses, use => !refused.Any(r => r.Contains(use)));
        Assert.Empty(await store.RememberAsync([believed], Token));
    }

    [Fact]
    public async Task The_oldest_are_forgotten_first_and_no_more_than_asked_for()
    {
        var store = await NewStoreAsync();
        await store.RememberAsync([Use(3, "a", minute: 3), Use(1, "a", minute: 1), Use(2, "a", minute: 2), Use(4, "a", minute: 4)], Token);
        await store.RememberAsync([Use(1, "a", minute: 9), Use(4, "a", minute: 5)], Token);
        await store.RememberAsync([Use(5, "a", minute: 9)], Token);
        await store.RememberAsync([Use(5, "a", minute: 0)], Token);

        Assert.Equal(1, await store.DeleteOlderThanAsync(At(1), 10, Token));
        Assert.Equal(2, await store.DeleteOlderThanAsync(At(4), 2, Token));
        Assert.Equal(
            [Use(3, "b"), Use(4, "b")], await store.RememberAsync([Use(1, "b"), Use(2, "b"), Use(3, "b"), Use(4, "b")], Token));
        Assert.Equal(0, await store.DeleteOlderThanAsync(At(0), 10, Token));
    }

    static ProofUse Use(int proof, string statement, int minute = 0) =>
        new(EventId.Of("proof", $"{proof}"), EventId.Of(statement), At(minute));
}

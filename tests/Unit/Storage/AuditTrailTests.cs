using Tracking.Storage;
using Xunit;
using static Tracking.Unit.Storage.Facts;

namespace Tracking.Unit.Storage;

/// <summary>What every audit trail keeps to.</summary>
public abstract class AuditTrailTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Task<Stores> NewStoresAsync();

    [Fact]
    public async Task An_entry_is_read_as_it_was_recorded_and_once_however_often_it_was()
    {
        var stores = await NewStoresAsync();
        var full = AuditEntry.Of(
            At(1).AddTicks(7), "ana", AuditAction.ProviderMessageAssigned, "d1",
            new Dictionary<string, string> { ["ü"] = "\"1\"", ["a"] = "" });
        var bare = AuditEntry.Of(At(0), "bo", "other");

        foreach (var entry in (AuditEntry[])[full, bare, full])
            await stores.Audit.RecordAsync(entry, Token);

        var entries = await stores.Audit.ListAsync(new AuditFilter(), null, 10, Token);
        Assert.Equal(2, entries.Count);
        Assert.Equivalent(full, entries[0], strict: true);
        Assert.Equivalent(bare, entries[1], strict: true);
        Assert.Equal(At(1), entries[0].At);
    }

    [Fact]
    public async Task Every_filter_finds_what_it_names_and_nothing_else()
    {
        var stores = await NewStoresAsync();
        await stores.Audit.RecordAsync(AuditEntry.Of(At(0), "ana", "lift"), Token);
        await stores.Audit.RecordAsync(AuditEntry.Of(At(1), "bo", "lift"), Token);
        await stores.Audit.RecordAsync(AuditEntry.Of(At(2), "ana", "replay"), Token);

        await FindsAsync("2 1 0", new());
        await FindsAsync("2 0", new() { Actor = "ana" });
        await FindsAsync("1 0", new() { Action = "lift" });
        await FindsAsync("0", new() { Action = "lift", Actor = "ana" });
        await FindsAsync("2 1", new() { From = At(1) });
        await FindsAsync("0", new() { To = At(1) });
        await FindsAsync("", new() { Actor = "Ana" });

        async Task FindsAsync(string minutes, AuditFilter filter) => Assert.Equal(
            minutes,
            string.Join(' ', (await stores.Audit.ListAsync(filter, null, 10, Token)).Select(e => (e.At - At(0)).TotalMinutes)));
    }

    [Fact]
    public async Task Pages_stay_as_they_are_while_entries_come()
    {
        var stores = await NewStoresAsync();
        var known = Enumerable.Range(0, 9).Select(i => AuditEntry.Of(At(i / 3), "ana", $"a{i}")).ToArray();
        foreach (var entry in known)
            await stores.Audit.RecordAsync(entry, Token);

        var seen = new List<AuditEntry>();
        PagePosition? after = null;
        while (await stores.Audit.ListAsync(new AuditFilter(), after, 2, Token) is { Count: > 0 } page)
        {
            seen.AddRange(page);
            after = new PagePosition(page[^1].At, page[^1].Id.ToString("D"));
            await stores.Audit.RecordAsync(AuditEntry.Of(At(60), "bo", "new"), Token);
        }

        Assert.Equal(known.OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Select(e => e.Action), seen.Select(e => e.Action));
    }
}

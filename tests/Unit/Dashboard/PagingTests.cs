using System.Net;
using Tracking.Deliveries;
using Xunit;

namespace Tracking.Unit.Dashboard;

public sealed class PagingTests
{
    static readonly DateTimeOffset Noon = Facts.Noon;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(50)]
    [InlineData(500)]
    public async Task Paging_while_deliveries_arrive_and_change_skips_and_repeats_nothing(int limit)
    {
        await using var dashboard = await DashboardHost.StartAsync();

        // Three of each instant, so that pages end within ties, too.
        var known = Enumerable.Range(0, 60).Select(n => $"d-{n:000}").ToArray();
        await dashboard.ApplyAsync([.. known.Select((id, n) => Facts.Sent(id, Noon.AddSeconds(n / 3), $"m-{id}"))]);

        var seen = new List<string>();
        string? cursor = null;
        var page = 0;
        do
        {
            var answer = await dashboard.GetAsync($"/api/deliveries?limit={limit}{(cursor is null ? "" : $"&cursor={cursor}")}");
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.InRange(answer.Ids.Length, 1, limit);
            seen.AddRange(answer.Ids);
            cursor = answer.Next;
            await dashboard.ApplyAsync(
                Facts.Sent($"new-{page}", Noon.AddHours(1).AddSeconds(page)),
                Facts.Callback(Evidence.Delivered, $"m-{known[page % known.Length]}", Noon.AddHours(2)));
            page++;
        }
        while (cursor is not null);

        Assert.Equal(known, seen.Order(StringComparer.Ordinal));
        Assert.Equal(seen.Select(Second).OrderDescending(), seen.Select(Second));

        int Second(string id) => Array.IndexOf(known, id) / 3;
    }

    [Fact]
    public async Task A_page_has_fifty_items_unless_asked_otherwise_and_the_last_page_has_no_next()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync([.. Enumerable.Range(0, 100).Select(n => Facts.Sent($"d-{n}", Noon.AddSeconds(n)))]);

        var first = await dashboard.GetAsync("/api/deliveries");
        var second = await dashboard.GetAsync($"/api/deliveries?cursor={first.Next}");

        Assert.Equal(50, first.Ids.Length);
        Assert.Equal(50, second.Ids.Length);
        Assert.NotNull(first.Next);
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task A_cursor_may_change_the_limit_but_no_filter()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync([.. Enumerable.Range(0, 5).Select(n => Facts.Sent($"d-{n}", Noon.AddSeconds(n)))]);
        var cursor = (await dashboard.GetAsync("/api/deliveries?status=sent&limit=2")).Next;

        Assert.Equal(["d-2"], (await dashboard.GetAsync($"/api/deliveries?limit=1&cursor={cursor}&status=sent")).Ids);
        foreach (var other in (string[])["", "&status=queued", "&status=sent&tenantId=a", "&tenantId=sent"])
        {
            var answer = (await dashboard.GetAsync($"/api/deliveries?cursor={cursor}{other}")).Problem(HttpStatusCode.BadRequest);
            Assert.Equal(["cursor"], answer.Errors);
            Assert.Contains("belongs to other filters", answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_cursor_of_deliveries_means_nothing_to_orphans()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(Facts.Sent("d-1", Noon), Facts.Sent("d-2", Noon));
        var cursor = (await dashboard.GetAsync("/api/deliveries?limit=1")).Next;

        (await dashboard.GetAsync($"/api/orphans?cursor={cursor}")).Problem(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_tampered_cursor_is_refused_and_says_so()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(Facts.Sent("d-1", Noon), Facts.Sent("d-2", Noon));
        var cursor = (await dashboard.GetAsync("/api/deliveries?limit=1")).Next!;

        for (var at = 0; at < cursor.Length; at++)
        {
            var tampered = cursor[..at] + (cursor[at] == 'A' ? 'B' : 'A') + cursor[(at + 1)..];
            var answer = (await dashboard.GetAsync($"/api/deliveries?cursor={tampered}")).Problem(HttpStatusCode.BadRequest);
            Assert.Contains("cursor must be the next of an earlier page, unchanged.", answer.Text, StringComparison.Ordinal);
        }
    }
}

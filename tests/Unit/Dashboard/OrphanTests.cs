using System.Net;
using Tracking.Deliveries;
using Xunit;

namespace Tracking.Unit.Dashboard;

public sealed class OrphanTests
{
    static readonly DateTimeOffset Noon = Facts.Noon;

    [Fact]
    public async Task Orphans_say_why_they_are_and_the_longest_waiting_comes_first()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(
            Facts.Callback(Evidence.Delivered, "unclaimed", Noon.AddMinutes(3)),
            Facts.Callback(Evidence.HardBounce, null, Noon.AddMinutes(1), "sendgrid", "ana@example.org"),
            Facts.Sent("d-1", Noon, "ses-1", "ses", (DescriptionField.Recipient, "bob@example.org")),
            Facts.Callback(Evidence.Delivered, "ses-1", Noon.AddMinutes(2), "ses", "eve@example.org"));

        var items = (await dashboard.GetAsync("/api/orphans")).Json["items"]!.AsArray();

        Assert.Equal(["no_message_id", "other_recipient", "unclaimed"], items.Select(item => item!["why"]!.GetValue<string>()));
        Assert.Equal(
            ["id", "provider", "providerMessageId", "recipient", "evidence", "occurredAt", "receivedAt", "why"],
            items[0]!.AsObject().Select(member => member.Key));
        Assert.Equal("ana@example.org", items[0]!["recipient"]!.GetValue<string>());
        Assert.Null(items[0]!["providerMessageId"]);
        Assert.Equal("hard_bounce", items[0]!["evidence"]!.GetValue<string>());
    }

    [Fact]
    public async Task Paging_while_orphans_arrive_skips_and_repeats_nothing()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        var events = Enumerable.Range(0, 20).Select(n => Facts.Callback(Evidence.Delivered, $"m-{n}", Noon.AddSeconds(n / 3))).ToArray();
        await dashboard.ApplyAsync(events);

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await dashboard.GetAsync($"/api/orphans?limit=7{(cursor is null ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page.Ids);
            if (cursor is null)
                await dashboard.ApplyAsync(Facts.Callback(Evidence.Delivered, "late", Noon.AddHours(1)));
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(21, seen.Count);
        Assert.Equal(
            events.Select(e => e.Id.ToString("D")).Append(seen[^1]).Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_cursor_whose_id_is_no_event_is_refused()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        var forged = Tracking.Dashboard.Queries.Cursor.Encode(new(Noon, "d-1"), "orphans?");

        (await dashboard.GetAsync($"/api/orphans?cursor={forged}")).Problem(HttpStatusCode.BadRequest);
    }
}

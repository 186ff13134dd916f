using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Tracking.Integration.Browser;

/// <summary>Dead letters in a real browser: looked at, repaired, replayed, and in bulk.</summary>
public sealed class DeadLetterPageTests(Servers servers, Chromium chromium)
{
    [Fact]
    public async Task A_letter_is_repaired_with_what_changes_in_sight_and_its_delivery_arrives()
    {
        await using var system = await PagesUnderTest.StartAsync(servers);
        await system.SentAsync("d-1", "SM1", "+31611111111");
        var id = await system.UnreadableAsync("Surprise=1&MessageStatus=delivered&To=%2B31611111111");
        await using var window = await chromium.OpenAsync(system.Address);
        var page = window.Page;
        await window.SignInAsync(PagesUnderTest.OperatorKey);
        await page.GotoAsync("/dead-letters");
        await page.GetByRole(AriaRole.Link, new() { Name = id }).ClickAsync();

        await page.GetByText("Repair…").ClickAsync();
        var body = page.GetByLabel("The body, a JSON object");
        await body.FillAsync((await body.InputValueAsync()).Replace("Surprise=1", "MessageSid=SM1", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "See what would change" }).ClickAsync();

        await Expect(page.Locator("del")).ToContainTextAsync("Surprise=1");
        await Expect(page.Locator("ins")).ToContainTextAsync("MessageSid=SM1");
        await Expect(page.Locator("del")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Replay with this body" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("It was replayed with the repaired body.");
        await Expect(page.GetByText("What was replayed instead")).ToBeVisibleAsync();
        await system.KnownAsync("d-1", "delivered");
        await page.GotoAsync("/audit");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "dead_letter.edited_and_replayed" })).ToContainTextAsync("olga");
        Assert.Empty(window.Faults);
    }

    [Fact]
    public async Task A_bulk_action_says_how_many_before_it_begins_and_tells_live_what_came_back()
    {
        await using var system = await PagesUnderTest.StartAsync(servers);
        for (var i = 0; i < 5; i++)
            await system.UnreadableAsync($"Surprise={i}");
        await Eventually.HoldsAsync(async () => Assert.Equal(5, (await system.ApiAsync("/api/dead-letters")).GetProperty("waiting").GetInt32()));
        await using var window = await chromium.OpenAsync(system.Address);
        var page = window.Page;
        await window.SignInAsync(PagesUnderTest.OperatorKey);
        await page.GotoAsync("/dead-letters");

        await page.GetByRole(AriaRole.Link, new() { Name = "5", Exact = true }).ClickAsync();
        await page.GetByLabel("All of this page").CheckAsync();
        await page.Locator("input[name=ids]").First.UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Plan a replay…" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Replay 4 dead letters");
        await page.GetByRole(AriaRole.Button, new() { Name = "Replay 4 letters now" }).ClickAsync();

        // Without a reload: they are unreadable still, and come back.
        await Expect(page.Locator("#job .tag")).ToHaveTextAsync("done", new() { Timeout = 20_000 });
        await Expect(page.Locator(".card").Filter(new() { HasText = "failed again" })).ToContainTextAsync("4", new() { Timeout = 20_000 });
        Assert.Equal(5, (await system.ApiAsync("/api/dead-letters")).GetProperty("waiting").GetInt32());
        Assert.Empty(window.Faults);
    }

    [Fact]
    public async Task A_reader_looks_and_is_offered_nothing_to_do()
    {
        await using var system = await PagesUnderTest.StartAsync(servers);
        var id = await system.UnreadableAsync("Surprise=<script>document.title='ours'</script>");
        await using var window = await chromium.OpenAsync(system.Address);
        var page = window.Page;
        await window.SignInAsync(PagesUnderTest.ReaderKey);

        await page.GotoAsync($"/dead-letters/{id}");
        await Expect(page.GetByText("document.title").First).ToBeVisibleAsync();
        await Expect(page).ToHaveTitleAsync("Dead letter – Delivery Tracking");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Replay" })).ToHaveCountAsync(0);
        await page.GotoAsync("/dead-letters");
        await Expect(page.GetByText("Plan a replay…")).ToHaveCountAsync(0);
        Assert.Empty(window.Faults);
    }
}

using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Tracking.Integration.Browser;

/// <summary>What an operator does with deliveries, in a real browser, over real servers.</summary>
public sealed class DeliveryPageTests(Servers servers, Chromium chromium)
{
    [Fact]
    public async Task A_delivery_is_found_and_its_timeline_is_followed_without_loading_the_page_again()
    {
        await using var system = await PagesUnderTest.StartAsync(servers);
        await system.SentAsync("d-1", "SM1", "+31611111111");
        await system.SentAsync("d-2", "SM2", "+31622222222");
        await system.KnownAsync("d-2", "sent");
        await using var window = await chromium.OpenAsync(system.Address);
        var page = window.Page;
        await window.SignInAsync(PagesUnderTest.ReaderKey);

        await page.GotoAsync("/deliveries");
        await page.GetByLabel("Recipient").FillAsync("+31 6 22222222");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/deliveries\\?recipient=[^&]+$"));
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "d-1" })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Link, new() { Name = "d-2" }).ClickAsync();
        await Expect(page.Locator("#delivery .head .tag")).ToHaveTextAsync("sent");
        await page.EvaluateAsync("window.isTheSamePage = true");

        await system.TwilioAsync("SM2", "delivered", "+31622222222");

        await Expect(page.Locator("#delivery .head .tag")).ToHaveTextAsync("delivered", new() { Timeout = 30_000 });
        await Expect(page.Locator("svg.picture .mark")).ToHaveCountAsync(2);
        await Expect(page.Locator("td strong")).ToContainTextAsync("decides the status");
        Assert.True(await page.EvaluateAsync<bool>("window.isTheSamePage === true"));
        Assert.Empty(window.Faults);
    }

    [Fact]
    public async Task What_somebody_types_and_unfolds_outlasts_the_updates_of_the_page()
    {
        await using var system = await PagesUnderTest.StartAsync(servers);
        await system.SentAsync("d-1", "SM1", "+31611111111");
        await system.KnownAsync("d-1", "sent");
        await using var window = await chromium.OpenAsync(system.Address);
        var page = window.Page;
        await window.SignInAsync(PagesUnderTest.OperatorKey);
        await page.GotoAsync("/deliveries/d-1");

        await page.GetByText("Suppress this recipient…").ClickAsync();
        await page.GetByLabel("Reason").FillAsync("asked by phone");
        await system.TwilioAsync("SM1", "delivered", "+31611111111");
        await Expect(page.Locator("#delivery .head .tag")).ToHaveTextAsync("delivered");

        await Expect(page.GetByLabel("Reason")).ToHaveValueAsync("asked by phone");
        await Expect(page.GetByLabel("Reason")).ToBeFocusedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Suppress" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("31611111111 is suppressed on sms");
        Assert.Empty(window.Faults);
    }

    [Fact]
    public async Task Updates_stop_while_they_are_paused()
    {
        await using var system = await PagesUnderTest.StartAsync(servers);
        await system.SentAsync("d-1", "SM1", "+31611111111");
        await system.KnownAsync("d-1", "sent");
        await using var window = await chromium.OpenAsync(system.Address);
        var page = window.Page;
        await window.SignInAsync(PagesUnderTest.ReaderKey);
        await page.GotoAsync("/deliveries/d-1");

        await page.GetByRole(AriaRole.Button, new() { Name = "Live" }).ClickAsync();
        await system.TwilioAsync("SM1", "delivered", "+31611111111");
        await system.KnownAsync("d-1", "delivered");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Paused" })).ToBeVisibleAsync();
        await Expect(page.Locator("#delivery .head .tag")).ToHaveTextAsync("sent");
        await page.GetByRole(AriaRole.Button, new() { Name = "Paused" }).ClickAsync();

        await Expect(page.Locator("#delivery .head .tag")).ToHaveTextAsync("delivered");
    }
}

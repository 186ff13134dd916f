using System.Text;
using Microsoft.Playwright;
using Tracking.Contracts;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Tracking.Integration.Browser;

/// <summary>What operators do with orphans, with many addresses at once, and with a look at the queues.</summary>
public sealed class OperatorPageTests(Servers servers, Chromium chromium)
{
    [Fact]
    public async Task An_orphan_is_given_to_its_delivery_by_hand()
    {
        await using var system = await PagesUnderTest.StartAsync(servers);
        await system.SentAsync("d-1", "SM1", "+31611111111");
        await system.TwilioAsync("SM9", "delivered", "+31611111111");
        await system.KnownAsync("d-1", "sent");
        await Eventually.HoldsAsync(async () => Assert.Single((await system.ApiAsync("/api/orphans")).GetProperty("items").EnumerateArray()));
        await using var window = await chromium.OpenAsync(system.Address);
        var page = window.Page;
        await window.SignInAsync(PagesUnderTest.OperatorKey);
        await page.GotoAsync("/orphans");

        await page.GetByText("Correlate…").ClickAsync();
        await page.GetByLabel("The delivery's id").FillAsync("d-1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Correlate", Exact = true }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("belongs to this delivery now");
        await Expect(page.GetByText("delivered", new() { Exact = true }).First).ToBeVisibleAsync();
        await page.GotoAsync("/orphans");
        await Expect(page.GetByText("all evidence has found its delivery")).ToBeVisibleAsync();
        Assert.Empty(window.Faults);
    }

    [Fact]
    public async Task A_file_of_addresses_is_checked_and_comes_back_with_its_answers()
    {
        await using var system = await PagesUnderTest.StartAsync(servers);
        await system.SentAsync("d-1", "SM1", "+31611111111");
        await system.TwilioAsync("SM1", "undelivered", "+31611111111", "30005");
        await Eventually.HoldsAsync(async () => Assert.Single((await system.ApiAsync("/api/suppressions")).GetProperty("items").EnumerateArray()));
        await using var window = await chromium.OpenAsync(system.Address);
        var page = window.Page;
        await window.SignInAsync(PagesUnderTest.ReaderKey);
        await page.GotoAsync("/suppressions/check");
        await page.GetByLabel("Channel").FillAsync("sms");
        await page.GetByLabel("Tenant").FillAsync("acme");

        await ChooseAsync(page);
        var file = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Download the result" }).ClickAsync());
        var answers = await File.ReadAllLinesAsync(await file.PathAsync(), TestContext.Current.CancellationToken);
        await ChooseAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Check", Exact = true }).ClickAsync();

        Assert.Equal(["recipient", "+31611111111", "+31622222222"], answers.Select(line => line.Split(',')[0]));
        Assert.Equal(["answer", "suppressed", "may be sent to"], answers.Select(line => line.Split(',')[1]));
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("1 of 2 must not be sent to");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "+31611111111" })).ToContainTextAsync("suppressed");
        Assert.Empty(window.Faults);
    }

    [Fact]
    public async Task The_queues_are_live()
    {
        await using var system = await PagesUnderTest.StartAsync(servers);
        await using var window = await chromium.OpenAsync(system.Address);
        var page = window.Page;
        await window.SignInAsync(PagesUnderTest.ReaderKey);
        await page.GotoAsync("/queues");
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = Queues.CallbacksReceived });
        await Expect(row).ToContainTextAsync(Queues.CallbacksReceived);

        // Signed, and about no message.
        await system.TwilioAsync("", "delivered", "+31611111111");

        await Expect(row.GetByRole(AriaRole.Link)).ToHaveTextAsync("1", new() { Timeout = 30_000 });
        Assert.Empty(window.Faults);
    }

    static Task ChooseAsync(IPage page) => page.GetByLabel("Or a file of them").SetInputFilesAsync(new FilePayload
    {
        Name = "numbers.csv",
        MimeType = "text/csv",
        Buffer = Encoding.UTF8.GetBytes("+31611111111;Ana\r\n+31622222222;Bo\r\n"),
    });
}

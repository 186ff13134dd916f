using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace Tracking.Integration.Browser;

/// <summary>What holds of every page, with something to show on each: for those who see, who listen, who use a phone or no mouse.</summary>
public sealed class EveryPageTests(Servers servers, Chromium chromium)
{
    static readonly string[] Paths =
    [
        "/", "/deliveries", "/deliveries?status=delivered&limit=1", "/deliveries?status=lost", "/deliveries/d-1", "/deliveries/unknown", "/orphans",
        "/dead-letters", "/dead-letters?provider=twilio", "/dead-letters/jobs", "/suppressions", "/suppressions/check", "/queues", "/audit",
    ];

    [Theory]
    [InlineData(false, 1280)]
    [InlineData(true, 1280)]
    [InlineData(false, 390)]
    [InlineData(true, 390)]
    public async Task Every_page_is_accessible_whole_and_talks_to_nobody_else(bool dark, int width)
    {
        await using var system = await PagesUnderTest.StartAsync(servers);
        await system.SentAsync("d-1", "SM1", "+31611111111");
        await system.SentAsync("d-2", "SM2", "+31622222222");
        await system.TwilioAsync("SM1", "delivered", "+31611111111");
        await system.TwilioAsync("SM2", "undelivered", "+31622222222", "30005");
        await system.TwilioAsync("SM3", "delivered", "+31633333333");
        await system.KnownAsync("d-2", "bounced");
        var letter = await system.UnreadableAsync($"Surprise={new string('x', 500)}");
        await using var window = await chromium.OpenAsync(system.Address, dark, width);
        await window.SignInAsync(PagesUnderTest.OperatorKey);

        var wrong = new List<string>();
        foreach (var path in Paths.Append($"/dead-letters/{letter}"))
            wrong.AddRange((await ProblemsAsync(window.Page, path)).Select(problem => $"{path}: {problem}"));

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
        // Pages that are not there, or not understood, say so in their status, which the browser notes.
        Assert.All(window.Faults, fault => Assert.Matches("status of 40[04]", fault));
    }

    static async Task<List<string>> ProblemsAsync(IPage page, string path)
    {
        await page.GotoAsync(path);
        var problems = new List<string>();
        var axe = await page.RunAxe(new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] } });
        problems.AddRange(axe.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {node.Html}")));
        if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") is > 0 and var beyond)
            problems.Add($"is {beyond} pixels wider than the window");
        if (await page.Locator("h1").CountAsync() is not 1 and var headings)
            problems.Add($"has {headings} main headings");
        await page.Keyboard.PressAsync("Tab");
        if (await page.EvaluateAsync<string>("document.activeElement.textContent") is not "Skip to the content")
            problems.Add("does not begin with the way to its content");
        return problems;
    }
}

using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Tracking.Integration.Browser;

/// <summary>The suppression list in a real browser: what an operator may do, and a reader may not.</summary>
public sealed class SuppressionPageTests(Servers servers, Chromium chromium)
{
    [Fact]
    public async Task An_operator_lifts_a_suppression_and_the_lift_is_audited()
    {
        await using var system = await WithSuppressedAsync();
        await using var window = await chromium.OpenAsync(system.Address);
        var page = window.Page;
        await window.SignInAsync(PagesUnderTest.OperatorKey);
        await page.GotoAsync("/suppressions");

        await page.GetByText("Lift…").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Lift", Exact = true }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("31611111111 may be sent to again on sms");
        await Expect(page.GetByText("No address on the list matches.")).ToBeVisibleAsync();
        await page.GotoAsync("/audit");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "suppression.lifted" })).ToContainTextAsync("olga");
        Assert.Empty(window.Faults);
    }

    [Fact]
    public async Task A_reader_is_offered_no_lift_and_is_refused_where_he_asks_for_one_all_the_same()
    {
        await using var system = await WithSuppressedAsync();
        await using var window = await chromium.OpenAsync(system.Address);
        var page = window.Page;
        await window.SignInAsync(PagesUnderTest.ReaderKey);
        await page.GotoAsync("/suppressions");
        var id = (await system.ApiAsync("/api/suppressions")).GetProperty("items")[0].GetProperty("id").GetString();

        await Expect(page.GetByText("31611111111")).ToBeVisibleAsync();
        await Expect(page.GetByText("Lift…")).ToHaveCountAsync(0);
        var answer = await page.RunAndWaitForResponseAsync(
            () => page.EvaluateAsync(
                """
                id => {
                  const form = document.querySelector('form[action="/sign-out"]').cloneNode(true);
                  form.action = `/suppressions/${id}/lift`;
                  document.body.append(form);
                  form.requestSubmit();
                }
                """,
                id),
            response => response.Request.Method == "POST");

        Assert.Equal(403, answer.Status);
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This needs the role operator");
        Assert.Single((await system.ApiAsync("/api/suppressions")).GetProperty("items").EnumerateArray());
    }

    async Task<PagesUnderTest> WithSuppressedAsync()
    {
        var system = await PagesUnderTest.StartAsync(servers);
        await system.SentAsync("d-1", "SM1", "+31611111111");
        await system.TwilioAsync("SM1", "undelivered", "+31611111111", "30005");
        await Eventually.HoldsAsync(async () => Assert.Single((await system.ApiAsync("/api/suppressions")).GetProperty("items").EnumerateArray()));
        return system;
    }
}

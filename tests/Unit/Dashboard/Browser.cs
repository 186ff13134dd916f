using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace Tracking.Unit.Dashboard;

/// <summary>What a browser does without its script: keeps cookies, and posts forms with what stands in them. It follows no redirect by itself.</summary>
sealed partial class Browser : IDisposable
{
    readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false, CookieContainer = new CookieContainer() };
    readonly HttpClient _http;

    public Browser(DashboardHost dashboard) => _http = new HttpClient(_handler) { BaseAddress = new Uri(dashboard.Address) };

    public CookieCollection Cookies => _handler.CookieContainer.GetAllCookies();

    public async Task<Answer> GetAsync(string url, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await Answer.ReadAsync(await _http.SendAsync(request, TestContext.Current.CancellationToken));
    }

    /// <summary>Posts fields with the antiforgery token of a page.</summary>
    public async Task<Answer> PostAsync(string page, string url, params (string Name, string Value)[] fields)
    {
        var token = TokenIn((await GetAsync(page)).Text);
        return await PostBareAsync(url, [.. fields, ("__RequestVerificationToken", token)]);
    }

    /// <summary>Posts a file named <c>file</c>, and fields, with the antiforgery token of a page.</summary>
    public async Task<Answer> PostFileAsync(string page, string url, string file, params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in ((string, string)[])[.. fields, ("__RequestVerificationToken", TokenIn((await GetAsync(page)).Text))])
            form.Add(new StringContent(value), name);
        form.Add(new StringContent(file), "file", "addresses.csv");
        return await Answer.ReadAsync(await _http.PostAsync(url, form, TestContext.Current.CancellationToken));
    }

    /// <summary>Posts fields and nothing else.</summary>
    public async Task<Answer> PostBareAsync(string url, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await Answer.ReadAsync(await _http.PostAsync(url, form, TestContext.Current.CancellationToken));
    }

    public async Task<Answer> DeleteAsync(string url) =>
        await Answer.ReadAsync(await _http.DeleteAsync(url, TestContext.Current.CancellationToken));

    public static string TokenIn(string html) => Token().Match(html) is { Success: true } match
        ? match.Groups[1].Value
        : throw new InvalidOperationException("The page has no form with an antiforgery token.");

    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}

using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Tracking.Integration.Browser.Chromium))]

namespace Tracking.Integration.Browser;

/// <summary>The machine's own Chromium, started when the first test asks for it, and ended with the tests.</summary>
public sealed class Chromium : IAsyncDisposable
{
    // As root it refuses its sandbox; the rest keeps it from talking to anybody but the pages.
    static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync",
    ];

    readonly SemaphoreSlim _gate = new(1);
    IPlaywright? _playwright;
    IBrowser? _browser;

    /// <summary>A window of its own, with nothing in it that another one left.</summary>
    public async Task<Window> OpenAsync(Uri address, bool dark = false, int width = 1280, int height = 900)
    {
        var context = await (await BrowserAsync()).NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(),
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
        return await Window.OverAsync(context, address);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        _gate.Dispose();
    }

    async Task<IBrowser> BrowserAsync()
    {
        await _gate.WaitAsync();
        try
        {
            _playwright ??= await Playwright.CreateAsync();
            return _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Program(), Args = Arguments });
        }
        finally
        {
            _gate.Release();
        }
    }

    static string Program() =>
        new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }
            .FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("Chromium is missing: apt-get install chromium, or set CHROMIUM to the program.");
}

/// <summary>A page of the browser, and what went wrong in it: a script's error, a refused or failed request, a request to another host.</summary>
public sealed class Window : IAsyncDisposable
{
    readonly IBrowserContext _context;
    readonly List<string> _faults = [];

    Window(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    public IReadOnlyList<string> Faults => _faults;

    public static async Task<Window> OverAsync(IBrowserContext context, Uri address)
    {
        var window = new Window(context, await context.NewPageAsync());
        window.Page.SetDefaultTimeout(30_000);
        window.Page.PageError += (_, error) => window._faults.Add($"script: {error}");
        window.Page.Console += (_, message) =>
        {
            if (message.Type == "error")
                window._faults.Add($"console: {message.Text}");
        };
        window.Page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: "http" or "https" } url && url.Authority != address.Authority)
                window._faults.Add($"a request to {url.Authority}");
        };
        return window;
    }

    /// <summary>Signs in with a key, where the dashboard has some.</summary>
    public async Task SignInAsync(string key)
    {
        await Page.GotoAsync("/sign-in");
        await Page.GetByLabel("Your API key").FillAsync(key);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}

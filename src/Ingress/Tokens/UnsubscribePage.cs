using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Tracking.Contracts;

namespace Tracking.Ingress.Tokens;

/// <summary>The few pages that people see here. Nothing in them is loaded from anywhere, and nothing runs.</summary>
static class UnsubscribePage
{
    const string Style = """
        :root { color-scheme: light dark; --text: #1b1f24; --back: #f6f7f9; --card: #fff; --quiet: #57606a; --accent: #0b5cad; --on-accent: #fff }
        @media (prefers-color-scheme: dark) {
          :root { --text: #e6e9ed; --back: #14171a; --card: #1e2226; --quiet: #a3adb8; --accent: #6cb2ff; --on-accent: #0c1116 }
        }
        body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--back); color: var(--text);
               font: 1.05rem/1.5 system-ui, sans-serif }
        main { box-sizing: border-box; width: min(30rem, 100vw - 2rem); padding: 2rem; border-radius: .75rem; background: var(--card) }
        h1 { margin: 0 0 .75rem; font-size: 1.4rem; line-height: 1.25 }
        p { margin: 0 0 1.25rem; color: var(--quiet) }
        strong { color: var(--text); overflow-wrap: anywhere }
        button { font: inherit; font-weight: 600; padding: .65rem 1.4rem; border: 0; border-radius: .5rem; cursor: pointer;
                 background: var(--accent); color: var(--on-accent) }
        button:focus-visible { outline: 3px solid var(--text); outline-offset: 2px }
        """;

    public static readonly string ContentSecurityPolicy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static readonly string NotValid = Page(
        "This link is not valid", "<p>It is incomplete, or too old. Please use the link of a newer message.</p>");

    public static string Confirm(UnsubscribeToken token) => Page(
        "Unsubscribe?",
        $"""
        <p><strong>{Text(token.Recipient)}</strong> will get no more {What(token.Scope)}.</p>
        <form method="post"><button>Unsubscribe</button></form>
        """);

    public static string Done(UnsubscribeToken token) => Page(
        "You are unsubscribed", $"<p><strong>{Text(token.Recipient)}</strong> will get no more {What(token.Scope)}.</p>");

    public static string ComeAgain(UnsubscribeToken token) => Page(
        "That did not work just now",
        $"""
        <p>The fault is ours: <strong>{Text(token.Recipient)}</strong> is not unsubscribed yet. Please try again in a moment.</p>
        <form method="post"><button>Try again</button></form>
        """);

    static string What(string scope) => scope switch
    {
        UnsubscribeScope.Marketing => "offers and news",
        UnsubscribeScope.Product => "messages about the product",
        _ => "messages from this sender, except those that protect an account",
    };

    static string Text(string text) => HtmlEncoder.Default.Encode(text);

    static string Page(string title, string content) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>{title}</title>
        <style>{Style}</style>
        </head>
        <body>
        <main>
        <h1>{title}</h1>
        {content}
        </main>
        </body>
        </html>
        """;
}

using System.Text;
using Tracking.Contracts;
using Tracking.Integration.Pipeline;
using Tracking.Providers;
using Tracking.Unit.Hostile;
using Tracking.Unit.Providers;

namespace Tracking.Integration.Fuzz;

/// <summary>A request that is answered 2xx as it stands.</summary>
/// <param name="Endpoint">What totals are counted by.</param>
sealed record Genuine(string Endpoint, Draft Draft, bool OfDashboard = false)
{
    /// <summary>Whether it reads nothing of what is sent: a probe or a page.</summary>
    public bool IsOpenToAll => Endpoint.StartsWith("/health/", StringComparison.Ordinal)
        || Endpoint.StartsWith("/openapi/", StringComparison.Ordinal) || Endpoint.StartsWith("/docs/", StringComparison.Ordinal);
}

/// <summary>The genuine requests of every endpoint: recorded callbacks, and made ones of everything else.</summary>
sealed class Corpus
{
    public const string OperatorKey = "an-operator's-key";
    public const string TokenKey = "the key by which all tokens are signed";

    static readonly string[] Events =
    [
        """{"type":"NotificationQueued","deliveryId":"d-1","notificationId":"n-1","tenantId":"t","channel":"sms","notificationType":"InvoicePaid","occurredAt":"2026-11-20T09:00:00Z"}""",
        """{"type":"NotificationSent","deliveryId":"d-1","channel":"sms","notificationType":"InvoicePaid","recipient":"+31612345678","provider":"twilio","providerMessageId":"SM1","occurredAt":"2026-11-20T09:00:00+01:00","durationMs":12,"notifiable":{"type":"user","id":"7"},"metadata":{"order":"7741","a":"b"}}""",
        """{"type":"NotificationFailed","deliveryId":"d-2","channel":"email","notificationType":"T","occurredAt":"2026-11-20T09:00:00Z","error":{"code":"E1","message":"refused"}}""",
        """{"type":"ProviderMessageAssigned","deliveryId":"d-1","provider":"twilio","providerMessageId":"SM1","recipient":"+31612345678","occurredAt":"2026-11-20T09:00:00Z"}""",
        """{"type":"ReceiptReported","deliveryId":"d-1","kind":"read","occurredAt":"2026-11-20T09:00:00.123456Z"}""",
        """{"type":"UnsubscribeRequested","tenantId":"t","channel":"email","recipient":"a@example.org","scope":"marketing","source":"link","ipAddress":"192.0.2.7","occurredAt":"2026-11-20T09:00:00Z"}""",
    ];

    static readonly string[] Probes = ["/health/live", "/health/ready"];

    Corpus(IReadOnlyList<Genuine> all, IReadOnlyDictionary<string, IProvider> providers) => (All, Providers) = (all, providers);

    public IReadOnlyList<Genuine> All { get; }

    /// <summary>Of this process, as the recorded requests were signed for.</summary>
    public IReadOnlyDictionary<string, IProvider> Providers { get; }

    /// <summary>What providers call. The few requests that were recorded at another URL are left out.</summary>
    public const string PublicUrl = "https://hooks.example.net";

    /// <summary>The settings under which the recorded requests are genuine.</summary>
    public static IReadOnlyList<string> ProviderSettings =>
        [.. Fixture.Providers.SelectMany(Fixture.Settings).Where(s => s.Value is not null).Select(s => $"--{s.Key}={s.Value}")];

    /// <param name="cursor">Of the dashboard's second page of deliveries.</param>
    public static Corpus Of(ProviderCatalog catalog, string cursor)
    {
        var providers = catalog.All.Select(p => p.Name).ToDictionary(name => name, Fixture.Provider);
        var recorded = providers.Values
            .SelectMany(provider => Fixture.Of(provider.Name).Select(fixture => (provider.Route, Request: fixture.Request(provider.Route))))
            .Where(recorded => recorded.Request.Url.StartsWith(PublicUrl + "/", StringComparison.Ordinal))
            .ToArray();
        var callbacks = recorded.Select(r => new Genuine("/webhooks/" + r.Route.Path, Draft(r.Request)));
        return new Corpus([.. callbacks, .. OfEvents(), .. OfTokens(), .. OfHealth(), .. OfDashboard(cursor)], providers);
    }

    static Draft Draft(CallbackRequest request) => new()
    {
        Method = request.Method,
        Target = request.Url[PublicUrl.Length..],
        Headers =
        [
            ("Host", "hooks.example.net"),
            .. request.ContentType is { } type ? [("Content-Type", type)] : Array.Empty<(string, string)>(),
            .. request.Headers.Select(h => (h.Key, h.Value)),
        ],
        Body = request.Body.ToArray(),
    };

    static IEnumerable<Genuine> OfEvents() => Events.Append($"[{string.Join(',', Events)}]").Select(body => new Genuine("/v1/events", new()
    {
        Method = "POST",
        Target = "/v1/events",
        Headers = [("Host", "ingress"), ("Authorization", "Bearer " + Hosts.ProducerKey), ("Content-Type", "application/json")],
        Body = Encoding.UTF8.GetBytes(body),
    }));

    static IEnumerable<Genuine> OfTokens()
    {
        var receipt = "/receipts/" + new ReceiptToken("d-1", Requests.Now.AddDays(1)).Sign(TokenKey);
        var unsubscribe = "/unsubscribe/" + new UnsubscribeToken("t", "email", "ana@example.org", "marketing", Requests.Now.AddDays(1)).Sign(TokenKey);
        return
        [
            WithToken("POST", receipt, """{"kind":"read","occurredAt":"2026-11-20T09:00:00.5+01:00"}""", ("Content-Type", "application/json")),
            WithToken("POST", receipt + "?kind=clicked", ""),
            WithToken("GET", unsubscribe, "", ("Accept", "text/html")),
            WithToken("POST", unsubscribe, "List-Unsubscribe=One-Click", ("Content-Type", "application/x-www-form-urlencoded")),
        ];
    }

    static Genuine WithToken(string method, string target, string body, params (string, string)[] headers) => new(
        target[..(target.IndexOf('/', 1) + 1)] + "{token}",
        new() { Method = method, Target = target, Headers = [("Host", "ingress"), .. headers], Body = Encoding.UTF8.GetBytes(body) });

    static IEnumerable<Genuine> OfHealth() =>
        from path in Probes
        from host in Enumerable.Range(0, 2)
        select new Genuine(path, new() { Method = "GET", Target = path, Headers = [("Host", "localhost")] }, OfDashboard: host == 1);

    static IEnumerable<Genuine> OfDashboard(string cursor)
    {
        string[] targets =
        [
            "/api/deliveries", "/api/deliveries?status=delivered&reason=hard_bounce&limit=5", "/api/deliveries?recipient=%2B31612345678",
            "/api/deliveries?provider=twilio&providerMessageId=SM1&channel=sms&notificationType=InvoicePaid&tenantId=t",
            "/api/deliveries?from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00%2B02:00&overdue=true",
            "/api/deliveries?notificationId=n&notifiableType=user&notifiableId=7", $"/api/deliveries?limit=1&cursor={cursor}",
            "/api/deliveries/d-1", "/api/orphans", "/api/orphans?limit=1", "/api/alerts", "/api/audit?action=recipient.erased&actor=ana",
            "/api/suppressions", "/api/suppressions?tenantId=t&channel=email&recipient=a%40x.org&reason=complaint&scope=all&limit=2",
            "/openapi/v1.json", "/docs/index.html",
        ];
        foreach (var target in targets)
            yield return OnDashboard("GET", target, []);
        foreach (var id in new[] { "d-1", "d-2", "d-3" })
        {
            yield return OnDashboard("PUT", $"/api/deliveries/{id}/provider-message-id",
                """{"provider":"twilio","providerMessageId":"SM9"}"""u8.ToArray());
        }

        yield return OnDashboard("POST", "/api/suppressions/check",
            """{"tenantId":"t","channel":"email","category":"marketing","sender":"+15005550006","list":"sendgrid:12","recipients":["a@x.org","+31 6 12345678"]}"""u8.ToArray());
        yield return OnDashboard("POST", "/api/suppressions",
            """{"tenantId":"t","channel":"email","recipient":"A <a@x.org>","reason":"complaint","scope":"marketing"}"""u8.ToArray());
        yield return OnDashboard("POST", "/api/erasures", """{"recipient":"nobody@x.org","tenantId":"t"}"""u8.ToArray());
    }

    static Genuine OnDashboard(string method, string target, byte[] body) => new(
        target.Split('?')[0] is var path && path.StartsWith("/api/deliveries/", StringComparison.Ordinal)
            ? path.EndsWith("-id", StringComparison.Ordinal) ? "/api/deliveries/{id}/provider-message-id" : "/api/deliveries/{id}"
            : path,
        new()
        {
            Method = method,
            Target = target,
            Headers =
            [
                ("Host", "localhost"), ("Authorization", "Bearer " + OperatorKey),
                .. body.Length > 0 ? [("Content-Type", "application/json")] : Array.Empty<(string, string)>(),
            ],
            Body = body,
        },
        OfDashboard: true);
}

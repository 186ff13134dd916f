using System.Globalization;
using System.Text;
using Tracking.Unit.Hostile;

namespace Tracking.Integration.Fuzz;

/// <summary>Damage to the request line and the headers, and to how the body is framed.</summary>
static class HeadMutations
{
    public static readonly Mutation[] All =
    [
        new("method", (draft, dice, _) => draft.Method = dice.Pick(
            "GET", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "PATCH", "CONNECT", "post", "Post", "POST\t", "", "P\0ST", "PO(ST", "FOO",
            new string('M', 40), new string('M', 9_000))),
        new("media type", (draft, dice, _) => MediaType(draft, dice)),
        new("accept", (draft, dice, _) => draft.SetHeader("Accept", dice.Pick(
            "text/html", "image/*", "application/xml;q=1", "*/*;q=0", "", "/", ";;;", "application/json;v=" + Dice.Echo, "text/plain, text/html"))),
        new("headers swapped", (draft, dice, _) =>
        {
            if (draft.Headers.Count < 2)
                return;
            int a = dice.Below(draft.Headers.Count), b = dice.Below(draft.Headers.Count);
            (draft.Headers[a], draft.Headers[b]) =
                ((draft.Headers[a].Name, draft.Headers[b].Value), (draft.Headers[b].Name, draft.Headers[a].Value));
        }),
        new("headers of another", (draft, dice, others) =>
        {
            foreach (var (name, value) in dice.Pick(others).Headers.Where(_ => dice.Chance(70)))
                draft.SetHeader(name, value);
        }),
        new("header value", (draft, dice, _) => ChangeValue(draft, dice)),
        new("header dropped", (draft, dice, _) =>
        {
            if (draft.Headers.Count > 1)
                draft.Headers.RemoveAt(dice.Below(draft.Headers.Count));
        }),
        new("header twice", (draft, dice, _) =>
        {
            var (name, value) = dice.Pick(draft.Headers);
            draft.Headers.Add((dice.Chance(50) ? name : name.ToUpperInvariant(), dice.Chance(50) ? value : dice.TokenText()));
        }),
        new("header flood", (draft, dice, _) =>
        {
            for (var i = dice.Pick(20, 90, 99, 101, 1_000); i > 0; i--)
                draft.Headers.Add(($"X-{i}", new string('v', dice.Length(400))));
        }),
        new("header name", (draft, dice, _) => draft.Headers.Add((
            dice.Pick("", " ", "X Y", "X\0", "X\r", "\u00e9", "X(", ":", new string('n', 40_000), "__proto__"), Dice.Echo))),
        new("forwarded", (draft, dice, _) => draft.Headers.Add((
            dice.Pick("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-HTTP-Method-Override", "X-Original-URL", "Forwarded"),
            dice.Pick("127.0.0.1", "https", "[::1]:99", "hooks.example.net", "GET", Dice.Echo, "for=\"_x\"")))),
        new("authorization", (draft, dice, _) => draft.SetHeader("Authorization", dice.Pick(
            "Bearer", "Bearer ", "bearer " + Dice.Echo, "Basic YTpi", "Bearer \u00ff\u00fe", "Bearer " + new string('k', 30_000), "Digest x=\"", ""))),
        new("host", (draft, dice, _) => draft.SetHeader("Host", dice.Pick(
            "", "[", "[::1", "a:b", "a:99999", "a/b", "a@b", Dice.Echo, "localhost:0", "\u00e9", "evil.example, hooks.example.net"))),
        new("query", (draft, dice, _) => Query(draft, dice)),
        new("path", (draft, dice, _) => ChangePath(draft, dice)),
        new("account", (draft, dice, _) => draft.Target = draft.Target.TrimEnd('/') + "/" + dice.Pick(
            "acme", "nobody", "%2e%2e", "..", "%00", "%2F", "a/b", Dice.Echo, "%F0%9F%98%80", "%ED%A0%80", new string('a', 5_000), " ", "")),
        new("target: absolute", (draft, dice, _) => draft.Target = dice.Pick(
            "http://hooks.example.net", "https://hooks.example.net:443", "http://a@b", "http://", "ftp://x", "http://[::1", "http:/", "javascript:")
            + (dice.Chance(80) ? draft.Target : "")),
        new("target: none of ours", (draft, dice, _) => draft.Target = dice.Pick(
            "*", "/", "", "?", "//", "localhost:80", "/webhooks", "/webhooks/" + Dice.Echo, "/api/" + Dice.Echo, "/../../etc/passwd", "/%",
            "/%zz", "/\\", "/a b", "/\u00e9", "/api/deliveries/%00", "/health", "/docs/../../x", "/docs/%2e%2e/x", "/openapi/v2.json")),
        new("target: long", (draft, dice, _) => draft.Target += "?" + new string(dice.Pick('a', '&', '=', '%'), dice.Pick(4_000, 8_300, 31_000, 40_000))),
        new("length: wrong", (draft, dice, _) => draft.Frame("Content-Length", WrongLength(draft.Body.Length, dice))),
        new("length: missing", (draft, _, _) => draft.StatesLength = false),
        new("length: twice", (draft, dice, _) => draft.Headers.Add(
            ("Content-Length", dice.Pick(draft.Body.Length, 0, draft.Body.Length + 1).ToString(CultureInfo.InvariantCulture)))),
        new("chunked", (draft, dice, _) => Chunked(draft, dice)),
        new("chunked: broken", (draft, dice, _) =>
        {
            Chunked(draft, dice);
            var broken = draft.EncodedBody!;
            draft.EncodedBody = dice.Below(4) switch
            {
                0 => dice.FlipBits(broken),
                1 => dice.Cut(broken),
                2 => dice.Insert(broken, Encoding.ASCII.GetBytes(dice.Pick("-1\r\n", "FFFFFFFFFFFFFFFFF\r\n", "\r\n", "0\r\n", "7fffffff\r\n", ";a=\"", "g\r\n", "1;\n"))),
                _ => dice.Repeat(broken),
            };
        }),
        new("coding", (draft, dice, _) =>
        {
            draft.Headers.Add(("Transfer-Encoding", dice.Pick("chunked", "identity", "gzip, chunked", "chunked, identity", "chunked;q=1", "", "\u000bchunked", "xchunked")));
            if (dice.Chance(50))
                draft.Headers.Add(("Content-Encoding", dice.Pick("gzip", "br", "identity", Dice.Echo)));
        }),
        new("version", (draft, dice, _) => draft.Version = dice.Pick(
            "HTTP/1.0", "HTTP/0.9", "HTTP/1.2", "HTTP/2.0", "HTTP/3", "http/1.1", "HTTP/1.1 ", "", "HTTP/11", "HTTX/1.1", new string('V', 9_000))),
        new("connection", (draft, dice, _) => draft.Headers.Add(dice.Pick(
            ("Expect", "100-continue"), ("Expect", Dice.Echo), ("Connection", "close"), ("Connection", "Upgrade, HTTP2-Settings"),
            ("Upgrade", "h2c"), ("Upgrade", "websocket"), ("Connection", "keep-alive, close, " + Dice.Echo), ("TE", "trailers"), ("Trailer", "Content-Length")))),
    ];

    /// <summary>The same body in chunks: a genuine request stays one.</summary>
    public static void Chunked(Draft draft, Dice dice)
    {
        draft.Frame("Transfer-Encoding", "chunked");
        using var chunks = new MemoryStream();
        for (var at = 0; at < draft.Body.Length;)
        {
            var size = Math.Min(1 + dice.Length(4_000), draft.Body.Length - at);
            chunks.Write(Encoding.ASCII.GetBytes($"{size:x}{(dice.Chance(10) ? ";a=b" : "")}\r\n"));
            chunks.Write(draft.Body.AsSpan(at, size));
            chunks.Write("\r\n"u8);
            at += size;
        }

        chunks.Write(dice.Chance(10) ? "0\r\nX-Trailer: a\r\n\r\n"u8 : "0\r\n\r\n"u8);
        draft.EncodedBody = chunks.ToArray();
    }

    static void MediaType(Draft draft, Dice dice)
    {
        var type = draft.Headers.FirstOrDefault(h => h.Name == "Content-Type").Value ?? "application/json";
        draft.SetHeader("Content-Type", dice.Pick(
            "text/html", "multipart/form-data; boundary=x", "application/json", "application/x-www-form-urlencoded", "text/plain", "", "/", "a",
            type + "; charset=utf-16", type + "; charset=\"", type + "; charset=" + Dice.Echo, type + ";;;", type.ToUpperInvariant(), type + ", " + type,
            type + "; " + new string('p', 10_000), "\u00e9/\u00e9", dice.Insert(type, dice.Pick(" ", "\t", "\0", "\u00ff"))));
    }

    static void ChangeValue(Draft draft, Dice dice)
    {
        var at = dice.Below(draft.Headers.Count);
        var (name, value) = draft.Headers[at];
        var bytes = Encoding.Latin1.GetBytes(value);
        draft.Headers[at] = (name, dice.Below(8) switch
        {
            0 => Encoding.Latin1.GetString(dice.FlipBits(bytes)),
            1 => Encoding.Latin1.GetString(dice.Cut(bytes)),
            2 => Encoding.Latin1.GetString(dice.Repeat(bytes)),
            3 => dice.Insert(value, dice.TokenText()),
            4 => value + "," + value,
            5 => new string('A', dice.Length(40_000)),
            6 => value + "\r\n " + dice.TokenText(),
            _ => dice.Pick("", " ", Dice.Echo, value.ToUpperInvariant(), value.ToLowerInvariant(), " " + value + "\t", "\"" + value + "\""),
        });
    }

    static void Query(Draft draft, Dice dice)
    {
        for (var i = dice.Chance(10) ? 2_000 : dice.Below(4); i >= 0; i--)
        {
            var name = dice.Pick(
                "status", "recipient", "limit", "cursor", "from", "to", "overdue", "provider", "deliveryId", "bodySHA256", Dice.Echo, "", "%00",
                "LIMIT", "a%20b", "[]", "%ED%A0%80", "timestamp", "signature");
            var value = dice.Pick(
                "", "0", "1", "501", "-1", "99999999999999999999", "true", "%00", "a%00b", "%ED%A0%80", "%C3%A9", Dice.Echo, "delivered", "x'",
                "2026-03-01T09:30:00Z", "2026-03-01T09:30:00%2B14:00", "9999-12-31T23:59:59.9999999-14:00", "0001-01-01T00:00:00%2B14:00",
                "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAGQtMQ", "%F0%9F%98%80", new string('z', dice.Length(3_000)), "%uD800", "%EF%BF%BE", "%E4%BD%A0");
            draft.Target += (draft.Target.Contains('?') ? '&' : '?') + name + (dice.Chance(90) ? "=" + value : "");
        }
    }

    static void ChangePath(Draft draft, Dice dice)
    {
        var (path, query) = draft.Target.Split('?', 2) is [var p, var q] ? (p, "?" + q) : (draft.Target, "");
        draft.Target = dice.Below(8) switch
        {
            0 => path.ToUpperInvariant() + query,
            1 => path.Replace("/", dice.Pick("//", "/./", "/x/../", "%2F", "\\"), StringComparison.Ordinal) + query,
            2 => string.Concat(path.Select(c => c == '/' || dice.Chance(70) ? $"{c}" : $"%{(int)c:x2}")) + query,
            3 => path + dice.Pick("/", "//", ";a=b", "%20", ".", "%00", "#" + Dice.Echo, "%", "%zz") + query,
            4 => dice.Insert(path, dice.TokenText()) + query,
            5 => dice.Insert(draft.Target, dice.Pick("%", "%0a", "%0d%0a", "?", "&", "=", "%ff", "%c3%28")),
            6 => Encoding.Latin1.GetString(dice.FlipBits(Encoding.Latin1.GetBytes(draft.Target))),
            _ => Encoding.Latin1.GetString(dice.Cut(Encoding.Latin1.GetBytes(draft.Target))),
        };
    }

    static string WrongLength(int length, Dice dice) => dice.Below(3) switch
    {
        0 => (length + 1 + dice.Below(50)).ToString(CultureInfo.InvariantCulture),
        1 => Math.Max(0, length - 1 - dice.Below(50)).ToString(CultureInfo.InvariantCulture),
        _ => dice.Pick("-1", "+5", "0x10", "1e3", "", " ", "9223372036854775807", "18446744073709551616", "5,5", "\u0660", Dice.Echo, "00000000000000000000000000000000001"),
    };
}

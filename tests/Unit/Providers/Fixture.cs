using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tracking.Deliveries;
using Tracking.Providers;
using Xunit;

namespace Tracking.Unit.Providers;

/// <summary>A recorded request, <c>Fixtures/{provider}/{name}.http</c>, and what it says, <c>{name}.expected.json</c>.</summary>
sealed class Fixture(string path)
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Providers", "Fixtures");

    /// <summary>Written with a name for each member, in a form that reads well in a review.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static IEnumerable<string> Providers => Directory.GetDirectories(Folder).Select(d => Path.GetFileName(d)).Order();

    public static IEnumerable<Fixture> Of(string provider) =>
        Directory.GetFiles(Path.Combine(Folder, provider), "*.http").Order().Select(file => new Fixture(file));

    public static Fixture Named(string provider, string name) => new(Path.Combine(Folder, provider, name + ".http"));

    public string Name => Path.GetFileNameWithoutExtension(path);

    public Expected Expected =>
        JsonSerializer.Deserialize<Expected>(File.ReadAllText(Path.ChangeExtension(path, ".expected.json")), Json)!;

    /// <summary>The settings in <c>Fixtures/{provider}/settings.json</c>. A value that begins with ./ is a file beside it.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Settings(string name)
    {
        var folder = Path.Combine(Folder, name);
        return new ConfigurationBuilder().AddJsonFile(Path.Combine(folder, "settings.json")).Build().AsEnumerable()
            .Select(s => KeyValuePair.Create(
                s.Key, s.Value?.StartsWith("./", StringComparison.Ordinal) == true ? Path.Combine(folder, s.Value[2..]) : s.Value));
    }

    /// <summary>The provider as its settings configure it.</summary>
    public static IProvider Provider(string name)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings(name)).Build();
        var services = new ServiceCollection().AddSingleton(configuration).AddProviders().BuildServiceProvider();
        return services.GetRequiredService<ProviderCatalog>().TryGet(name, out var provider)
            ? provider
            : throw new ArgumentException($"no provider is called {name}", nameof(name));
    }

    /// <summary>As a host would hand it over: with the headers that the route names, and no others.</summary>
    public CallbackRequest Request(CallbackRoute route)
    {
        var bytes = File.ReadAllBytes(path);
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        var lines = Encoding.ASCII.GetString(bytes, 0, end).Split("\r\n");
        var headers = lines[1..].Select(line => line.Split(": ", 2))
            .ToDictionary(h => h[0], h => h[1], StringComparer.OrdinalIgnoreCase);
        return new CallbackRequest
        {
            Method = lines[0].Split(' ')[0],
            Url = lines[0].Split(' ')[1],
            ContentType = headers.GetValueOrDefault("Content-Type"),
            Headers = headers.Where(h => route.SignatureHeaders.Contains(h.Key, StringComparer.OrdinalIgnoreCase))
                .ToDictionary(StringComparer.OrdinalIgnoreCase),
            Body = bytes.AsMemory(end + 4),
            ReceivedAt = Requests.Now,
        };
    }

    /// <summary>Where the signed piece is, in the bytes that <see cref="Edited"/> edits.</summary>
    public (int Start, int Length) Signed(CallbackRequest request)
    {
        var signed = Encoding.UTF8.GetBytes(Expected.Signed);
        var start = (IsInBody(request) ? request.Body.Span : Encoding.UTF8.GetBytes(request.Url)).IndexOf(signed);
        Assert.True(start >= 0 && signed.Length > 0);
        return (start, signed.Length);
    }

    /// <summary>The request with another value of one of its headers; null takes the header away.</summary>
    public static CallbackRequest WithHeader(CallbackRequest request, string name, string? value)
    {
        var headers = request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase);
        Assert.True(headers.Remove(name));
        if (value is not null)
            headers[name] = value;
        return request with { Headers = headers };
    }

    /// <summary>The request with its body edited, or its URL where that holds the signed piece.</summary>
    public CallbackRequest Edited(CallbackRequest request, Action<List<byte>> edit)
    {
        var inBody = IsInBody(request);
        List<byte> bytes = [.. inBody ? request.Body.Span : Encoding.UTF8.GetBytes(request.Url)];
        edit(bytes);
        return inBody
            ? request with { Body = bytes.ToArray() }
            : request with { Url = Encoding.UTF8.GetString([.. bytes]) };
    }

    bool IsInBody(CallbackRequest request) => request.Body.Span.IndexOf(Encoding.UTF8.GetBytes(Expected.Signed)) >= 0;
}

/// <param name="Signed">A piece of the body, or else of the URL, all of whose bytes are signed. Empty where there is a secret.</param>
/// <param name="Unreadable">How many dead letters it makes.</param>
/// <param name="Secret">Of a provider that signs nothing: the header whose value is the proof. Null for one that signs.</param>
sealed record Expected(string Signed, IReadOnlyList<ExpectedEvent> Events, int Unreadable = 0, string? Secret = null)
{
    public static Expected Of(string signed, CallbackReading reading, string? secret = null) =>
        new(signed, [.. reading.Events.Select(ExpectedEvent.Of)], reading.Unreadable.Count, secret);
}

/// <summary>All that a callback's event says, but for the request that carried it.</summary>
sealed record ExpectedEvent
{
    public required Guid Id { get; init; }
    public required string Evidence { get; init; }
    public string? DeliveryId { get; init; }
    public string? ProviderMessageId { get; init; }
    public string? Recipient { get; init; }
    public string? Reason { get; init; }
    public string? ErrorCode { get; init; }
    public string? ErrorMessage { get; init; }
    public DateTimeOffset? StatedAt { get; init; }
    public bool Ambiguous { get; init; }
    public bool ByMachine { get; init; }
    public string? Url { get; init; }

    /// <summary>The reason and the scope, such as <c>hard_bounce all</c>; or <c>lift</c> and the scope.</summary>
    public string? Suppression { get; init; }

    public static ExpectedEvent Of(DeliveryEvent e) => new()
    {
        Id = e.Id,
        Evidence = e.Evidence.Word(),
        DeliveryId = e.DeliveryId,
        ProviderMessageId = e.ProviderMessageId,
        Recipient = e.Recipient,
        Reason = e.Reason,
        ErrorCode = e.ErrorCode,
        ErrorMessage = e.ErrorMessage,
        StatedAt = e.StatedAt,
        Ambiguous = e.Ambiguous,
        ByMachine = e.ByMachine,
        Url = e.Url,
        Suppression = e.Suppression is { } suppression ? $"{suppression.Reason ?? "lift"} {suppression.Scope}" : null,
    };
}

using System.Text;
using Tracking.Contracts;
using Tracking.Deliveries;
using Tracking.Providers;
using Xunit;

namespace Tracking.Unit.Providers;

/// <summary>Requests as a host hands them to a provider.</summary>
static class Requests
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);

    public static CallbackRequest Post(
        string url, string? contentType, byte[] body, params (string Name, string Value)[] headers) => new()
        {
            Method = "POST",
            Url = url,
            ContentType = contentType,
            Headers = headers.ToDictionary(h => h.Name, h => h.Value, StringComparer.OrdinalIgnoreCase),
            Body = body,
            ReceivedAt = Now,
        };

    public static CallbackRequest Get(string url, params (string Name, string Value)[] headers) =>
        Post(url, null, [], headers) with { Method = "GET" };

    /// <summary>The same request after it was believed, as it travels to the worker.</summary>
    public static RawCallback Verified(this CallbackRequest request, IProvider provider, string? account = null) => new()
    {
        CallbackId = Guid.CreateVersion7(request.ReceivedAt),
        Provider = provider.Name,
        Account = account,
        ReceivedAt = request.ReceivedAt,
        Method = request.Method,
        ContentType = request.ContentType,
        Url = request.Url,
        Headers = provider.Route.KeptHeaders
            .Where(request.Headers.ContainsKey)
            .ToDictionary(name => name, name => request.Headers[name], StringComparer.OrdinalIgnoreCase),
        Body = Encoding.UTF8.GetString(request.Body.Span),
    };

    /// <summary>A believed post, for a reader that looks at nothing but its body.</summary>
    public static RawCallback Believed(string provider, string body, string? path = null) => new()
    {
        CallbackId = Guid.Empty,
        Provider = provider,
        ReceivedAt = Now,
        Method = "POST",
        Url = $"https://h.example/webhooks/{path ?? provider}",
        Headers = new Dictionary<string, string>(),
        Body = body,
    };

    /// <summary>The event of a reading that holds one, and nothing that could not be read.</summary>
    public static DeliveryEvent Single(this CallbackReading reading)
    {
        Assert.Empty(reading.Unreadable);
        return Assert.Single(reading.Events);
    }
}

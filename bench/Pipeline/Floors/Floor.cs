using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tracking.Contracts;
using Tracking.Pipeline.Load;

namespace Tracking.Pipeline.Floors;

/// <summary>What all floors are made of: a bare host, and a request that is read and verified.</summary>
static class Floor
{
    static readonly byte[] Key = Encoding.UTF8.GetBytes(TwilioRequests.Token);

    public static readonly IReadOnlyDictionary<string, Func<WebApplicationBuilder, WebApplication>> Roles =
        new Dictionary<string, Func<WebApplicationBuilder, WebApplication>>
        {
            [VerifyOnly.Role] = VerifyOnly.Build,
            [PublishAlone.Role] = PublishAlone.Build,
            [PublishThroughMassTransit.Role] = PublishThroughMassTransit.Build,
            [WriteInRequest.Role] = WriteInRequest.Build,
            [RawConsumer.Role] = RawConsumer.Build,
            [RowConsumer.Role] = RowConsumer.Build,
        };

    public static async Task RunAsync(string role)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        await using var app = Roles[role](builder);
        await app.RunAsync();
    }

    /// <summary>The body, where its HMAC-SHA1 is right; null where it is not.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "Twilio signs with HMAC-SHA1.")]
    public static async Task<byte[]?> VerifiedBodyAsync(HttpRequest request)
    {
        var body = new byte[request.ContentLength ?? 0];
        await request.Body.ReadExactlyAsync(body);
        var expected = Convert.FromBase64String(request.Headers[TwilioRequests.RawSignature].ToString());
        return CryptographicOperations.FixedTimeEquals(HMACSHA1.HashData(Key, body), expected) ? body : null;
    }

    public static CallbacksReceived Message(byte[] body, DateTimeOffset now) => new()
    {
        Callbacks =
        [
            new RawCallback
            {
                CallbackId = Guid.CreateVersion7(now),
                Provider = "twilio",
                ReceivedAt = now,
                Method = "POST",
                ContentType = "application/x-www-form-urlencoded",
                Url = TwilioRequests.PublicUrl + TwilioRequests.Path,
                Headers = new Dictionary<string, string>(),
                Body = Encoding.UTF8.GetString(body),
            },
        ],
    };
}

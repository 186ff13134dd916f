using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Tracking.Contracts;
using Tracking.Storage;
using Tracking.Worker.Announcements;

namespace Tracking.Worker.Alerts;

/// <summary>
/// What the webhook is sent: the message that subscribers get, as JSON with its name in <c>type</c>, signed as Standard Webhooks describes
/// (https://www.standardwebhooks.com): HMAC-SHA-256 over id, time and body. The id is the same however often it is sent.
/// </summary>
static class AlertCall
{
    public const string IdHeader = "webhook-id";
    public const string TimeHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    public static HttpRequestMessage Of(UntoldAlert untold, Uri address, string secret, DateTimeOffset now)
    {
        var body = Body(untold);
        var id = $"{untold.Alert.Id:N}.{(untold.IsCleared ? "cleared" : "raised")}";
        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var call = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        call.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        call.Headers.Add(IdHeader, id);
        call.Headers.Add(TimeHeader, time);
        call.Headers.Add(SignatureHeader, Sign(secret, id, time, body));
        return call;
    }

    public static string Sign(string secret, string id, string time, ReadOnlySpan<byte> body) =>
        $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Signed(id, time, body)))}";

    static byte[] Signed(string id, string time, ReadOnlySpan<byte> body) => [.. Encoding.UTF8.GetBytes($"{id}.{time}."), .. body];

    static byte[] Body(UntoldAlert untold)
    {
        var (type, message) = untold.IsCleared
            ? (nameof(DeliverabilityAlertCleared), JsonSerializer.SerializeToNode(
                AnnouncementMessages.Cleared(untold.Alert), AlertJson.Default.DeliverabilityAlertCleared))
            : (nameof(DeliverabilityAlertRaised), JsonSerializer.SerializeToNode(
                AnnouncementMessages.Raised(untold.Alert), AlertJson.Default.DeliverabilityAlertRaised));
        var body = new JsonObject { ["type"] = type };
        foreach (var (name, value) in message!.AsObject().ToArray())
            body[name] = value?.DeepClone();
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DeliverabilityAlertRaised))]
[JsonSerializable(typeof(DeliverabilityAlertCleared))]
sealed partial class AlertJson : JsonSerializerContext;

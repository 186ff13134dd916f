using System.Text.Json;

namespace Tracking.Integration.EndToEnd.Announcements;

/// <summary>
/// One <c>DeliveryStatusChanged</c> as a subscriber received it: what it says of the change. What it says of the delivery besides may
/// have grown when it comes again.
/// </summary>
/// <param name="MessageId">By which a subscriber drops repeats.</param>
/// <param name="Error">As it was written.</param>
/// <param name="OccurredAt">As it was written.</param>
sealed record StatusChange(
    string? MessageId, string DeliveryId, int Version, string? From, string? To, string? Reason, string? Error, string? OccurredAt)
{
    /// <exception cref="JsonException">It is no such message.</exception>
    /// <exception cref="KeyNotFoundException">A member is missing that must be there.</exception>
    public static StatusChange Parse(string? messageId, ReadOnlyMemory<byte> body)
    {
        using var json = JsonDocument.Parse(body);
        var message = json.RootElement;
        return new StatusChange(
            messageId, message.GetProperty("deliveryId").GetString()!, message.GetProperty("version").GetInt32(),
            Text("from"), Text("to"), Text("reason"),
            message.TryGetProperty("error", out var error) && error.ValueKind != JsonValueKind.Null ? error.GetRawText() : null,
            Text("occurredAt"));

        string? Text(string name) => message.TryGetProperty(name, out var member) ? member.GetString() : null;
    }
}

/// <summary>How often a delivery has changed, and what it became last, by its row.</summary>
readonly record struct LastChange(string DeliveryId, int Version, string Status, string? Reason);

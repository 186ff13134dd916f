using System.Text.Json;
using Npgsql;
using Tracking.Contracts;
using Tracking.Integration.Pipeline;
using Xunit;

namespace Tracking.Integration.Redelivery;

/// <summary>Messages that the database refuses for as long as it is told to: what a bug of ours looks like from outside.</summary>
static class Poison
{
    public const string DeliveryId = "poison";
    public const string MessageSid = "SM-poison";

    /// <summary>From now on neither the event nor the callback can be stored.</summary>
    public static Task PlantAsync(Hosts hosts) => ExecuteAsync(
        hosts, $"alter table event add constraint poison check (delivery_id <> '{DeliveryId}' and provider_message_id <> '{MessageSid}')");

    public static Task RepairAsync(Hosts hosts) => ExecuteAsync(hosts, "alter table event drop constraint poison");

    public static string Sent(string deliveryId, string providerMessageId) =>
        $$"""
        {"deliveryId":"{{deliveryId}}","channel":"sms","notificationType":"InvoicePaid","recipient":"+31612345678",
         "provider":"twilio","providerMessageId":"{{providerMessageId}}","occurredAt":"2026-11-21T09:00:00Z"}
        """;

    public static string Delivered(params IEnumerable<string> sids) => JsonSerializer.Serialize(
        new CallbacksReceived { Callbacks = [.. sids.Select(Callback)] }, JsonSerializerOptions.Web);

    static RawCallback Callback(string sid) => new()
    {
        CallbackId = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
        Provider = "twilio",
        ReceivedAt = TimeProvider.System.GetUtcNow(),
        Method = "POST",
        ContentType = "application/x-www-form-urlencoded",
        Url = "https://hooks.example.net/webhooks/twilio/status",
        Headers = new Dictionary<string, string>(),
        Body = $"MessageSid={sid}&MessageStatus=delivered&To=%2B31612345678",
    };

    static async Task ExecuteAsync(Hosts hosts, string sql)
    {
        await using var connection = new NpgsqlConnection(hosts.Postgres);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}

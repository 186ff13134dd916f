using Dapper;
using Npgsql;

namespace Tracking.Pipeline.Floors;

/// <summary>
/// What one would write first: an event and its delivery, a row each, in a transaction of their own, by Dapper. The event deduplicates, and a
/// weaker status does not replace a stronger one; claims, orphans, counts, suppressions and announcements are not there at all.
/// </summary>
static class RowByRow
{
    public const string Schema = """
        create table if not exists row_delivery (
          delivery_id text primary key, provider_message_id text not null unique, status text not null, rank integer not null,
          delivered_at timestamptz, updated_at timestamptz not null);
        create table if not exists row_event (
          provider_message_id text not null, status text not null, received_at timestamptz not null, body text not null,
          primary key (provider_message_id, status));
        """;

    public const string Seed = """
        insert into row_delivery (delivery_id, provider_message_id, status, rank, updated_at)
        select 'd-' || n, 'SM' || lpad(n::text, 32, '0'), 'sent', 30, now() from generate_series(1, @count) n
        """;

    public static async Task ApplyAsync(NpgsqlDataSource database, string body, DateTimeOffset receivedAt)
    {
        var fields = body.Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));
        var (id, status) = (fields["MessageSid"], fields["MessageStatus"]);
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var isNew = await connection.ExecuteAsync(
            "insert into row_event values (@id, @status, @receivedAt, @body) on conflict do nothing",
            new { id, status, receivedAt, body }, transaction) == 1;
        if (isNew)
        {
            var rank = status switch { "delivered" => 60, "undelivered" or "failed" => 50, _ => 30 };
            await connection.ExecuteAsync(
                """
                update row_delivery
                   set status = @status, rank = @rank, updated_at = @receivedAt,
                       delivered_at = case when @status = 'delivered' then @receivedAt else delivered_at end
                 where provider_message_id = @id and rank < @rank
                """,
                new { id, status, rank, receivedAt }, transaction);
        }

        await transaction.CommitAsync();
    }
}

using System.Text.Json;
using Dapper;
using Npgsql;

namespace Tracking.Storage.Postgres;

sealed class PostgresOutbox(NpgsqlDataSource database) : IOutbox
{
    public async Task<int> RelayAsync(
        int limit, Func<IReadOnlyList<OutgoingAnnouncement>, CancellationToken, Task> publish, CancellationToken cancellationToken)
    {
        return await PostgresFaults.RunAsync(Relay, cancellationToken);

        // The rows stay locked while they are published: whoever dies gives them back. They are gone only once the broker has them.
        async ValueTask<int> Relay(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            await using var transaction = await connection.BeginTransactionAsync(token);
            var rows = (await connection.QueryAsync<OutboxRow>(new CommandDefinition(
                TakeSql, new { Limit = limit }, transaction, cancellationToken: token))).AsList();
            if (rows.Count == 0)
                return 0;
            await publish(await WithDeliveriesAsync(connection, rows, token), token);

            // Published is published: not to forget it now would be to publish it again.
            await connection.ExecuteAsync(ForgetSql, new { Ids = rows.ConvertAll(row => row.OutboxId) }, transaction);
            await transaction.CommitAsync(CancellationToken.None);
            return rows.Count;
        }
    }

    static async Task<IReadOnlyList<OutgoingAnnouncement>> WithDeliveriesAsync(
        NpgsqlConnection connection, List<OutboxRow> rows, CancellationToken cancellationToken)
    {
        var announcements = rows.ConvertAll(row => JsonSerializer.Deserialize(row.Announcement, StorageJson.Default.Announcement)!);
        var deliveries = (await PostgresDeliveryQuery.ViewsAsync(
            connection, announcements.Select(a => a.DeliveryId).OfType<string>().Distinct().ToArray(), cancellationToken))
            .ToDictionary(view => view.DeliveryId, StringComparer.Ordinal);
        return announcements.ConvertAll(announcement => new OutgoingAnnouncement(
            announcement, announcement.DeliveryId is { } id ? deliveries.GetValueOrDefault(id) : null));
    }

    sealed record OutboxRow(long OutboxId, string Announcement);

    // language=sql
    internal const string TakeSql = """
        select outbox_id, announcement
          from outbox
         order by outbox_id
         limit @Limit
           for update skip locked
        """;

    // language=sql
    internal const string ForgetSql = "delete from outbox where outbox_id = any(@Ids::bigint[])";
}

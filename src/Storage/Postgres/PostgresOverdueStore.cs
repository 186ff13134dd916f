using System.Text.Json;
using Dapper;
using Npgsql;

namespace Tracking.Storage.Postgres;

sealed class PostgresOverdueStore(NpgsqlDataSource database) : IOverdueStore
{
    public async Task<IReadOnlyList<WatchedDelivery>> TakeAsync(
        DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken)
    {
        return await PostgresFaults.RunAsync(Take, cancellationToken);

        async ValueTask<IReadOnlyList<WatchedDelivery>> Take(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            var taken = (await connection.QueryAsync<TakenRow>(new CommandDefinition(
                TakeSql, new { Now = now, Until = now + lease, Limit = limit }, cancellationToken: token))).AsList();
            var deliveries = (await PostgresDeliveryQuery.ViewsAsync(
                connection, taken.Select(row => row.DeliveryId).ToArray(), token))
                .ToDictionary(view => view.DeliveryId, StringComparer.Ordinal);
            return taken.ConvertAll(row =>
                new WatchedDelivery(row.DeliveryId, deliveries.GetValueOrDefault(row.DeliveryId), row.Looks));
        }
    }

    public async Task<int> SettleAsync(IReadOnlyCollection<Settlement> settlements, CancellationToken cancellationToken)
    {
        return await PostgresFaults.RunAsync(Settle, cancellationToken);

        async ValueTask<int> Settle(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            return await connection.ExecuteScalarAsync<int>(new CommandDefinition(
                SettleSql,
                new
                {
                    DeliveryIds = settlements.Select(s => s.DeliveryId).ToArray(),
                    Announcements = settlements.Select(s => s.Notice is null
                        ? null
                        : JsonSerializer.Serialize(s.Notice, StorageJson.Default.Announcement)).ToArray(),
                    LookAgainAts = settlements.Select(s => s.LookAgainAt).ToArray(),
                },
                cancellationToken: token));
        }
    }

    sealed record TakenRow(string DeliveryId, int Looks);

    // language=sql
    internal const string TakeSql = """
        update awaiting_verdict w
           set look_at = @Until::timestamptz, looks = w.looks + 1
          from (
            select delivery_id
              from awaiting_verdict
             where look_at <= @Now::timestamptz
             order by look_at
             limit @Limit
               for update skip locked) due
         where w.delivery_id = due.delivery_id
        returning w.delivery_id, w.looks
        """;

    // One statement, hence one transaction: a verdict that is committed before it is seen, one that comes later changes the status.
    // language=sql
    internal const string SettleSql = """
        with settled as (
          select s.delivery_id, s.announcement, s.look_again_at, d.delivery_id is not null as is_sent
            from unnest(@DeliveryIds::text[], @Announcements::json[], @LookAgainAts::timestamptz[])
              as s (delivery_id, announcement, look_again_at)
            left join delivery d on d.delivery_id = s.delivery_id and d.status = 'sent'),
        announced as (
          insert into outbox (announcement)
          select s.announcement
            from settled s
            join awaiting_verdict w on w.delivery_id = s.delivery_id
           where s.is_sent and s.announcement is not null and not w.announced
          returning outbox_id),
        watched as (
          update awaiting_verdict w
             set look_at = s.look_again_at, announced = w.announced or s.announcement is not null
            from settled s
           where w.delivery_id = s.delivery_id and s.is_sent and s.look_again_at is not null),
        forgotten as (
          delete from awaiting_verdict w
           using settled s
           where w.delivery_id = s.delivery_id and (not s.is_sent or s.look_again_at is null))
        select count(*) from announced
        """;
}

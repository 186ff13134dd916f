using Dapper;
using Npgsql;

namespace Tracking.Storage.Postgres;

sealed class PostgresAnalyticsStore(NpgsqlDataSource database) : IAnalyticsStore
{
    public Task<int> FoldAsync(int limit, CancellationToken cancellationToken)
    {
        return PostgresFaults.RunAsync(Fold, cancellationToken);

        async ValueTask<int> Fold(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            await connection.ExecuteAsync(new CommandDefinition(KeysSql, cancellationToken: token));
            return await connection.ExecuteScalarAsync<int>(new CommandDefinition(FoldSql, new { Limit = limit }, cancellationToken: token));
        }
    }

    // language=sql
    internal const string KeysSql = """
        insert into analytics_key (tenant_id, channel, provider, template_id, notification_type)
        select distinct d.tenant_id, d.channel, d.provider, d.template_id, d.notification_type
          from analytics_delta d
         where not exists (
           select
             from analytics_key k
            where (k.tenant_id, k.channel, k.provider, k.template_id, k.notification_type)
                = (d.tenant_id, d.channel, d.provider, d.template_id, d.notification_type))
         order by d.tenant_id, d.channel, d.provider, d.template_id, d.notification_type
        on conflict do nothing
        """;

    // One statement, hence each change is either a row of its own or in the sum. What another worker is adding up is passed over; what came after
    // its key was looked for waits for the next time. Sums are written in one order, so that no two deadlock.
    // language=sql
    internal const string FoldSql = """
        with taken as (
          delete from analytics_delta d
           using analytics_key k
           where d.ctid = any(array(select w.ctid from analytics_delta w limit @Limit for update skip locked))
             and (k.tenant_id, k.channel, k.provider, k.template_id, k.notification_type)
               = (d.tenant_id, d.channel, d.provider, d.template_id, d.notification_type)
          returning d.hour, k.key_id, d.measures, d.counts),
        summed as (
          insert into analytics_count as c (hour, key_id, measure, count)
          select t.hour, t.key_id, n.measure, sum(n.count)
            from taken t
           cross join lateral unnest(t.measures, t.counts) as n (measure, count)
           group by t.hour, t.key_id, n.measure
          having sum(n.count) <> 0
           order by t.hour, t.key_id, n.measure
          on conflict (hour, key_id, measure) do update set count = c.count + excluded.count)
        select count(*)::integer from taken
        """;
}

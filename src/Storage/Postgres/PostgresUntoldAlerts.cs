using Dapper;
using Npgsql;

namespace Tracking.Storage.Postgres;

sealed class PostgresUntoldAlerts(NpgsqlDataSource database) : IUntoldAlerts
{
    public async Task<UntoldAlert?> TakeAsync(
        DateTimeOffset now, DateTimeOffset since, TimeSpan lease, CancellationToken cancellationToken)
    {
        var row = await PostgresFaults.RunAsync(Take, cancellationToken);
        return row is null ? null : new UntoldAlert(row.View);

        async ValueTask<AlertRow?> Take(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            return await connection.QuerySingleOrDefaultAsync<AlertRow>(new CommandDefinition(
                TakeSql, new { Now = now, Since = since, Until = now + lease }, cancellationToken: token));
        }
    }

    public async Task ToldAsync(UntoldAlert told, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await PostgresFaults.RunAsync(Tell, cancellationToken);

        async ValueTask<int> Tell(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            return await connection.ExecuteAsync(new CommandDefinition(
                ToldSql, new { AlertId = told.Alert.Id, told.IsCleared, Now = now }, cancellationToken: token));
        }
    }

    // language=sql
    internal const string TakeSql = """
        update alert a
           set told_again_at = @Until::timestamptz
          from (
            select u.alert_id, u.raised_told_at is null and u.raised_at >= @Since::timestamptz as is_raising
              from alert u
             where (u.raised_told_at is null and u.raised_at >= @Since::timestamptz
                    or u.cleared_told_at is null and u.cleared_at >= @Since::timestamptz)
               and (u.told_again_at is null or u.told_again_at <= @Now::timestamptz)
             order by u.raised_at, u.alert_id
             limit 1
               for update skip locked) next
         where a.alert_id = next.alert_id
        returning a.alert_id, a.kind, a.severity, a.provider, a.account, a.tenant_id, a.channel, a.value, a.threshold, a.window_seconds,
                  a.raised_at, case when not next.is_raising then a.cleared_at end as cleared_at
        """;

    // language=sql
    internal const string ToldSql = """
        update alert
           set raised_told_at = case when @IsCleared::boolean then raised_told_at else @Now::timestamptz end,
               cleared_told_at = case when @IsCleared::boolean then @Now::timestamptz else cleared_told_at end,
               told_again_at = null
         where alert_id = @AlertId
        """;
}

using System.Text.Json;
using Dapper;
using Npgsql;

namespace Tracking.Storage.Postgres;

sealed class PostgresAlertStore(NpgsqlDataSource database) : IAlertStore
{
    public async Task<AlertChanges> SettleAsync(
        IReadOnlyCollection<string> kinds, IReadOnlyCollection<AlertObservation> observed, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        return await PostgresFaults.RunAsync(Settle, cancellationToken);

        async ValueTask<AlertChanges> Settle(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            await using var transaction = await connection.BeginTransactionAsync(token);
            await connection.ExecuteAsync(new CommandDefinition(OneAtATimeSql, transaction: transaction, cancellationToken: token));
            var open = await connection.QueryAsync<AlertRow>(new CommandDefinition(
                OpenSql, new { Kinds = kinds.ToArray() }, transaction, cancellationToken: token));
            var changes = AlertChanges.Between(open.Select(row => row.View), observed, now);
            await WriteAsync(connection, transaction, changes, token);
            await transaction.CommitAsync(token);
            return changes;
        }
    }

    static async Task WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, AlertChanges changes, CancellationToken cancellationToken)
    {
        if (changes is { Raised.Count: 0, Cleared.Count: 0 })
            return;
        await connection.ExecuteAsync(new CommandDefinition(
            RaiseSql,
            new
            {
                Ids = changes.Raised.Select(a => a.Id).ToArray(),
                Kinds = changes.Raised.Select(a => a.Kind).ToArray(),
                Severities = changes.Raised.Select(a => a.Severity).ToArray(),
                Providers = changes.Raised.Select(a => a.Provider).ToArray(),
                Accounts = changes.Raised.Select(a => a.Account).ToArray(),
                TenantIds = changes.Raised.Select(a => a.TenantId).ToArray(),
                Channels = changes.Raised.Select(a => a.Channel).ToArray(),
                Values = changes.Raised.Select(a => a.Value).ToArray(),
                Thresholds = changes.Raised.Select(a => a.Threshold).ToArray(),
                Windows = changes.Raised.Select(a => a.Window.TotalSeconds).ToArray(),
                RaisedAts = changes.Raised.Select(a => a.RaisedAt).ToArray(),
            },
            transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            ClearSql,
            new
            {
                Ids = changes.Cleared.Select(a => a.Id).ToArray(),
                Values = changes.Cleared.Select(a => a.Value).ToArray(),
                ClearedAts = changes.Cleared.Select(a => a.ClearedAt!.Value).ToArray(),
            },
            transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            AnnounceSql,
            new { Notices = changes.Notices.Select(n => JsonSerializer.Serialize(n, StorageJson.Default.Announcement)).ToArray() },
            transaction, cancellationToken: cancellationToken));
    }

    // Two workers that see the same at the same instant raise it once. This one spells "alerts".
    // language=sql
    internal const string OneAtATimeSql = "select pg_advisory_xact_lock(x'616c65727473'::bigint)";

    // language=sql
    internal const string OpenSql = $"""
        select {AlertRow.Columns}
          from alert
         where cleared_at is null and kind = any(@Kinds::text[])
        """;

    // language=sql
    internal const string RaiseSql = """
        insert into alert (
          alert_id, kind, severity, provider, account, tenant_id, channel, value, threshold, window_seconds, raised_at)
        select *
          from unnest(
            @Ids::uuid[], @Kinds::text[], @Severities::text[], @Providers::text[], @Accounts::text[], @TenantIds::text[],
            @Channels::text[], @Values::double precision[], @Thresholds::double precision[], @Windows::double precision[],
            @RaisedAts::timestamptz[])
        """;

    // language=sql
    internal const string ClearSql = """
        update alert a
           set value = c.value, cleared_at = c.cleared_at
          from unnest(@Ids::uuid[], @Values::double precision[], @ClearedAts::timestamptz[]) as c (alert_id, value, cleared_at)
         where a.alert_id = c.alert_id
        """;

    // language=sql
    internal const string AnnounceSql = "insert into outbox (announcement) select * from unnest(@Notices::json[])";
}

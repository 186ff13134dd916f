using Dapper;
using Npgsql;

namespace Tracking.Storage.Postgres;

sealed class PostgresUnsubscribeStore(NpgsqlDataSource database) : IUnsubscribeStore
{
    public Task RecordAsync(IReadOnlyCollection<Unsubscribe> requests, CancellationToken cancellationToken)
    {
        var sorted = requests.DistinctBy(r => r.Id).OrderBy(r => r.Id).ToArray();
        return PostgresFaults.RunAsync(Record, cancellationToken);

        async ValueTask<int> Record(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            await using var transaction = await connection.BeginTransactionAsync(token);
            var added = (await connection.QueryAsync<Guid>(new CommandDefinition(
                RecordSql,
                new
                {
                    Ids = sorted.Select(r => r.Id).ToArray(),
                    TenantIds = sorted.Select(r => r.TenantId).ToArray(),
                    Channels = sorted.Select(r => r.Channel).ToArray(),
                    Recipients = sorted.Select(r => r.Recipient).ToArray(),
                    Scopes = sorted.Select(r => r.Scope).ToArray(),
                    Sources = sorted.Select(r => r.Source).ToArray(),
                    IpAddresses = sorted.Select(r => r.IpAddress).ToArray(),
                    OccurredAts = sorted.Select(r => r.OccurredAt.ToUniversalTime()).ToArray(),
                    ReceivedAts = sorted.Select(r => r.ReceivedAt.ToUniversalTime()).ToArray(),
                },
                transaction, cancellationToken: token))).ToHashSet();
            var news = sorted.Where(r => added.Contains(r.Id)).ToArray();
            foreach (var entry in news.Select(r => r.AuditEntry))
            {
                await connection.ExecuteAsync(new CommandDefinition(
                    PostgresAuditTrail.RecordSql, AuditRow.Parameters(entry), transaction, cancellationToken: token));
            }

            await PostgresSuppressions.SettleAsync(
                connection, transaction, news.Select(r => r.Address), news.Select(r => r.ReceivedAt).FirstOrDefault(), token);
            await transaction.CommitAsync(token);
            return news.Length;
        }
    }

    // language=sql
    internal const string RecordSql = """
        with added as (
          insert into unsubscribe_request
            (unsubscribe_id, tenant_id, channel, recipient, scope, source, ip_address, occurred_at, received_at)
          select *
            from unnest(
              @Ids::uuid[], @TenantIds::text[], @Channels::text[], @Recipients::text[], @Scopes::text[], @Sources::text[],
              @IpAddresses::text[], @OccurredAts::timestamptz[], @ReceivedAts::timestamptz[])
          on conflict (unsubscribe_id) do nothing
          returning *)
        insert into suppression_signal (
          delivery_id, source_id, scope, given_recipient, tenant_id, channel, recipient, reason, provider, occurred_at, is_settled)
        select '', unsubscribe_id, scope, recipient, tenant_id, channel, recipient, 'unsubscribed', '', occurred_at, true
          from added
        returning source_id
        """;
}

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
            return await connection.ExecuteAsync(new CommandDefinition(
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
                cancellationToken: token));
        }
    }

    // language=sql
    internal const string RecordSql = """
        insert into unsubscribe_request
          (unsubscribe_id, tenant_id, channel, recipient, scope, source, ip_address, occurred_at, received_at)
        select *
          from unnest(
            @Ids::uuid[], @TenantIds::text[], @Channels::text[], @Recipients::text[], @Scopes::text[], @Sources::text[],
            @IpAddresses::text[], @OccurredAts::timestamptz[], @ReceivedAts::timestamptz[])
        on conflict (unsubscribe_id) do nothing
        """;
}

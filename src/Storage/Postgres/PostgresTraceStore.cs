using Dapper;
using Npgsql;
using Tracking.Deliveries;

namespace Tracking.Storage.Postgres;

sealed class PostgresTraceStore(NpgsqlDataSource database) : ITraceStore
{
    public Task KeepAsync(IReadOnlyCollection<ProducerTrace> traces, CancellationToken cancellationToken)
    {
        // One statement may not touch a row twice; in one order everywhere, so that no two calls deadlock.
        var sorted = traces.GroupBy(trace => trace.DeliveryId)
            .Select(same => same.Aggregate(ProducerTrace.Join))
            .OrderBy(trace => trace.DeliveryId, StringComparer.Ordinal)
            .ToArray();
        return PostgresFaults.RunAsync(Keep, cancellationToken);

        async ValueTask<int> Keep(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            return await connection.ExecuteAsync(new CommandDefinition(
                KeepSql,
                new
                {
                    DeliveryIds = sorted.Select(trace => trace.DeliveryId).ToArray(),
                    StatedAts = sorted.Select(trace => trace.StatedAt.ToUniversalTime()).ToArray(),
                    TraceParents = sorted.Select(trace => trace.TraceParent).ToArray(),
                },
                cancellationToken: token));
        }
    }

    public Task<IReadOnlyList<EventTrace>> FindAsync(IReadOnlyCollection<DeliveryEvent> events, CancellationToken cancellationToken)
    {
        return PostgresFaults.RunAsync(Find, cancellationToken);

        async ValueTask<IReadOnlyList<EventTrace>> Find(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            return (await connection.QueryAsync<EventTrace>(new CommandDefinition(
                FindSql,
                new
                {
                    EventIds = events.Select(e => e.Id).ToArray(),
                    DeliveryIds = events.Select(e => e.DeliveryId).ToArray(),
                    Providers = events.Select(e => e.Provider ?? "").ToArray(),
                    MessageIds = events.Select(e => e.ProviderMessageId ?? "").ToArray(),
                    Recipients = events.Select(e => e.Recipient).ToArray(),
                },
                cancellationToken: token))).AsList();
        }
    }

    // Only of deliveries that are there: what is deleted takes its trace with it.
    // language=sql
    internal const string KeepSql = """
        insert into delivery_trace as t (delivery_id, stated_at, trace_parent)
        select k.delivery_id, k.stated_at, k.trace_parent
          from unnest(@DeliveryIds::text[], @StatedAts::timestamptz[], @TraceParents::text[])
            as k (delivery_id, stated_at, trace_parent)
         where exists (select from delivery d where d.delivery_id = k.delivery_id)
         order by k.delivery_id collate "C"
        on conflict (delivery_id) do update
           set stated_at = excluded.stated_at, trace_parent = excluded.trace_parent
         where (excluded.stated_at, excluded.trace_parent) < (t.stated_at, t.trace_parent)
        """;

    // language=sql
    internal const string FindSql = $"""
        select e.event_id, t.trace_parent
          from unnest(@EventIds::uuid[], @DeliveryIds::text[]) as e (event_id, delivery_id)
          join delivery_trace t on t.delivery_id = e.delivery_id
        union
        select e.event_id, t.trace_parent
          from unnest(@EventIds::uuid[], @DeliveryIds::text[], @Providers::text[], @MessageIds::text[], @Recipients::text[])
            as e (event_id, delivery_id, provider, provider_message_id, recipient)
          join claim c on {Correlation.Matches}
          join delivery_trace t on t.delivery_id = c.delivery_id
         where e.delivery_id is null
        """;
}

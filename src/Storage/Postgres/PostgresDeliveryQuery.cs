using Dapper;
using Npgsql;
using Tracking.Deliveries;

namespace Tracking.Storage.Postgres;

/// <summary>Reads what <see cref="PostgresDeliveryStore"/> keeps.</summary>
sealed class PostgresDeliveryQuery(NpgsqlDataSource database, SearchWindow window) : IDeliveryQuery
{
    public Task<FoundDeliveries> ListAsync(
        DeliveryFilter filter, PagePosition? after, int limit, CancellationToken cancellationToken)
    {
        var search = new DeliverySearch(filter, after, limit, window);
        return RunAsync(List, cancellationToken);

        async Task<FoundDeliveries> List(NpgsqlConnection connection, CancellationToken token)
        {
            var found = await ViewsAsync(
                connection,
                await connection.QueryAsync<DeliveryRow>(new CommandDefinition(search.Sql, search.Parameters, cancellationToken: token)),
                token);
            if (found.Count >= limit || search.EndSql is not { } endSql)
                return new FoundDeliveries(found);

            var end = await connection.QuerySingleOrDefaultAsync<(DateTimeOffset At, string Id)?>(new CommandDefinition(
                endSql, search.Parameters, cancellationToken: token));
            return new FoundDeliveries(found, end is var (at, id) ? new PagePosition(at, id) : null);
        }
    }

    public Task<DeliveryView?> FindAsync(string deliveryId, CancellationToken cancellationToken)
    {
        return RunAsync(Find, cancellationToken);

        async Task<DeliveryView?> Find(NpgsqlConnection connection, CancellationToken token)
        {
            var rows = await connection.QueryAsync<DeliveryRow>(new CommandDefinition(
                FindSql, new { DeliveryId = deliveryId }, cancellationToken: token));
            return (await ViewsAsync(connection, rows, token)).SingleOrDefault();
        }
    }

    public Task<IReadOnlyList<EventView>> TimelineAsync(string deliveryId, CancellationToken cancellationToken)
    {
        return RunAsync(Timeline, cancellationToken);

        async Task<IReadOnlyList<EventView>> Timeline(NpgsqlConnection connection, CancellationToken token)
        {
            var rows = await connection.QueryAsync<EventRow>(new CommandDefinition(
                TimelineSql, new { DeliveryId = deliveryId }, cancellationToken: token));
            return EventViews.Timeline(rows.Select(row => row.Event));
        }
    }

    public Task<IReadOnlyList<OrphanView>> OrphansAsync(
        PagePosition? after, int limit, CancellationToken cancellationToken)
    {
        return RunAsync(Orphans, cancellationToken);

        async Task<IReadOnlyList<OrphanView>> Orphans(NpgsqlConnection connection, CancellationToken token)
        {
            var rows = await connection.QueryAsync<OrphanRow>(new CommandDefinition(
                OrphansSql,
                new
                {
                    At = after?.At ?? DateTimeOffset.UnixEpoch,
                    Id = after is { } last ? Guid.Parse(last.Id) : Guid.Empty,
                    Limit = limit,
                },
                cancellationToken: token));
            return [.. rows.Select(row => EventViews.Orphan(row.Event, row.IsClaimed))];
        }
    }

    async Task<T> RunAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> query, CancellationToken cancellationToken)
    {
        return await PostgresFaults.RunAsync(Query, cancellationToken);

        async ValueTask<T> Query(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            return await query(connection, token);
        }
    }

    /// <returns>Those of the deliveries that there are, in any order.</returns>
    internal static async Task<IReadOnlyList<DeliveryView>> ViewsAsync(
        NpgsqlConnection connection, IReadOnlyList<string> deliveryIds, CancellationToken cancellationToken) =>
        deliveryIds.Count == 0
            ? []
            : await ViewsAsync(
                connection,
                await connection.QueryAsync<DeliveryRow>(new CommandDefinition(
                    FindAllSql, new { DeliveryIds = deliveryIds }, cancellationToken: cancellationToken)),
                cancellationToken);

    static async Task<IReadOnlyList<DeliveryView>> ViewsAsync(
        NpgsqlConnection connection, IEnumerable<DeliveryRow> rows, CancellationToken cancellationToken)
    {
        var page = rows.ToArray();
        var claims = await connection.QueryAsync<ClaimRow>(new CommandDefinition(
            ClaimsSql, new { DeliveryIds = page.Select(row => row.DeliveryId).ToArray() },
            cancellationToken: cancellationToken));
        var byDelivery = claims.ToLookup(row => row.DeliveryId, row => row.Claim);
        return [.. page.Select(row => row.Tracked.View(byDelivery[row.DeliveryId]))];
    }

    sealed record ClaimRow(
        string DeliveryId, string Provider, string ProviderMessageId, string Recipient, DateTimeOffset ClaimedAt)
    {
        public Claim Claim => new(DeliveryId, Provider, ProviderMessageId, Recipient is "" ? null : Recipient, ClaimedAt);
    }

    sealed record OrphanRow : EventRow
    {
        public required bool IsClaimed { get; init; }
    }

    // language=sql
    internal const string FindSql = $"select {DeliveryRow.Columns} from delivery d where d.delivery_id = @DeliveryId";

    // language=sql
    internal const string FindAllSql = $"""
        select {DeliveryRow.Columns} from delivery d where d.delivery_id = any(@DeliveryIds::text[])
        """;

    // language=sql
    internal const string ClaimsSql = """
        select c.delivery_id, c.provider, c.provider_message_id, c.recipient, c.claimed_at
          from claim c
         where c.delivery_id = any(@DeliveryIds::text[])
        """;

    // Two claims of one delivery may match the same event: union shows it once.
    // language=sql
    internal const string TimelineSql = $"""
        select {EventRow.Columns}
          from event e
         where e.delivery_id = @DeliveryId
        union
        select {EventRow.Columns}
          from claim c
          join event e on {Correlation.Matches}
         where c.delivery_id = @DeliveryId and e.delivery_id is null
        """;

    // A mark may be older than the claim that ends it, hence the second look. A claim whose delivery is not there yet (its writer
    // died between the two, and its message waits) ends nothing: the evidence would be in no list and in no delivery.
    // language=sql
    internal const string OrphansSql = $"""
        select {EventRow.Columns},
               exists (
                 select
                   from claim c
                   join delivery d on d.delivery_id = c.delivery_id
                  where c.provider_message_id = e.provider_message_id and c.provider = e.provider) as is_claimed
          from orphan o
          join event e using (provider_message_id, provider, event_id)
         where (o.received_at, o.event_id) > (@At, @Id)
           and not exists (
             select
               from claim c
               join delivery d on d.delivery_id = c.delivery_id
              where {Correlation.Matches})
         order by o.received_at, o.event_id
         limit @Limit
        """;
}

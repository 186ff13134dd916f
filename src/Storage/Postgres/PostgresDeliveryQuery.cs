using System.Text;
using Dapper;
using Npgsql;
using Tracking.Deliveries;

namespace Tracking.Storage.Postgres;

/// <summary>Reads what <see cref="PostgresDeliveryStore"/> keeps.</summary>
sealed class PostgresDeliveryQuery(NpgsqlDataSource database) : IDeliveryQuery
{
    public Task<IReadOnlyList<DeliveryView>> ListAsync(
        DeliveryFilter filter, PagePosition? after, int limit, CancellationToken cancellationToken)
    {
        var sql = ListOf(filter, after);
        return RunAsync<IReadOnlyList<DeliveryView>>(List, cancellationToken);

        async Task<IReadOnlyList<DeliveryView>> List(NpgsqlConnection connection, CancellationToken token) =>
            await ViewsAsync(
                connection,
                await connection.QueryAsync<DeliveryRow>(new CommandDefinition(
                    sql, ListParameters(filter, after, limit), cancellationToken: token)),
                token);
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

    // Only what is asked for is compared, so that each combination of filters has a plan of its own. The parts are constants.
    static string ListOf(DeliveryFilter filter, PagePosition? after)
    {
        var sql = new StringBuilder(ListSql);
        Where(filter.Status is not null, "d.status = @Status");
        Where(filter.Reason is not null, "d.reason = @Reason");
        Where(filter.TenantId is not null, "d.tenant_id = @TenantId");
        Where(filter.Channel is not null, "d.channel = @Channel");
        Where(filter.Provider is not null, "d.provider = @Provider");
        Where(filter.NotificationType is not null, "d.notification_type = @NotificationType");
        Where(filter.NotificationId is not null, "d.notification_id = @NotificationId");
        Where(filter.NotifiableType is not null, "d.notifiable_type = @NotifiableType");
        Where(filter.NotifiableId is not null, "d.notifiable_id = @NotifiableId");
        Where(Recipient.Normalize(filter.Recipient) is not null, "d.recipient_normalized = @Recipient");
        Where(
            filter.ProviderMessageId is not null,
            "d.delivery_id in (select c.delivery_id from claim c where c.provider_message_id = @ProviderMessageId)");
        Where(filter.From is not null, "d.created_at >= @From");
        Where(filter.To is not null, "d.created_at < @To");
        Where(filter.Overdue is true, Overdue);
        Where(filter.Overdue is false, $"not {Overdue}");
        Where(after is not null, "(d.created_at, d.delivery_id) < (@AfterAt, @AfterId)");
        return sql.Append(" order by d.created_at desc, d.delivery_id desc limit @Limit").ToString();

        void Where(bool asked, string condition)
        {
            if (asked)
                sql.Append(" and ").Append(condition);
        }
    }

    static object ListParameters(DeliveryFilter filter, PagePosition? after, int limit) => new
    {
        Status = filter.Status?.Word(),
        filter.Reason,
        filter.TenantId,
        filter.Channel,
        filter.Provider,
        filter.NotificationType,
        filter.NotificationId,
        filter.NotifiableType,
        filter.NotifiableId,
        Recipient = Recipient.Normalize(filter.Recipient),
        filter.ProviderMessageId,
        filter.From,
        filter.To,
        Channels = filter.OverdueBefore.Keys.ToArray(),
        Befores = filter.OverdueBefore.Values.Select(before => before.ToUniversalTime()).ToArray(),
        AfterAt = after?.At,
        AfterId = after?.Id,
        Limit = limit,
    };

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
    internal const string ListSql = $"select {DeliveryRow.Columns} from delivery d where true";

    const string Overdue = """
        (d.status = 'sent' and exists (
          select
            from unnest(@Channels::text[], @Befores::timestamptz[]) as w (channel, sent_before)
           where w.channel = d.channel and d.sent_at < w.sent_before))
        """;

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

using Dapper;
using Npgsql;

namespace Tracking.Storage.Postgres;

/// <summary>What went with some deliveries.</summary>
/// <param name="Youngest">When the youngest of their events arrived; null where they had none.</param>
/// <param name="Callbacks">Those that told of their events. They are kept as long as any.</param>
sealed record Removed(DeletedRows Rows, DateTimeOffset? Youngest, Guid[] Callbacks);

sealed record RemovedEvents
{
    public required int Events { get; init; }
    public required int Orphans { get; init; }
    public DateTimeOffset? Youngest { get; init; }
    public Guid[]? Callbacks { get; init; }
}

/// <summary>Deletes deliveries with their claims, and with the events and marks that belong to nobody else.</summary>
/// <remarks>
/// Rows are taken in the order in which writers take them: claims, events, marks, and the rows of each by their keys. Each statement looks
/// with a snapshot of its own: one that had to wait for a writer of its claims is followed by one that sees the events of that writer.
/// </remarks>
static class DeliveryRemoval
{
    /// <param name="deliveryIds">Those whose rows the transaction has locked.</param>
    public static async Task<Removed> RemoveAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string[] deliveryIds, CancellationToken cancellationToken)
    {
        var claims = (await connection.QueryAsync<(string Provider, string MessageId, string Recipient)>(new CommandDefinition(
            ClaimsSql, new { DeliveryIds = deliveryIds }, transaction, cancellationToken: cancellationToken))).AsList();
        var events = await connection.QuerySingleAsync<RemovedEvents>(new CommandDefinition(
            EventsSql,
            new
            {
                DeliveryIds = deliveryIds,
                Providers = claims.Select(c => c.Provider).ToArray(),
                MessageIds = claims.Select(c => c.MessageId).ToArray(),
                Recipients = claims.Select(c => c.Recipient).ToArray(),
            },
            transaction, cancellationToken: cancellationToken));
        var deliveries = await connection.ExecuteAsync(new CommandDefinition(
            DeliveriesSql, new { DeliveryIds = deliveryIds }, transaction, cancellationToken: cancellationToken));
        return new Removed(
            new DeletedRows { Deliveries = deliveries, Claims = claims.Count, Events = events.Events, Orphans = events.Orphans },
            events.Youngest, events.Callbacks ?? []);
    }

    // language=sql
    internal const string ClaimsSql = """
        with held as (
          select c.provider_message_id, c.provider, c.recipient, c.delivery_id
            from claim c
           where c.delivery_id = any(@DeliveryIds::text[])
           order by c.provider_message_id, c.provider, c.recipient, c.delivery_id
             for update)
        delete from claim c
         using held h
         where c.provider_message_id = h.provider_message_id and c.provider = h.provider and c.recipient = h.recipient
           and c.delivery_id = h.delivery_id
        returning c.provider, c.provider_message_id, c.recipient
        """;

    // The claims are gone by now: those that are found here are others'.
    // language=sql
    internal const string EventsSql = $"""
        with theirs as (
          select e.provider_message_id, e.provider, e.event_id
            from event e
           where e.delivery_id = any(@DeliveryIds::text[])
          union
          select e.provider_message_id, e.provider, e.event_id
            from unnest(@Providers::text[], @MessageIds::text[], @Recipients::text[])
              as c (provider, provider_message_id, recipient)
            join event e on {Correlation.Matches}
           where e.delivery_id is null and not exists (select from claim c where {Correlation.Matches})),
        held as (
          select e.provider_message_id, e.provider, e.event_id
            from theirs
            join event e using (provider_message_id, provider, event_id)
           order by e.provider_message_id, e.provider, e.event_id
             for update of e),
        unmarked as (
          delete from orphan o
           using held h
           where o.provider_message_id = h.provider_message_id and o.provider = h.provider and o.event_id = h.event_id
          returning o.event_id),
        gone as (
          delete from event e
           using held h
           where e.provider_message_id = h.provider_message_id and e.provider = h.provider and e.event_id = h.event_id
          returning e.received_at, e.callback_id)
        select (select count(*)::int from gone) as events, (select count(*)::int from unmarked) as orphans,
               (select max(received_at) from gone) as youngest,
               (select array_agg(distinct callback_id) from gone where callback_id is not null) as callbacks
        """;

    // language=sql
    internal const string DeliveriesSql = """
        with unwatched as (delete from awaiting_verdict where delivery_id = any(@DeliveryIds::text[])),
             untraced as (delete from delivery_trace where delivery_id = any(@DeliveryIds::text[]))
        delete from delivery where delivery_id = any(@DeliveryIds::text[])
        """;
}

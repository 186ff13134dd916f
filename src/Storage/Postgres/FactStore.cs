using System.Data.Common;
using Dapper;
using Npgsql;
using Tracking.Deliveries;

namespace Tracking.Storage.Postgres;

/// <summary>What is known around a batch: its claims, the events that its claims adopt, and the deliveries concerned.</summary>
sealed record Surroundings(
    IReadOnlyList<Claim> Claims, IReadOnlyList<DeliveryEvent> Adopted, IReadOnlyDictionary<string, TrackedDelivery> Deliveries);

/// <summary>Adds the facts of a batch and reads what is known around it.</summary>
/// <param name="batch">Every event once, in the order of their keys.</param>
sealed class FactStore(DeliveryEvent[] batch)
{
    /// <summary>
    /// Commits the facts, then looks around with fresh snapshots, in one round trip. Because everybody commits a fact before
    /// looking for its other half, of two who hold one half each at the same instant at least one sees both.
    /// </summary>
    public async Task<(int NewEvents, HashSet<EventKey> Marked, Surroundings Around)> AddAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var commands = new NpgsqlBatch(connection);
        commands.BatchCommands.Add(Statement.Of(PlanByKeySql));
        commands.BatchCommands.Add(AddClaims());
        commands.BatchCommands.Add(AddEvents());
        var lastFact = AddOrphans();
        // A barrier ends the implicit transaction: the facts are committed, and visible to others, before we look.
        lastFact.AppendErrorBarrier = true;
        commands.BatchCommands.Add(lastFact);
        AddReads(commands);

        await using var reader = await commands.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var newEvents = 0;
        while (await reader.ReadAsync(cancellationToken))
            newEvents += reader.GetBoolean(0) ? 1 : 0;
        await reader.NextResultAsync(cancellationToken);
        var marked = new HashSet<EventKey>();
        while (await reader.ReadAsync(cancellationToken))
            marked.Add(new EventKey(reader.GetString(0), reader.GetString(1), reader.GetGuid(2)));
        await reader.NextResultAsync(cancellationToken);
        return (newEvents, marked, await ReadAsync(reader, cancellationToken));
    }

    /// <summary>Looks around again.</summary>
    public async Task<Surroundings> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var commands = new NpgsqlBatch(connection);
        AddReads(commands);
        await using var reader = await commands.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, cancellationToken);
    }

    static async Task<Surroundings> ReadAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        var deliveries = new Dictionary<string, TrackedDelivery>(StringComparer.Ordinal);
        var toDelivery = reader.GetRowParser<DeliveryRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = toDelivery(reader);
            deliveries.Add(row.DeliveryId, row.Tracked);
        }

        await reader.NextResultAsync(cancellationToken);
        var claims = new List<Claim>();
        while (await reader.ReadAsync(cancellationToken))
        {
            claims.Add(new Claim(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3) is not "" and var r ? r : null,
                reader.GetFieldValue<DateTimeOffset>(4)));
        }

        await reader.NextResultAsync(cancellationToken);
        var adopted = new List<DeliveryEvent>();
        var toEvent = reader.GetRowParser<EventRow>();
        while (await reader.ReadAsync(cancellationToken))
            adopted.Add(toEvent(reader).Event);

        return new Surroundings(claims, adopted, deliveries);
    }

    readonly Claim[] _claims =
    [
        .. batch.Select(e => e.Claim).OfType<Claim>()
            .GroupBy(c => (c.ProviderMessageId, c.Provider, c.Recipient, c.DeliveryId))
            .Select(same => same.MinBy(c => c.ClaimedAt)!)
            .OrderBy(c => c.ProviderMessageId, StringComparer.Ordinal)
            .ThenBy(c => c.Provider, StringComparer.Ordinal)
            .ThenBy(c => c.Recipient, StringComparer.Ordinal)
            .ThenBy(c => c.DeliveryId, StringComparer.Ordinal),
    ];

    readonly DeliveryEvent[] _unnamed = [.. batch.Where(e => e.DeliveryId is null)];

    // Only what has an id can be claimed.
    (string Provider, string ProviderMessageId, string? Recipient)[] Addressed() =>
        [.. _unnamed.Where(e => e.ProviderMessageId is not null)
            .Select(e => (e.Provider ?? "", e.ProviderMessageId!, e.Recipient)).Distinct()];

    void AddReads(NpgsqlBatch commands)
    {
        var addressed = Addressed();

        // Each looks for itself, so the deliveries come first: one that is deleted in between is then seen without its claim, which is noticed,
        // and never its claim without the delivery, which looks as if that had not been written yet.
        commands.BatchCommands.Add(Statement.Of(
            DeliveriesSql,
            ("Named", batch.Where(e => e.DeliveryId is not null).Select(e => e.DeliveryId!).Distinct().ToArray()),
            ("Providers", addressed.Select(a => a.Provider).ToArray()),
            ("MessageIds", addressed.Select(a => a.ProviderMessageId).ToArray()),
            ("Recipients", addressed.Select(a => a.Recipient).ToArray())));
        commands.BatchCommands.Add(Statement.Of(
            ClaimsSql,
            ("Providers", addressed.Select(a => a.Provider).ToArray()),
            ("MessageIds", addressed.Select(a => a.ProviderMessageId).ToArray()),
            ("Recipients", addressed.Select(a => a.Recipient).ToArray())));
        commands.BatchCommands.Add(Statement.Of(
            AdoptedSql,
            ("Providers", _claims.Select(c => c.Provider).ToArray()),
            ("MessageIds", _claims.Select(c => c.ProviderMessageId).ToArray()),
            ("Recipients", _claims.Select(c => c.Recipient ?? "").ToArray())));
    }

    NpgsqlBatchCommand AddClaims() => Statement.Of(
        AddClaimsSql,
        ("Providers", _claims.Select(c => c.Provider).ToArray()),
        ("MessageIds", _claims.Select(c => c.ProviderMessageId).ToArray()),
        ("Recipients", _claims.Select(c => c.Recipient ?? "").ToArray()),
        ("DeliveryIds", _claims.Select(c => c.DeliveryId).ToArray()),
        ("ClaimedAts", _claims.Select(c => c.ClaimedAt).ToArray()));

    NpgsqlBatchCommand AddEvents() => Statement.Of(
        AddEventsSql,
        ("Providers", batch.Select(e => e.Provider ?? "").ToArray()),
        ("MessageIds", batch.Select(e => e.ProviderMessageId ?? "").ToArray()),
        ("EventIds", batch.Select(e => e.Id).ToArray()),
        ("DeliveryIds", batch.Select(e => e.DeliveryId).ToArray()),
        ("Sources", batch.Select(e => e.Source).ToArray()),
        ("Evidences", batch.Select(e => e.Evidence.Word()).ToArray()),
        ("Accounts", batch.Select(e => e.Account).ToArray()),
        ("Recipients", batch.Select(e => e.Recipient).ToArray()),
        ("Reasons", batch.Select(e => e.Reason).ToArray()),
        ("ErrorCodes", batch.Select(e => e.ErrorCode).ToArray()),
        ("ErrorMessages", batch.Select(e => e.ErrorMessage).ToArray()),
        ("StatedAts", batch.Select(e => e.StatedAt).ToArray()),
        ("ReceivedAts", batch.Select(e => e.ReceivedAt).ToArray()),
        ("Ambiguous", batch.Select(e => e.Ambiguous).ToArray()),
        ("ByMachine", batch.Select(e => e.ByMachine).ToArray()),
        ("Urls", batch.Select(e => e.Url).ToArray()),
        ("CallbackIds", batch.Select(e => e.CallbackId).ToArray()),
        ("SuppressionReasons", batch.Select(e => e.Suppression?.Reason).ToArray()),
        ("SuppressionScopes", batch.Select(e => e.Suppression?.Scope).ToArray()));

    NpgsqlBatchCommand AddOrphans() => Statement.Of(
        AddOrphansSql,
        ("Providers", _unnamed.Select(e => e.Provider ?? "").ToArray()),
        ("MessageIds", _unnamed.Select(e => e.ProviderMessageId ?? "").ToArray()),
        ("EventIds", _unnamed.Select(e => e.Id).ToArray()),
        ("Recipients", _unnamed.Select(e => e.Recipient).ToArray()),
        ("ReceivedAts", _unnamed.Select(e => e.ReceivedAt).ToArray()));

    // A plan is kept until statistics are gathered again. One that was made while the tables were small would scan them whole, and go
    // on doing so as they grow: a batch of 500 claims then takes seconds where 200,000 events have come since. Everything here is a
    // look-up by key. It holds for the session; the pool resets it when the connection is given back.
    // language=sql
    internal const string PlanByKeySql = """
        select set_config('enable_seqscan', 'off', false), set_config('enable_hashjoin', 'off', false),
               set_config('enable_mergejoin', 'off', false)
        """;

    // language=sql
    internal const string AddClaimsSql = """
        insert into claim as c (provider, provider_message_id, recipient, delivery_id, claimed_at)
        select *
          from unnest(
            @Providers::text[], @MessageIds::text[], @Recipients::text[], @DeliveryIds::text[], @ClaimedAts::timestamptz[])
        on conflict (provider_message_id, provider, recipient, delivery_id) do update
           set claimed_at = excluded.claimed_at
         where excluded.claimed_at < c.claimed_at
        """;

    // Repeats.Join in SQL: the earliest arrival with its callback, and the smaller words. A new row has no xmax yet, an updated one has.
    // language=sql
    internal const string AddEventsSql = """
        insert into event as e (
          provider, provider_message_id, event_id, delivery_id, source, evidence, account, recipient, reason, error_code,
          error_message, stated_at, received_at, ambiguous, by_machine, url, callback_id, suppression_reason, suppression_scope)
        select *
          from unnest(
            @Providers::text[], @MessageIds::text[], @EventIds::uuid[], @DeliveryIds::text[], @Sources::text[],
            @Evidences::text[], @Accounts::text[], @Recipients::text[], @Reasons::text[], @ErrorCodes::text[],
            @ErrorMessages::text[], @StatedAts::timestamptz[], @ReceivedAts::timestamptz[], @Ambiguous::boolean[],
            @ByMachine::boolean[], @Urls::text[], @CallbackIds::uuid[], @SuppressionReasons::text[],
            @SuppressionScopes::text[])
        on conflict (provider_message_id, provider, event_id) do update
           set (received_at, callback_id) = (
                 select received_at, callback_id
                   from (values
                     (e.received_at, e.callback_id),
                     (excluded.received_at, excluded.callback_id)) a (received_at, callback_id)
                  order by received_at, callback_id nulls last
                  limit 1),
               (reason, error_code, error_message, suppression_reason, suppression_scope) = (
                 select reason, error_code, error_message, suppression_reason, suppression_scope
                   from (values
                     (e.reason, e.error_code, e.error_message, e.suppression_reason, e.suppression_scope),
                     (excluded.reason, excluded.error_code, excluded.error_message, excluded.suppression_reason,
                      excluded.suppression_scope))
                     w (reason, error_code, error_message, suppression_reason, suppression_scope)
                  order by reason nulls first, error_code nulls first, error_message nulls first,
                           suppression_scope nulls first, suppression_reason nulls first
                  limit 1)
         where (excluded.received_at, coalesce(excluded.callback_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
             < (e.received_at, coalesce(e.callback_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
            or (coalesce(excluded.reason, ''), coalesce(excluded.error_code, ''), coalesce(excluded.error_message, ''),
                coalesce(excluded.suppression_scope, ''), coalesce(excluded.suppression_reason, ''))
             < (coalesce(e.reason, ''), coalesce(e.error_code, ''), coalesce(e.error_message, ''),
                coalesce(e.suppression_scope, ''), coalesce(e.suppression_reason, ''))
        returning xmax = 0
        """;

    // The mark is committed together with its event, so whoever finds the two halves together finds the mark as well.
    // language=sql
    internal const string AddOrphansSql = $"""
        insert into orphan as o (provider, provider_message_id, event_id, received_at)
        select e.provider, e.provider_message_id, e.event_id, e.received_at
          from unnest(
            @Providers::text[], @MessageIds::text[], @EventIds::uuid[], @Recipients::text[], @ReceivedAts::timestamptz[])
            as e (provider, provider_message_id, event_id, recipient, received_at)
         where not exists (select from claim c where {Correlation.Matches})
         order by e.provider_message_id collate "C", e.provider collate "C", e.event_id
        on conflict (provider_message_id, provider, event_id) do update
           set received_at = least(o.received_at, excluded.received_at)
        returning provider, provider_message_id, event_id
        """;

    // language=sql
    internal const string ClaimsSql = $"""
        select distinct c.delivery_id, c.provider, c.provider_message_id, c.recipient, c.claimed_at
          from unnest(@Providers::text[], @MessageIds::text[], @Recipients::text[])
            as e (provider, provider_message_id, recipient)
          join claim c on {Correlation.Matches}
        """;

    // language=sql
    internal const string AdoptedSql = $"""
        select {EventRow.Columns}
          from unnest(@Providers::text[], @MessageIds::text[], @Recipients::text[])
            as c (provider, provider_message_id, recipient)
          join event e on {Correlation.Matches}
         where e.delivery_id is null
        """;

    // language=sql
    internal const string DeliveriesSql = $"""
        select {DeliveryRow.Columns}
          from delivery d
         where d.delivery_id in (
           select unnest(@Named::text[])
           union
           select c.delivery_id
             from unnest(@Providers::text[], @MessageIds::text[], @Recipients::text[])
               as e (provider, provider_message_id, recipient)
             join claim c on {Correlation.Matches})
        """;
}

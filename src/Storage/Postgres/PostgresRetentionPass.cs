using System.Data;
using Dapper;
using Npgsql;

namespace Tracking.Storage.Postgres;

/// <summary>Deletes on the one session that holds the lock: where that is lost, so is the pass.</summary>
sealed class PostgresRetentionPass(NpgsqlConnection connection, TimeProvider clock, LeftoverRound leftovers) : IRetentionPass
{
    // How often a step is taken back because evidence came meanwhile, and tried with fewer, before it is left to the next pass.
    const int MaxTries = 6;

    // Where the last step of each kind ended: what it has deleted is in the index until it is vacuumed, and need not be read again.
    DateTimeOffset _events = DateTimeOffset.UnixEpoch;
    DateTimeOffset _deliveries = DateTimeOffset.UnixEpoch;
    Guid _callbacks = Guid.Empty;

    public Task<RetentionStep> DeleteAsync(Expiring what, DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        before = before.ToUniversalTime();
        return PostgresFaults.RunAsync(Delete, cancellationToken);

        async ValueTask<RetentionStep> Delete(CancellationToken token) => connection.State != ConnectionState.Open
            ? throw new NpgsqlException("The session that held the retention's lock has ended.")
            : what switch
            {
                Expiring.Events => await DeleteEventsAsync(before, limit, token),
                Expiring.Deliveries => await DeleteDeliveriesAsync(before, limit, token),
                Expiring.RawCallbacks => await DeleteCallbacksAsync(before, limit, token),
                Expiring.AuditEntries => await DeleteAuditEntriesAsync(before, limit, token),
                Expiring.DeadLetters => await DeleteDeadLettersAsync(before, limit, token),
                Expiring.Counts => await DeleteCountsAsync(before, limit, token),
                Expiring.Leftovers => await DeleteLeftoversAsync(limit, token),
                _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
            };
    }

    public async ValueTask DisposeAsync()
    {
        // A session that goes back to the pool keeps its locks until it is used again. A broken one has none.
        try
        {
            if (connection.State == ConnectionState.Open)
                await connection.ExecuteAsync(PostgresRetentionStore.UnlockSql);
        }
        catch (NpgsqlException)
        {
            // It broke just now.
        }

        await connection.DisposeAsync();
    }

    async Task<RetentionStep> DeleteEventsAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        var step = await connection.QuerySingleAsync<EventStep>(new CommandDefinition(
            EventsSql, new { From = _events, Before = before, Limit = limit }, cancellationToken: cancellationToken));
        _events = step.Reached ?? _events;
        return new RetentionStep(new DeletedRows { Events = step.Events, Orphans = step.Orphans }, step.Events < limit);
    }

    async Task<RetentionStep> DeleteDeliveriesAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var quietSince = clock.GetUtcNow() - Quiet.Time;
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var old = (await connection.QueryAsync<(string DeliveryId, DateTimeOffset CreatedAt)>(new CommandDefinition(
                OldDeliveriesSql, new { From = _deliveries, Before = before, QuietSince = quietSince, Limit = limit }, transaction,
                cancellationToken: cancellationToken))).AsList();
            if (old.Count == 0)
                return new RetentionStep(default, IsLast: true);

            var removed = await DeliveryRemoval.RemoveAsync(
                connection, transaction, [.. old.Select(d => d.DeliveryId)], cancellationToken);

            // Somebody added evidence after we had looked: it is not ours to delete. The next look leaves out what it belongs to.
            if (removed.Youngest >= quietSince)
            {
                limit = Math.Max(1, limit / 4);
                continue;
            }

            await transaction.CommitAsync(cancellationToken);
            _deliveries = old[^1].CreatedAt;
            return new RetentionStep(removed.Rows, old.Count < limit);
        }

        return new RetentionStep(default, IsLast: true);
    }

    async Task<RetentionStep> DeleteCallbacksAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        var step = await connection.QuerySingleAsync<CallbackStep>(new CommandDefinition(
            CallbacksSql, new { From = _callbacks, Before = PostgresCallbackStore.FirstIdOf(before), Limit = limit },
            cancellationToken: cancellationToken));
        _callbacks = step.Reached ?? _callbacks;
        return new RetentionStep(new DeletedRows { RawCallbacks = step.Deleted }, step.Deleted < limit);
    }

    async Task<RetentionStep> DeleteAuditEntriesAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        var deleted = await connection.ExecuteAsync(new CommandDefinition(
            AuditEntriesSql, new { Before = before, Limit = limit }, cancellationToken: cancellationToken));
        return new RetentionStep(new DeletedRows { AuditEntries = deleted }, deleted < limit);
    }

    async Task<RetentionStep> DeleteDeadLettersAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        var deleted = await connection.ExecuteAsync(new CommandDefinition(
            DeadLettersSql, new { Before = before, Limit = limit }, cancellationToken: cancellationToken));
        var isLast = deleted < limit;
        if (isLast)
            await connection.ExecuteAsync(new CommandDefinition(LetterJobsSql, new { Before = before }, cancellationToken: cancellationToken));
        return new RetentionStep(new DeletedRows { DeadLetters = deleted }, isLast);
    }

    async Task<RetentionStep> DeleteCountsAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        var deleted = await connection.ExecuteAsync(new CommandDefinition(
            CountsSql, new { Before = CountKey.HourOf(before), Limit = limit }, cancellationToken: cancellationToken));
        return new RetentionStep(new DeletedRows { Counts = deleted }, deleted < limit);
    }

    async Task<RetentionStep> DeleteLeftoversAsync(int limit, CancellationToken cancellationToken)
    {
        var seen = leftovers.At;
        var step = await connection.QuerySingleAsync<LeftoverStep>(new CommandDefinition(
            LeftoversSql, new { seen.ProviderMessageId, seen.Provider, seen.Recipient, seen.DeliveryId, Limit = limit },
            cancellationToken: cancellationToken));
        var isLast = step.Seen < limit;
        leftovers.At = isLast ? ClaimKey.First : step.Last;
        return new RetentionStep(new DeletedRows { Claims = step.Deleted }, isLast);
    }

    sealed record EventStep(int Events, int Orphans, DateTimeOffset? Reached);

    sealed record CallbackStep(int Deleted, Guid? Reached);

    sealed record LeftoverStep(
        int Seen, int Deleted, string? ProviderMessageId, string? Provider, string? Recipient, string? DeliveryId)
    {
        public ClaimKey Last => new(ProviderMessageId!, Provider!, Recipient!, DeliveryId!);
    }

    // Nobody is waited for: an event that is being repeated just now is left to the next pass.
    // language=sql
    internal const string EventsSql = """
        with old as (
          select e.provider_message_id, e.provider, e.event_id
            from event e
           where e.received_at >= @From::timestamptz and e.received_at < @Before::timestamptz
           order by e.received_at
           limit @Limit
             for update skip locked),
        unmarked as (
          delete from orphan o
           using old
           where o.provider_message_id = old.provider_message_id and o.provider = old.provider and o.event_id = old.event_id
          returning o.event_id),
        gone as (
          delete from event e
           using old
           where e.provider_message_id = old.provider_message_id and e.provider = old.provider and e.event_id = old.event_id
          returning e.received_at)
        select (select count(*)::int from gone) as events, (select count(*)::int from unmarked) as orphans,
               (select max(received_at) from gone) as reached
        """;

    // language=sql
    internal const string OldDeliveriesSql = $"""
        select d.delivery_id, d.created_at
          from delivery d
         where d.created_at >= @From::timestamptz and d.created_at < @Before::timestamptz
           and not exists (
             select from event e where e.delivery_id = d.delivery_id and e.received_at >= @QuietSince::timestamptz)
           and not exists (
             select
               from claim c
               join event e on {Correlation.Matches}
              where c.delivery_id = d.delivery_id and e.delivery_id is null and e.received_at >= @QuietSince::timestamptz)
         order by d.created_at, d.delivery_id
         limit @Limit
           for update of d skip locked
        """;

    // language=sql
    internal const string CallbacksSql = """
        with gone as (
          delete from raw_callback
           where callback_id in (
             select r.callback_id
               from raw_callback r
              where r.callback_id > @From::uuid and r.callback_id < @Before::uuid
              order by r.callback_id
              limit @Limit)
          returning callback_id)
        select count(*)::int as deleted, (array_agg(callback_id order by callback_id desc))[1] as reached
          from gone
        """;

    // language=sql
    internal const string AuditEntriesSql = """
        delete from audit
         where audit_id in (select a.audit_id from audit a where a.at < @Before::timestamptz order by a.at, a.audit_id limit @Limit)
        """;

    // language=sql
    internal const string DeadLettersSql = """
        delete from dead_letter
         where letter_number in (
           select l.letter_number from dead_letter l where l.settled_at < @Before::timestamptz order by l.settled_at limit @Limit)
        """;

    // One that was planned and never started has no end.
    // language=sql
    internal const string LetterJobsSql = """
        delete from dead_letter_job
         where state <> 'running' and coalesce(finished_at, planned_at) < @Before::timestamptz
        """;

    // language=sql
    internal const string CountsSql = """
        delete from analytics_count c
         using (
           select o.hour, o.key_id, o.measure
             from analytics_count o
            where o.hour < @Before::timestamptz
            order by o.hour, o.key_id, o.measure
            limit @Limit
              for update) old
         where c.hour = old.hour and c.key_id = old.key_id and c.measure = old.measure
        """;

    // A claim comes together with an event that names its delivery. Where neither is there any more, nothing will join by it.
    // language=sql
    internal const string LeftoversSql = """
        with seen as (
          select c.provider_message_id, c.provider, c.recipient, c.delivery_id
            from claim c
           where (c.provider_message_id, c.provider, c.recipient, c.delivery_id)
               > (@ProviderMessageId::text, @Provider::text, @Recipient::text, @DeliveryId::text)
           order by c.provider_message_id, c.provider, c.recipient, c.delivery_id
           limit @Limit),
        gone as (
          delete from claim c
           using seen s
           where c.provider_message_id = s.provider_message_id and c.provider = s.provider and c.recipient = s.recipient
             and c.delivery_id = s.delivery_id
             and not exists (select from delivery d where d.delivery_id = c.delivery_id)
             and not exists (select from event e where e.delivery_id = c.delivery_id)
          returning c.delivery_id)
        select (select count(*)::int from seen) as seen, (select count(*)::int from gone) as deleted,
               l.provider_message_id, l.provider, l.recipient, l.delivery_id
          from (select) as one
          left join (
            select s.provider_message_id, s.provider, s.recipient, s.delivery_id
              from seen s
             order by s.provider_message_id desc, s.provider desc, s.recipient desc, s.delivery_id desc
             limit 1) as l on true
        """;
}

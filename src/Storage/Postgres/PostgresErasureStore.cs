using Dapper;
using Npgsql;

namespace Tracking.Storage.Postgres;

/// <summary>
/// Finds with scans, for no index on the path of evidence is worth having for what is asked once a week; deletes by key, a few at a time.
/// What tells of a callback goes in one transaction with it: after an interruption, nothing else would.
/// </summary>
sealed class PostgresErasureStore(NpgsqlDataSource database) : IErasureStore
{
    const int StepDeliveries = 250;
    const int StepEvents = 500;
    const int StepCallbacks = 100;
    const int StepAuditEntries = 1_000;

    public async Task<Erased> EraseAsync(string recipient, string? tenantId, CancellationToken cancellationToken)
    {
        var address = new ErasedAddress(recipient);
        var rows = default(DeletedRows);
        var deliveries = await ReadAsync<string>(DeliveriesSql, new { Recipient = address.Normalized, TenantId = tenantId }, cancellationToken);
        foreach (var some in deliveries.Chunk(StepDeliveries))
            rows = rows.Plus(await WriteAsync((c, t, token) => RemoveDeliveriesAsync(c, t, some, token), cancellationToken));
        var rewritten = 0;
        if (tenantId is null)
        {
            rows = rows.Plus(await EraseEventsAsync(address, cancellationToken));
            rows = rows.Plus(new DeletedRows { Claims = await ExecuteAsync(ClaimsSql, new { Recipient = address.Normalized }, cancellationToken) });
            rows = rows.Plus(new DeletedRows { RawCallbacks = await EraseCallbacksAsync(address, cancellationToken) });
            rows = rows.Plus(new DeletedRows { DeadLetters = await EraseLettersAsync(address, cancellationToken) });
            rewritten = await RewriteAuditAsync(address, cancellationToken);
        }

        var kept = await ReadAsync<KeptRow>(KeptSql, new { Recipient = address.Normalized, TenantId = tenantId }, cancellationToken);
        return new Erased(rows, rewritten, kept[0].Unsubscribes, kept[0].Suppressions);
    }

    static async Task<DeletedRows> RemoveDeliveriesAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string[] ids, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(new CommandDefinition(
            LockSql, new { DeliveryIds = ids }, transaction, cancellationToken: cancellationToken));
        var removed = await DeliveryRemoval.RemoveAsync(connection, transaction, ids, cancellationToken);
        return removed.Rows.Plus(await RemoveCallbacksAsync(connection, transaction, removed.Callbacks, cancellationToken));
    }

    async Task<DeletedRows> EraseEventsAsync(ErasedAddress address, CancellationToken cancellationToken)
    {
        var named = await ReadAsync<NamingRow>(
            EventsSql, new { Recipient = address.Normalized, address.Needles }, cancellationToken);
        var theirs = named.Where(e => e.Recipient == address.Normalized || address.IsIn(e.ErrorMessage) || address.IsIn(e.Url));
        var rows = default(DeletedRows);
        foreach (var some in theirs.Chunk(StepEvents))
            rows = rows.Plus(await WriteAsync((c, t, token) => RemoveEventsAsync(c, t, address, some, token), cancellationToken));
        return rows;
    }

    static async Task<DeletedRows> RemoveEventsAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, ErasedAddress address, NamingRow[] events, CancellationToken cancellationToken)
    {
        var keys = new
        {
            Providers = Array.ConvertAll(events, e => e.Provider),
            MessageIds = Array.ConvertAll(events, e => e.ProviderMessageId),
            EventIds = Array.ConvertAll(events, e => e.EventId),
        };

        // Deliveries of others that are told by them: what their providers said of it may hold the address, too.
        var told = await connection.QueryAsync<(string DeliveryId, string ErrorMessage)>(new CommandDefinition(
            ErrorsSql, keys, transaction, cancellationToken: cancellationToken));
        var naming = told.Where(d => address.IsIn(d.ErrorMessage)).Select(d => d.DeliveryId).ToArray();
        await connection.ExecuteAsync(new CommandDefinition(
            ForgetErrorsSql, new { DeliveryIds = naming, ErasedAddress.Placeholder }, transaction, cancellationToken: cancellationToken));
        var removed = await connection.QuerySingleAsync<RemovedEvents>(new CommandDefinition(
            RemoveEventsSql, keys, transaction, cancellationToken: cancellationToken));
        return new DeletedRows { Events = removed.Events, Orphans = removed.Orphans }
            .Plus(await RemoveCallbacksAsync(connection, transaction, removed.Callbacks ?? [], cancellationToken));
    }

    static async Task<DeletedRows> RemoveCallbacksAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid[] ids, CancellationToken cancellationToken) => new()
        {
            RawCallbacks = await connection.ExecuteAsync(new CommandDefinition(
                RemoveCallbacksSql, new { Ids = ids }, transaction, cancellationToken: cancellationToken)),
        };

    // Those that told of nothing we keep any more, or could not be read.
    async Task<int> EraseCallbacksAsync(ErasedAddress address, CancellationToken cancellationToken)
    {
        var (after, deleted) = (Guid.Empty, 0);
        while (address.Needles.Length > 0)
        {
            var some = await ReadAsync<CallbackRow>(
                CallbacksSql, new { After = after, address.Needles, Limit = StepCallbacks }, cancellationToken);
            var theirs = some.Select(row => row.Callback).Where(address.IsIn).Select(callback => callback.CallbackId).ToArray();
            if (theirs.Length > 0)
                deleted += await ExecuteAsync(RemoveCallbacksSql, new { Ids = theirs }, cancellationToken);
            if (some.Count < StepCallbacks)
                break;
            after = some[^1].CallbackId;
        }

        return deleted;
    }

    // In whatever state: one that waits would tell of the recipient again when it is replayed.
    async Task<int> EraseLettersAsync(ErasedAddress address, CancellationToken cancellationToken)
    {
        for (var (after, deleted) = (0L, 0); ;)
        {
            var some = await ReadAsync<LetterContentRow>(
                LettersSql, new { After = after, address.Fragment, Limit = StepCallbacks }, cancellationToken);
            var theirs = some.Where(row => address.IsIn(row.Letter, row.EditedBody)).Select(row => row.LetterNumber).ToArray();
            if (theirs.Length > 0)
                deleted += await ExecuteAsync(RemoveLettersSql, new { Numbers = theirs }, cancellationToken);
            if (some.Count < StepCallbacks)
                return deleted;
            after = some[^1].LetterNumber;
        }
    }

    async Task<int> RewriteAuditAsync(ErasedAddress address, CancellationToken cancellationToken)
    {
        for (var (after, rewritten) = (Guid.Empty, 0); ;)
        {
            var some = await ReadAsync<AuditRow>(AuditSql, new { After = after, Limit = StepAuditEntries }, cancellationToken);
            foreach (var entry in some.Select(row => address.TakeOut(row.Entry)).OfType<AuditEntry>())
            {
                rewritten += await ExecuteAsync(
                    RewriteAuditSql, new { entry.Id, entry.Subject, Detail = AuditRow.Write(entry.Detail) }, cancellationToken);
            }

            if (some.Count < StepAuditEntries)
                return rewritten;
            after = some[^1].AuditId;
        }
    }

    Task<IReadOnlyList<T>> ReadAsync<T>(string sql, object parameters, CancellationToken cancellationToken)
    {
        return PostgresFaults.RunAsync(Read, cancellationToken);

        async ValueTask<IReadOnlyList<T>> Read(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);

            // Without a limit: a scan takes as long as the table is.
            return (await connection.QueryAsync<T>(new CommandDefinition(
                sql, parameters, commandTimeout: 0, cancellationToken: token))).AsList();
        }
    }

    Task<int> ExecuteAsync(string sql, object parameters, CancellationToken cancellationToken)
    {
        return PostgresFaults.RunAsync(Execute, cancellationToken);

        async ValueTask<int> Execute(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, commandTimeout: 0, cancellationToken: token));
        }
    }

    Task<DeletedRows> WriteAsync(
        Func<NpgsqlConnection, NpgsqlTransaction, CancellationToken, Task<DeletedRows>> write, CancellationToken cancellationToken)
    {
        return PostgresFaults.RunAsync(Write, cancellationToken);

        async ValueTask<DeletedRows> Write(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            await connection.ExecuteAsync(new CommandDefinition(FactStore.PlanByKeySql, cancellationToken: token));
            await using var transaction = await connection.BeginTransactionAsync(token);
            var rows = await write(connection, transaction, token);
            await transaction.CommitAsync(token);
            return rows;
        }
    }

    sealed record NamingRow(
        string Provider, string ProviderMessageId, Guid EventId, string? Recipient, string? ErrorMessage, string? Url);

    // What is theirs: by its own word or a claim's; or, where it names nobody, by events that name nobody else.
    // language=sql
    internal const string DeliveriesSql = $"""
        with named as materialized (
          select e.provider_message_id, e.provider, e.recipient, e.delivery_id from event e where e.recipient = @Recipient::text),
        theirs as (
          select d.delivery_id from delivery d where d.recipient_normalized = @Recipient::text
          union
          select c.delivery_id from claim c where c.recipient = @Recipient::text
          union
          select d.delivery_id
            from (
              select e.delivery_id from named e where e.delivery_id is not null
              union
              select c.delivery_id from named e join claim c on {Correlation.Matches} where e.delivery_id is null) told
            join delivery d on d.delivery_id = told.delivery_id
           where d.recipient_normalized is null
             and not exists (select from event e where e.delivery_id = d.delivery_id and e.recipient <> @Recipient::text)
             and not exists (
               select
                 from claim c
                 join event e on {Correlation.Matches}
                where c.delivery_id = d.delivery_id and e.delivery_id is null and e.recipient <> @Recipient::text))
        select d.delivery_id
          from theirs
          join delivery d using (delivery_id)
         where @TenantId::text is null or d.tenant_id = @TenantId::text
         order by d.delivery_id
        """;

    // language=sql
    internal const string LockSql = """
        select d.delivery_id from delivery d where d.delivery_id = any(@DeliveryIds::text[]) order by d.delivery_id for update
        """;

    // language=sql
    internal const string EventsSql = """
        select e.provider, e.provider_message_id, e.event_id, e.recipient, e.error_message, e.url
          from event e
         where e.recipient = @Recipient::text
            or (e.error_message is not null or e.url is not null) and exists (
              select
                from unnest(@Needles::text[]) n
               where strpos(lower(concat(e.error_message, ' ', e.url)), n) > 0)
        """;

    // language=sql
    internal const string ErrorsSql = $"""
        with held as materialized (
          select e.provider_message_id, e.provider, e.recipient, e.delivery_id
            from unnest(@Providers::text[], @MessageIds::text[], @EventIds::uuid[]) as k (provider, provider_message_id, event_id)
            join event e using (provider_message_id, provider, event_id))
        select d.delivery_id, d.error_message
          from delivery d
         where d.error_message is not null
           and d.delivery_id in (
             select e.delivery_id from held e where e.delivery_id is not null
             union
             select c.delivery_id from held e join claim c on {Correlation.Matches} where e.delivery_id is null)
        """;

    // Whoever has read the row and is about to write it loses the race, and joins again.
    // language=sql
    internal const string ForgetErrorsSql = """
        update delivery
           set error_message = @Placeholder, revision = revision + 1
         where delivery_id = any(@DeliveryIds::text[])
        """;

    // language=sql
    internal const string RemoveEventsSql = """
        with held as (
          select e.provider_message_id, e.provider, e.event_id
            from unnest(@Providers::text[], @MessageIds::text[], @EventIds::uuid[]) as k (provider, provider_message_id, event_id)
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
          returning e.callback_id)
        select (select count(*)::int from gone) as events, (select count(*)::int from unmarked) as orphans,
               (select array_agg(distinct callback_id) from gone where callback_id is not null) as callbacks
        """;

    // language=sql
    internal const string ClaimsSql = "delete from claim where recipient = @Recipient::text";

    // Bytes as text: what is not ASCII is escaped, in the body and in what is looked for alike.
    // language=sql
    internal const string CallbacksSql = $"""
        select {CallbackRow.Columns}
          from raw_callback r
         where r.callback_id > @After::uuid
           and exists (
             select
               from unnest(@Needles::text[]) n
              where strpos(lower(encode(r.body, 'escape')), encode(convert_to(n, 'UTF8'), 'escape')) > 0
                 or strpos(lower(concat(r.url, ' ', r.headers)), n) > 0)
         order by r.callback_id
         limit @Limit
        """;

    // language=sql
    internal const string RemoveCallbacksSql = "delete from raw_callback where callback_id = any(@Ids::uuid[])";

    sealed record LetterContentRow(long LetterNumber, string Reason, string Properties, string Headers, byte[] Body, byte[]? EditedBody)
    {
        public KeptLetter Letter => new()
        {
            Id = "",
            Queue = "",
            Class = "",
            ArrivedAt = default,
            Reason = Reason,
            Properties = Properties,
            Headers = Headers,
            Body = Body,
        };
    }

    // language=sql
    internal const string LettersSql = """
        select l.letter_number, l.reason, c.properties, c.headers, c.body, c.edited_body
          from dead_letter_content c
          join dead_letter l using (letter_number)
         where c.letter_number > @After
           and (@Fragment::text is null
             or strpos(lower(encode(c.body, 'escape')), @Fragment::text) > 0
             or strpos(lower(encode(c.edited_body, 'escape')), @Fragment::text) > 0
             or strpos(lower(concat(l.reason, ' ', c.properties, ' ', c.headers)), @Fragment::text) > 0)
         order by c.letter_number
         limit @Limit
        """;

    // language=sql
    internal const string RemoveLettersSql = "delete from dead_letter where letter_number = any(@Numbers::bigint[])";

    // language=sql
    internal const string AuditSql = $"""
        select {AuditRow.Columns} from audit a where a.audit_id > @After::uuid order by a.audit_id limit @Limit
        """;

    // language=sql
    internal const string RewriteAuditSql = "update audit set subject = @Subject, detail = @Detail::json where audit_id = @Id";

    sealed record KeptRow(int Unsubscribes, int Suppressions);

    // language=sql
    internal const string KeptSql = """
        select (select count(*)::int
                  from unsubscribe_request
                 where recipient = @Recipient::text and (@TenantId::text is null or tenant_id = @TenantId::text)) as unsubscribes,
               (select count(*)::int
                  from suppression
                 where recipient = @Recipient::text and (@TenantId::text is null or tenant_id = @TenantId::text)
                   and reason is not null) as suppressions
        """;
}

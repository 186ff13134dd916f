using Dapper;
using Npgsql;
using Tracking.Deliveries;

namespace Tracking.Storage.Postgres;

sealed class PostgresSuppressionList(NpgsqlDataSource database) : ISuppressionList
{
    public Task<SuppressionView> AddAsync(
        SuppressedAddress address, string reason, Guid sourceId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        return PostgresFaults.RunAsync(Add, cancellationToken);

        async ValueTask<SuppressionView> Add(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            await using var transaction = await connection.BeginTransactionAsync(token);
            await connection.ExecuteAsync(new CommandDefinition(
                AddSql,
                new
                {
                    SourceId = sourceId,
                    address.Scope,
                    address.TenantId,
                    address.Channel,
                    address.Recipient,
                    Reason = reason,
                    At = at.ToMicroseconds(),
                },
                transaction, cancellationToken: token));
            await PostgresSuppressions.SettleAsync(connection, transaction, [address], at, token);
            var entry = await connection.QuerySingleAsync<EntryRow>(new CommandDefinition(
                FindOneSql, address, transaction, cancellationToken: token));
            await transaction.CommitAsync(token);
            return entry.View;
        }
    }

    public Task<SuppressionView?> LiftAsync(Guid id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        return PostgresFaults.RunAsync(Lift, cancellationToken);

        async ValueTask<SuppressionView?> Lift(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            await using var transaction = await connection.BeginTransactionAsync(token);
            var entry = await connection.QuerySingleOrDefaultAsync<EntryRow>(new CommandDefinition(
                FindByIdSql, new { Id = id }, transaction, cancellationToken: token));
            if (entry is null)
                return null;
            await connection.ExecuteAsync(new CommandDefinition(LiftSql, entry.Address, transaction, cancellationToken: token));
            await PostgresSuppressions.SettleAsync(connection, transaction, [entry.Address], at, token);
            await transaction.CommitAsync(token);
            return entry.View;
        }
    }

    public Task<IReadOnlyList<SuppressionView>> ListAsync(
        SuppressionFilter filter, PagePosition? after, int limit, CancellationToken cancellationToken) =>
        ReadAsync(
            ListSql,
            new
            {
                filter.TenantId,
                filter.Channel,
                Recipient = filter.Recipient is null ? null : Recipient.Normalize(filter.Recipient) ?? "",
                filter.Reason,
                filter.Scope,
                AfterAt = after?.At,
                AfterId = after is { } last ? Guid.Parse(last.Id) : (Guid?)null,
                Limit = limit,
            },
            cancellationToken);

    public Task<IReadOnlyList<SuppressionView>> FindAsync(
        string? tenantId, string channel, IReadOnlyCollection<string> recipients, CancellationToken cancellationToken) =>
        ReadAsync(
            FindSql,
            new { TenantId = tenantId, Channel = channel, Recipients = recipients.Distinct().ToArray() },
            cancellationToken);

    Task<IReadOnlyList<SuppressionView>> ReadAsync(string sql, object parameters, CancellationToken cancellationToken)
    {
        return PostgresFaults.RunAsync(Read, cancellationToken);

        async ValueTask<IReadOnlyList<SuppressionView>> Read(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            var rows = await connection.QueryAsync<EntryRow>(new CommandDefinition(sql, parameters, cancellationToken: token));
            return [.. rows.Select(row => row.View)];
        }
    }

    // language=sql
    internal const string AddSql = """
        insert into suppression_signal (
          delivery_id, source_id, scope, given_recipient, tenant_id, channel, recipient, reason, provider, occurred_at, is_settled)
        values ('', @SourceId, @Scope, @Recipient, @TenantId, @Channel, @Recipient, @Reason, '', @At, true)
        on conflict (delivery_id, source_id, scope) do nothing
        """;

    const string OfAddress = """
        s.recipient = @Recipient::text and s.channel = @Channel::text and s.scope = @Scope::text
           and s.tenant_id is not distinct from @TenantId::text
        """;

    // language=sql
    internal const string FindOneSql = $"select {EntryRow.Columns} from suppression s where {OfAddress}";

    // language=sql
    internal const string FindByIdSql = $"""
        select {EntryRow.Columns} from suppression s where s.suppression_id = @Id and s.reason is not null
        """;

    // language=sql
    internal const string LiftSql = $"""
        with said as (
          select s.delivery_id, s.source_id, s.scope
            from suppression_signal s
           where {OfAddress}
           order by s.delivery_id, s.source_id, s.scope
             for update)
        update suppression_signal s
           set lifted = true
          from said
         where s.delivery_id = said.delivery_id and s.source_id = said.source_id and s.scope = said.scope
        """;

    // language=sql
    internal const string ListSql = $"""
        select {EntryRow.Columns}
          from suppression s
         where s.reason is not null
           and (@TenantId::text is null or s.tenant_id = @TenantId::text)
           and (@Channel::text is null or s.channel = @Channel::text)
           and (@Recipient::text is null or s.recipient = @Recipient::text)
           and (@Reason::text is null or s.reason = @Reason::text)
           and (@Scope::text is null or s.scope = @Scope::text)
           and (@AfterAt::timestamptz is null or (s.since, s.suppression_id) < (@AfterAt::timestamptz, @AfterId::uuid))
         order by s.since desc, s.suppression_id desc
         limit @Limit
        """;

    // language=sql
    internal const string FindSql = $"""
        select {EntryRow.Columns}
          from suppression s
         where s.recipient = any(@Recipients::text[]) and s.channel = @Channel::text
           and s.tenant_id is not distinct from @TenantId::text and s.reason is not null
        """;
}

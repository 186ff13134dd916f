using System.Text.Json;
using Dapper;
using Npgsql;
using Tracking.Deliveries;

namespace Tracking.Storage.Postgres;

/// <summary>What an event of a batch says of the recipient of a delivery that it belongs to.</summary>
readonly record struct SaidOfRecipient(string DeliveryId, DeliveryEvent Event, Suppression Said);

/// <summary>
/// Signals and the entries they come to. A signal is a fact: it is committed before anybody looks for the tenant and channel that it counts
/// for, and so is a delivery's description before anybody looks for signals. Of two who hold one half each, at least one sees both.
/// </summary>
/// <remarks>Locks signals before entries, each in the order of their keys.</remarks>
static class PostgresSuppressions
{
    /// <summary>Adds what events say. A repetition says nothing new, but that it may have arrived earlier where the source states no time.</summary>
    public static NpgsqlBatchCommand Add(IReadOnlyList<SaidOfRecipient> said) => Statement.Of(
        AddSql,
        ("DeliveryIds", said.Select(s => s.DeliveryId).ToArray()),
        ("SourceIds", said.Select(s => s.Event.Id).ToArray()),
        ("Scopes", said.Select(s => s.Said.Scope).ToArray()),
        ("GivenRecipients", said.Select(s => s.Event.Recipient).ToArray()),
        ("Reasons", said.Select(s => s.Said.Reason).ToArray()),
        ("Providers", said.Select(s => s.Event.Provider ?? "").ToArray()),
        ("OccurredAts", said.Select(s => s.Event.OccurredAt).ToArray()));

    /// <summary>Whether signals of the deliveries have yet to be put where they belong.</summary>
    public static NpgsqlBatchCommand Look(IEnumerable<string> deliveryIds) =>
        Statement.Of(LookSql, ("DeliveryIds", deliveryIds.ToArray()));

    /// <summary>Puts the signals of the deliveries where they belong.</summary>
    public static async Task SettleAsync(
        NpgsqlConnection connection, IReadOnlyCollection<string> deliveryIds, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var moved = (await connection.QueryAsync<MovedRow>(new CommandDefinition(
            MoveSql, new { DeliveryIds = deliveryIds }, transaction, cancellationToken: cancellationToken))).AsList();
        await SettleAsync(connection, transaction, moved.SelectMany(row => row.Addresses), now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Brings the entries of some addresses in line with their signals, and has it announced.</summary>
    public static async Task SettleAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IEnumerable<SuppressedAddress> addresses, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var sorted = addresses.Distinct()
            .OrderBy(a => a.Recipient, StringComparer.Ordinal).ThenBy(a => a.Channel, StringComparer.Ordinal)
            .ThenBy(a => a.Scope, StringComparer.Ordinal).ThenBy(a => a.TenantId, StringComparer.Ordinal)
            .ToArray();
        if (sorted.Length == 0)
            return;
        var keys = new
        {
            TenantIds = Array.ConvertAll(sorted, a => a.TenantId),
            Channels = Array.ConvertAll(sorted, a => a.Channel),
            Recipients = Array.ConvertAll(sorted, a => a.Recipient),
            Scopes = Array.ConvertAll(sorted, a => a.Scope),
        };
        await ExecuteAsync(AddEntriesSql, keys);
        var entries = (await QueryAsync<EntryRow>(LockEntriesSql, keys)).AsList();

        // After the lock: what others committed for these addresses is seen now, and what they commit later finds our entry.
        var signals = (await QueryAsync<SignalRow>(SignalsSql, keys)).ToLookup(row => row.Address, row => row.Signal);
        var changed = new List<EntryRow>();
        var notices = new List<SuppressionNotice>();
        foreach (var entry in entries)
        {
            var standing = SuppressionSignal.Standing([.. signals[entry.Address]]);
            var notice = SuppressionNotice.Of(entry.Address, entry.Reason is not null, standing, entry.Version + 1, now);
            if (notice is not null)
                notices.Add(notice);
            if (notice is not null || (entry.Reason, entry.Since, entry.DeliveryId) != (standing?.Reason, standing?.OccurredAt, standing?.DeliveryId))
            {
                changed.Add(entry with
                {
                    Reason = standing?.Reason,
                    Since = standing?.OccurredAt,
                    DeliveryId = standing?.DeliveryId,
                    Version = notice?.Version ?? entry.Version,
                });
            }
        }

        await ExecuteAsync(
            WriteEntriesSql,
            new
            {
                Ids = changed.ConvertAll(e => e.SuppressionId),
                Reasons = changed.ConvertAll(e => e.Reason),
                Sinces = changed.ConvertAll(e => e.Since),
                DeliveryIds = changed.ConvertAll(e => e.DeliveryId),
                Versions = changed.ConvertAll(e => e.Version),
                Announcements = notices.ConvertAll(n => JsonSerializer.Serialize<Announcement>(n, StorageJson.Default.Announcement)),
            });

        Task<int> ExecuteAsync(string sql, object parameters) =>
            connection.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));

        Task<IEnumerable<T>> QueryAsync<T>(string sql, object parameters) =>
            connection.QueryAsync<T>(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));
    }

    sealed record MovedRow
    {
        public string? TenantId { get; init; }
        public required string Channel { get; init; }
        public required string Recipient { get; init; }
        public required string Scope { get; init; }
        public string? OldTenantId { get; init; }
        public string? OldChannel { get; init; }
        public string? OldRecipient { get; init; }

        public IEnumerable<SuppressedAddress> Addresses
        {
            get
            {
                yield return new(TenantId, Channel, Recipient, Scope);
                if (OldRecipient is not null)
                    yield return new(OldTenantId, OldChannel!, OldRecipient, Scope);
            }
        }
    }

    sealed record SignalRow
    {
        public string? TenantId { get; init; }
        public required string Channel { get; init; }
        public required string Recipient { get; init; }
        public required string Scope { get; init; }
        public required Guid SourceId { get; init; }
        public required string DeliveryId { get; init; }
        public required string Provider { get; init; }
        public string? Reason { get; init; }
        public required DateTimeOffset OccurredAt { get; init; }
        public required bool Lifted { get; init; }

        public SuppressedAddress Address => new(TenantId, Channel, Recipient, Scope);

        public SuppressionSignal Signal => new(SourceId, DeliveryId is "" ? null : DeliveryId, Provider, Reason, OccurredAt, Lifted);
    }

    // language=sql
    internal const string AddSql = """
        insert into suppression_signal as s (delivery_id, source_id, scope, given_recipient, reason, provider, occurred_at)
        select *
          from unnest(
            @DeliveryIds::text[], @SourceIds::uuid[], @Scopes::text[], @GivenRecipients::text[], @Reasons::text[],
            @Providers::text[], @OccurredAts::timestamptz[])
        on conflict (delivery_id, source_id, scope) do update
           set occurred_at = excluded.occurred_at, is_settled = false
         where excluded.occurred_at < s.occurred_at
        """;

    // Where a signal of a delivery belongs, and where it is. Without a channel or a recipient it belongs nowhere yet.
    const string Misplaced = """
          from suppression_signal s
          join delivery d on d.delivery_id = s.delivery_id
         where s.delivery_id = any(@DeliveryIds::text[])
           and d.channel is not null and coalesce(s.given_recipient, d.recipient_normalized) is not null
           and (not s.is_settled
             or (s.tenant_id, s.channel, s.recipient)
                is distinct from (d.tenant_id, d.channel, coalesce(s.given_recipient, d.recipient_normalized)))
        """;

    // language=sql
    internal const string LookSql = $"""
        select exists (
          select
        {Misplaced})
        """;

    // language=sql
    internal const string MoveSql = $"""
        with misplaced as (
          select s.delivery_id, s.source_id, s.scope, s.tenant_id as old_tenant_id, s.channel as old_channel,
                 s.recipient as old_recipient, d.tenant_id, d.channel,
                 coalesce(s.given_recipient, d.recipient_normalized) as recipient
        {Misplaced}
           order by s.delivery_id, s.source_id, s.scope
             for update of s)
        update suppression_signal s
           set tenant_id = m.tenant_id, channel = m.channel, recipient = m.recipient, is_settled = true
          from misplaced m
         where s.delivery_id = m.delivery_id and s.source_id = m.source_id and s.scope = m.scope
        returning m.*
        """;

    const string Asked = """
        unnest(@TenantIds::text[], @Channels::text[], @Recipients::text[], @Scopes::text[]) as a (tenant_id, channel, recipient, scope)
        """;

    // language=sql
    internal const string AddEntriesSql = $"""
        insert into suppression (tenant_id, channel, recipient, scope)
        select a.tenant_id, a.channel, a.recipient, a.scope
          from {Asked}
        on conflict (recipient, channel, scope, tenant_id) do nothing
        """;

    // language=sql
    internal const string LockEntriesSql = $"""
        select {EntryRow.Columns}
          from {Asked}
          join suppression s on s.recipient = a.recipient and s.channel = a.channel and s.scope = a.scope
                            and s.tenant_id is not distinct from a.tenant_id
         order by s.recipient, s.channel, s.scope, s.tenant_id nulls first
           for update of s
        """;

    // language=sql
    internal const string SignalsSql = $"""
        select s.tenant_id, s.channel, s.recipient, s.scope, s.source_id, s.delivery_id, s.provider, s.reason, s.occurred_at, s.lifted
          from {Asked}
          join suppression_signal s on s.recipient = a.recipient and s.channel = a.channel and s.scope = a.scope
                                   and s.tenant_id is not distinct from a.tenant_id
        """;

    // language=sql
    internal const string WriteEntriesSql = """
        with announced as (
          insert into outbox (announcement)
          select * from unnest(@Announcements::json[]))
        update suppression s
           set reason = e.reason, since = e.since, delivery_id = e.delivery_id, version = e.version
          from unnest(@Ids::uuid[], @Reasons::text[], @Sinces::timestamptz[], @DeliveryIds::text[], @Versions::integer[])
            as e (suppression_id, reason, since, delivery_id, version)
         where s.suppression_id = e.suppression_id
        """;
}

/// <summary>A row of <c>suppression</c>: on the list where it has a reason.</summary>
sealed record EntryRow
{
    /// <summary>Its columns, of a table called <c>s</c>.</summary>
    public const string Columns =
        "s.suppression_id, s.tenant_id, s.channel, s.recipient, s.scope, s.reason, s.since, s.delivery_id, s.version";

    public required Guid SuppressionId { get; init; }
    public string? TenantId { get; init; }
    public required string Channel { get; init; }
    public required string Recipient { get; init; }
    public required string Scope { get; init; }
    public string? Reason { get; init; }
    public DateTimeOffset? Since { get; init; }
    public string? DeliveryId { get; init; }
    public required int Version { get; init; }

    public SuppressedAddress Address => new(TenantId, Channel, Recipient, Scope);

    /// <exception cref="InvalidOperationException">It is not on the list.</exception>
    public SuppressionView View => new()
    {
        Id = SuppressionId,
        TenantId = TenantId,
        Channel = Channel,
        Recipient = Recipient,
        Scope = Scope,
        Reason = Reason ?? throw new InvalidOperationException("The address is not on the list."),
        Since = Since!.Value,
        DeliveryId = DeliveryId,
    };
}

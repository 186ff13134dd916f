using System.Text.Json;
using Dapper;
using Npgsql;

namespace Tracking.Storage.Postgres;

sealed class PostgresAuditTrail(NpgsqlDataSource database) : IAuditTrail
{
    public Task RecordAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        return PostgresFaults.RunAsync(Record, cancellationToken);

        async ValueTask<int> Record(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            return await connection.ExecuteAsync(new CommandDefinition(
                RecordSql, AuditRow.Parameters(entry), cancellationToken: token));
        }
    }

    public Task<IReadOnlyList<AuditEntry>> ListAsync(
        AuditFilter filter, PagePosition? after, int limit, CancellationToken cancellationToken)
    {
        return PostgresFaults.RunAsync(List, cancellationToken);

        async ValueTask<IReadOnlyList<AuditEntry>> List(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            var rows = await connection.QueryAsync<AuditRow>(new CommandDefinition(
                ListSql,
                new
                {
                    filter.Actor,
                    filter.Action,
                    From = filter.From?.ToUniversalTime(),
                    To = filter.To?.ToUniversalTime(),
                    AfterAt = after?.At,
                    AfterId = after is { } last ? Guid.Parse(last.Id) : (Guid?)null,
                    Limit = limit,
                },
                cancellationToken: token));
            return [.. rows.Select(row => row.Entry)];
        }
    }

    // language=sql
    internal const string RecordSql = """
        insert into audit (audit_id, at, actor, action, subject, detail)
        values (@Id, @At, @Actor, @Action, @Subject, @Detail::json)
        on conflict (audit_id) do nothing
        """;

    // language=sql
    internal const string ListSql = $"""
        select {AuditRow.Columns}
          from audit a
         where (@Actor::text is null or a.actor = @Actor::text)
           and (@Action::text is null or a.action = @Action::text)
           and a.at >= coalesce(@From::timestamptz, '-infinity')
           and a.at < coalesce(@To::timestamptz, 'infinity')
           and (@AfterAt::timestamptz is null or (a.at, a.audit_id) < (@AfterAt::timestamptz, @AfterId::uuid))
         order by a.at desc, a.audit_id desc
         limit @Limit
        """;
}

/// <summary>A row of <c>audit</c>.</summary>
sealed record AuditRow(Guid AuditId, DateTimeOffset At, string Actor, string Action, string? Subject, string? Detail)
{
    /// <summary>Its columns, of a table called <c>a</c>.</summary>
    public const string Columns = "a.audit_id, a.at, a.actor, a.action, a.subject, a.detail";

    public AuditEntry Entry => new()
    {
        Id = AuditId,
        At = At,
        Actor = Actor,
        Action = Action,
        Subject = Subject,
        Detail = Detail is null ? null : JsonSerializer.Deserialize(Detail, StorageJson.Default.DictionaryStringString),
    };

    /// <summary>For <see cref="PostgresAuditTrail.RecordSql"/>.</summary>
    public static object Parameters(AuditEntry entry) =>
        new { entry.Id, entry.At, entry.Actor, entry.Action, entry.Subject, Detail = Write(entry.Detail) };

    public static string? Write(IReadOnlyDictionary<string, string>? detail) => detail is null
        ? null
        : JsonSerializer.Serialize(detail.ToDictionary(StringComparer.Ordinal), StorageJson.Default.DictionaryStringString);
}

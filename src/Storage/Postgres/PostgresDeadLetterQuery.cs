using Dapper;
using Npgsql;

namespace Tracking.Storage.Postgres;

/// <summary>
/// Goes from the groups, which are few, into the index of each: so that any filter finds its page without looking at the rest. That index is
/// by the negative number, and so must be what is asked of it.
/// </summary>
sealed class PostgresDeadLetterQuery(NpgsqlDataSource database) : IDeadLetterQuery
{
    public Task<IReadOnlyList<LetterGroup>> GroupsAsync(LetterFilter filter, int limit, CancellationToken cancellationToken) =>
        ReadAsync<LetterGroup>(
            GroupsSql, new { filter.Queue, filter.Class, filter.ExceptionType, filter.Provider, Limit = limit }, cancellationToken);

    public async Task<IReadOnlyList<LetterView>> ListAsync(
        LetterFilter filter, long? before, int limit, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync<LetterRow>(
            ListSql,
            new
            {
                filter.Queue,
                filter.Class,
                filter.ExceptionType,
                filter.Provider,
                From = filter.From?.ToUniversalTime(),
                To = filter.To?.ToUniversalTime(),
                filter.Text,
                States = filter.State is { } state ? [state] : LetterState.All.ToArray(),
                Before = before ?? long.MaxValue,
                Limit = limit,
            },
            cancellationToken);
        return [.. rows.Select(row => row.View)];
    }

    public async Task<LetterWithContent?> FindAsync(string id, CancellationToken cancellationToken)
    {
        return await PostgresFaults.RunAsync(Find, cancellationToken);

        async ValueTask<LetterWithContent?> Find(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            var row = await connection.QuerySingleOrDefaultAsync<LetterRow>(new CommandDefinition(
                FindSql, new { Id = id }, cancellationToken: token));
            if (row is null)
                return null;
            var content = await connection.QuerySingleOrDefaultAsync<ContentRow>(new CommandDefinition(
                ContentSql, new { row.LetterNumber }, cancellationToken: token));
            var again = await connection.QueryAsync<string>(new CommandDefinition(
                FailedAgainSql, new { Id = id }, cancellationToken: token));

            // Deleted between the two: then it is not there.
            return content is null
                ? null
                : new LetterWithContent(row.View, content.Properties, content.Headers, content.Body, content.EditedBody, again.AsList());
        }
    }

    public Task<IReadOnlyList<WaitingLetters>> WaitingAsync(CancellationToken cancellationToken) =>
        ReadAsync<WaitingLetters>(WaitingSql, new { }, cancellationToken);

    Task<IReadOnlyList<T>> ReadAsync<T>(string sql, object parameters, CancellationToken cancellationToken)
    {
        return PostgresFaults.RunAsync(Read, cancellationToken);

        async ValueTask<IReadOnlyList<T>> Read(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            return (await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: token))).AsList();
        }
    }

    /// <summary>The groups of a filter.</summary>
    internal const string OfGroups = """
        (@Queue::text is null or g.queue = @Queue::text)
        and (@Class::text is null or g.class = @Class::text)
        and (@ExceptionType::text is null or g.exception_type = @ExceptionType::text)
        and (@Provider::text is null or g.provider = @Provider::text)
        """;

    /// <summary>Of the letters of these groups, those of the filter.</summary>
    internal const string OfLetters = """
        (@From::timestamptz is null or l.failed_at >= @From::timestamptz)
        and (@To::timestamptz is null or l.failed_at < @To::timestamptz)
        and (@Text::text is null or strpos(lower(l.reason), lower(@Text::text)) > 0)
        """;

    // A group whose letters were all settled in this instant has none to show.
    // language=sql
    internal const string GroupsSql = $"""
        select g.queue, g.class, nullif(g.exception_type, '') as exception_type, nullif(g.provider, '') as provider, g.waiting as count,
               f.failed_at as first_failed_at, t.failed_at as last_failed_at, s.letter_id as sample_id, s.reason as sample_reason
          from dead_letter_group g
          join lateral (
            select l.failed_at from dead_letter l
             where l.group_id = g.group_id and l.state = 'waiting' order by l.failed_at limit 1) f on true
          join lateral (
            select l.failed_at from dead_letter l
             where l.group_id = g.group_id and l.state = 'waiting' order by l.failed_at desc limit 1) t on true
          join lateral (
            select l.letter_id, l.reason from dead_letter l
             where l.group_id = g.group_id and l.state = 'waiting' order by -l.letter_number limit 1) s on true
         where g.waiting > 0 and {OfGroups}
         order by g.waiting desc, g.group_id
         limit @Limit
        """;

    // language=sql
    internal const string ListSql = $"""
        select {LetterRow.Columns}
          from (
            select p.letter_number
              from dead_letter_group g
             cross join unnest(@States::text[]) as s (state)
             cross join lateral (
               select l.letter_number
                 from dead_letter l
                where l.group_id = g.group_id and l.state = s.state and -l.letter_number > -@Before::bigint and {OfLetters}
                order by -l.letter_number
                limit @Limit) p
             where {OfGroups}
             order by p.letter_number desc
             limit @Limit) page
          join dead_letter l using (letter_number)
          join dead_letter_group g using (group_id)
         order by l.letter_number desc
        """;

    // language=sql
    internal const string FindSql = $"""
        select {LetterRow.Columns} from dead_letter l join dead_letter_group g using (group_id) where l.letter_id = @Id
        """;

    // language=sql
    internal const string ContentSql = """
        select c.properties, c.headers, c.body, c.edited_body from dead_letter_content c where c.letter_number = @LetterNumber
        """;

    // language=sql
    internal const string FailedAgainSql = "select letter_id from dead_letter where replay_of = @Id order by letter_number limit 100";

    // language=sql
    internal const string WaitingSql = """
        select queue, class, sum(waiting)::bigint as count from dead_letter_group where waiting > 0 group by queue, class order by queue, class
        """;

    sealed record ContentRow(string Properties, string Headers, byte[] Body, byte[]? EditedBody);
}

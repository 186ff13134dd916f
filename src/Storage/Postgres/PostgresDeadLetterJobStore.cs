using System.Text.Json;
using Dapper;
using Npgsql;

namespace Tracking.Storage.Postgres;

sealed class PostgresDeadLetterJobStore(NpgsqlDataSource database, TimeProvider clock) : IDeadLetterJobStore
{
    public Task<LetterJob> PlanAsync(LetterJobPlan plan, CancellationToken cancellationToken)
    {
        return PostgresFaults.RunAsync(Plan, cancellationToken);

        async ValueTask<LetterJob> Plan(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            var upTo = await BoundAsync(connection, token);
            var chosen = plan.Ids is null
                ? null
                : (await connection.QueryAsync<long>(new CommandDefinition(
                    ChosenSql, Letters(plan.Filter, upTo, new { Ids = plan.Ids.ToArray() }), cancellationToken: token))).ToArray();
            var planned = chosen?.LongLength ?? await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                CountSql, Letters(plan.Filter, upTo), commandTimeout: 0, cancellationToken: token));
            var job = new
            {
                plan.Id,
                plan.Action,
                Filter = JsonSerializer.Serialize(plan.Filter, StorageJson.Default.LetterFilter),
                Letters = chosen,
                UpTo = upTo,
                Planned = planned,
                plan.PerSecond,
                At = plan.At.ToUniversalTime(),
                plan.By,
            };
            return (await connection.QuerySingleAsync<LetterJobRow>(new CommandDefinition(PlanSql, job, cancellationToken: token))).Job;
        }
    }

    public Task<LetterJob?> StartAsync(Guid jobId, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        ChangeAsync(StartSql, new { Id = jobId, By = by, At = at.ToUniversalTime() }, cancellationToken);

    public Task<LetterJob?> CancelAsync(Guid jobId, DateTimeOffset at, CancellationToken cancellationToken) =>
        ChangeAsync(CancelSql, new { Id = jobId, At = at.ToUniversalTime() }, cancellationToken);

    public Task<LetterJob?> FinishAsync(Guid jobId, DateTimeOffset at, CancellationToken cancellationToken) =>
        ChangeAsync(FinishSql, new { Id = jobId, At = at.ToUniversalTime() }, cancellationToken);

    public Task TellAsync(Guid jobId, string problem, CancellationToken cancellationToken) =>
        ChangeAsync(TellSql, new { Id = jobId, Problem = StorableText.Of(problem) }, cancellationToken);

    public Task<LetterJob?> FindAsync(Guid jobId, CancellationToken cancellationToken) =>
        ChangeAsync(FindSql, new { Id = jobId }, cancellationToken);

    public Task<IReadOnlyList<LetterJob>> ListAsync(PagePosition? after, int limit, CancellationToken cancellationToken)
    {
        return PostgresFaults.RunAsync(List, cancellationToken);

        async ValueTask<IReadOnlyList<LetterJob>> List(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            var rows = await connection.QueryAsync<LetterJobRow>(new CommandDefinition(
                ListSql, new { AfterAt = after?.At, AfterId = after is { } last ? Guid.Parse(last.Id) : (Guid?)null, Limit = limit },
                cancellationToken: token));
            return [.. rows.Select(row => row.Job)];
        }
    }

    public Task<Guid?> ClaimAsync(Guid owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        return PostgresFaults.RunAsync(Claim, cancellationToken);

        async ValueTask<Guid?> Claim(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            return await connection.ExecuteScalarAsync<Guid?>(new CommandDefinition(
                ClaimSql, new { Owner = owner, Lease = lease }, cancellationToken: token));
        }
    }

    public Task<LetterChunk?> RunChunkAsync(
        Guid jobId, Guid owner, TimeSpan lease, ChunkLimits limits, LetterAct act, CancellationToken cancellationToken)
    {
        return PostgresFaults.RunOnceAsync(Run);

        async Task<LetterChunk?> Run()
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            var row = await connection.QuerySingleOrDefaultAsync<LetterJobRow>(new CommandDefinition(
                RenewSql, new { Id = jobId, Owner = owner, Lease = lease }, cancellationToken: cancellationToken));
            if (row is null)
                return null;
            var next = await NextAsync(connection, row, limits, cancellationToken);
            if (next.Length == 0)
                return new LetterChunk(0, 0, IsLast: true);
            return await RunAsync(connection, row.Job, next, act, cancellationToken);
        }
    }

    // Whoever is to be marked is held: others pass it by, and a crash gives it back.
    async Task<LetterChunk?> RunAsync(
        NpgsqlConnection connection, LetterJob job, long[] next, LetterAct act, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var held = (await connection.QueryAsync<KeptLetterRow>(new CommandDefinition(
            HoldSql, new { Numbers = next }, transaction, cancellationToken: cancellationToken))).AsList();
        var isDone = held.Count == 0 ? [] : await act(job, [.. held.Select(row => row.Letter)], cancellationToken);
        var done = held.Where((_, i) => isDone[i]).Select(row => row.LetterNumber).ToArray();

        // What was published is published, and is marked, whatever is cancelled meanwhile.
        var marks = new
        {
            Numbers = done,
            State = LetterAction.StateAfter(job.Action),
            At = clock.GetUtcNow(),
            By = job.StartedBy,
            JobId = (Guid?)job.Id,
        };
        await connection.ExecuteAsync(new CommandDefinition(PostgresDeadLetterStore.MarkSql, marks, transaction));
        await connection.ExecuteAsync(new CommandDefinition(
            AdvanceSql, new { job.Id, Done = done.Length, Failed = held.Count - done.Length, Reached = next[^1] }, transaction));
        await transaction.CommitAsync(CancellationToken.None);
        return new LetterChunk(held.Count, done.Length, IsLast: false);
    }

    static async Task<long[]> NextAsync(
        NpgsqlConnection connection, LetterJobRow row, ChunkLimits limits, CancellationToken cancellationToken)
    {
        var job = row.Job;
        var chosen = row.Letters?.Where(number => number > row.Reached).Order().Take(limits.Letters).ToArray();
        var parameters = Letters(job.Filter, job.UpTo, new { Numbers = chosen, row.Reached, Limit = limits.Letters });
        var next = await connection.QueryAsync<(long Number, int Bytes)>(new CommandDefinition(
            chosen is null ? NextSql : NextOfChosenSql, parameters, commandTimeout: 0, cancellationToken: cancellationToken));
        var numbers = new List<long>();
        var bytes = 0L;
        foreach (var (number, size) in next)
        {
            if (numbers.Count > 0 && bytes + size > limits.Bytes)
                break;
            numbers.Add(number);
            bytes += size;
        }

        return [.. numbers];
    }

    // Everything that has a number up to it is committed, and nothing that comes later gets a lower one.
    static async Task<long> BoundAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(LockSql, transaction: transaction, cancellationToken: cancellationToken));
        var bound = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            BoundSql, transaction: transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return bound;
    }

    static DynamicParameters Letters(LetterFilter filter, long upTo, object? more = null)
    {
        var parameters = new DynamicParameters(more);
        parameters.AddDynamicParams(new
        {
            filter.Queue,
            filter.Class,
            filter.ExceptionType,
            filter.Provider,
            From = filter.From?.ToUniversalTime(),
            To = filter.To?.ToUniversalTime(),
            filter.Text,
            UpTo = upTo,
        });
        return parameters;
    }

    Task<LetterJob?> ChangeAsync(string sql, object parameters, CancellationToken cancellationToken)
    {
        return PostgresFaults.RunAsync(Change, cancellationToken);

        async ValueTask<LetterJob?> Change(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            var row = await connection.QuerySingleOrDefaultAsync<LetterJobRow>(new CommandDefinition(sql, parameters, cancellationToken: token));
            return row?.Job;
        }
    }

    // language=sql
    internal const string LockSql = "select pg_advisory_xact_lock(x'6c657474657273'::bigint)";

    // language=sql
    internal const string BoundSql = "select coalesce(max(letter_number), 0) from dead_letter";

    // language=sql
    internal const string CountSql = $"""
        select count(*)
          from dead_letter_group g
          join dead_letter l using (group_id)
         where {PostgresDeadLetterQuery.OfGroups}
           and l.state = 'waiting' and l.letter_number <= @UpTo and {PostgresDeadLetterQuery.OfLetters}
        """;

    // language=sql
    internal const string ChosenSql = $"""
        select l.letter_number
          from dead_letter l
          join dead_letter_group g using (group_id)
         where l.letter_id = any(@Ids::text[]) and l.state = 'waiting' and l.letter_number <= @UpTo
           and {PostgresDeadLetterQuery.OfGroups} and {PostgresDeadLetterQuery.OfLetters}
        """;

    // language=sql
    internal const string PlanSql = $"""
        insert into dead_letter_job as j (job_id, action, filter, letters, up_to, planned, per_second, planned_at, planned_by)
        values (@Id, @Action, @Filter::json, @Letters::bigint[], @UpTo, @Planned, @PerSecond, @At, @By)
        returning {LetterJobRow.AllColumns}
        """;

    // language=sql
    internal const string StartSql = $"""
        update dead_letter_job j
           set state = 'running', started_at = @At, started_by = @By
         where j.job_id = @Id and j.state = 'planned'
        returning {LetterJobRow.AllColumns}
        """;

    // language=sql
    internal const string CancelSql = $"""
        update dead_letter_job j
           set state = 'cancelled', finished_at = @At, problem = null
         where j.job_id = @Id and j.state in ('planned', 'running')
        returning {LetterJobRow.AllColumns}
        """;

    // language=sql
    internal const string FinishSql = $"""
        update dead_letter_job j
           set state = 'done', finished_at = @At, problem = null
         where j.job_id = @Id and j.state = 'running'
        returning {LetterJobRow.AllColumns}
        """;

    // language=sql
    internal const string TellSql = $"""
        update dead_letter_job j set problem = @Problem where j.job_id = @Id and j.state = 'running' returning {LetterJobRow.AllColumns}
        """;

    // language=sql
    internal const string FindSql = $"select {LetterJobRow.AllColumns} from dead_letter_job j where j.job_id = @Id";

    // language=sql
    internal const string ListSql = $"""
        select {LetterJobRow.AllColumns}
          from dead_letter_job j
         where @AfterAt::timestamptz is null or (j.planned_at, j.job_id) < (@AfterAt::timestamptz, @AfterId::uuid)
         order by j.planned_at desc, j.job_id desc
         limit @Limit
        """;

    // language=sql
    internal const string ClaimSql = """
        update dead_letter_job
           set lease_owner = @Owner, lease_until = now() + @Lease
         where job_id = (
           select job_id
             from dead_letter_job
            where state = 'running' and (lease_until is null or lease_until <= now() or lease_owner = @Owner)
            order by started_at
            limit 1
              for update skip locked)
        returning job_id
        """;

    // language=sql
    internal const string RenewSql = $"""
        update dead_letter_job j
           set lease_until = now() + @Lease
         where j.job_id = @Id and j.lease_owner = @Owner and j.state = 'running'
        returning {LetterJobRow.Columns}
        """;

    // language=sql
    internal const string NextSql = $"""
        select p.letter_number, p.body_bytes
          from dead_letter_group g
         cross join lateral (
           select l.letter_number, l.body_bytes
             from dead_letter l
            where l.group_id = g.group_id and l.state = 'waiting'
              and -l.letter_number < -@Reached::bigint and -l.letter_number >= -@UpTo::bigint and {PostgresDeadLetterQuery.OfLetters}
            order by -l.letter_number desc
            limit @Limit) p
         where {PostgresDeadLetterQuery.OfGroups}
         order by p.letter_number
         limit @Limit
        """;

    // The filter was asked when they were chosen.
    // language=sql
    internal const string NextOfChosenSql = """
        select l.letter_number, l.body_bytes from dead_letter l where l.letter_number = any(@Numbers::bigint[]) order by l.letter_number
        """;

    // language=sql
    internal const string HoldSql = $"""
        select {KeptLetterRow.Columns}
          from dead_letter l
          join dead_letter_group g using (group_id)
          join dead_letter_content c using (letter_number)
         where l.letter_number = any(@Numbers::bigint[]) and l.state = 'waiting'
         order by l.letter_number
           for update of l skip locked
        """;

    // language=sql
    internal const string AdvanceSql = """
        update dead_letter_job
           set done = done + @Done, failed = failed + @Failed, reached = greatest(reached, @Reached), problem = null
         where job_id = @Id
        """;
}

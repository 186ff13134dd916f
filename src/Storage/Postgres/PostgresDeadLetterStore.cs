using Dapper;
using Npgsql;

namespace Tracking.Storage.Postgres;

sealed class PostgresDeadLetterStore(NpgsqlDataSource database) : IDeadLetterStore
{
    public Task<int> KeepAsync(IReadOnlyList<KeptLetter> letters, CancellationToken cancellationToken)
    {
        var distinct = letters.DistinctBy(letter => letter.Id).ToArray();
        return PostgresFaults.RunAsync(Keep, cancellationToken);

        async ValueTask<int> Keep(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            await using var transaction = await connection.BeginTransactionAsync(token);
            var parameters = Parameters(distinct);
            await connection.ExecuteAsync(new CommandDefinition(LockSql, transaction: transaction, cancellationToken: token));
            await connection.ExecuteAsync(new CommandDefinition(GroupsSql, parameters, transaction, cancellationToken: token));
            var kept = await connection.ExecuteAsync(new CommandDefinition(KeepSql, parameters, transaction, cancellationToken: token));
            await transaction.CommitAsync(token);
            return kept;
        }
    }

    public Task<bool> SettleAsync(
        string id, LetterSettlement settlement, Func<KeptLetter, CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        return PostgresFaults.RunOnceAsync(Settle);

        async Task<bool> Settle()
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var held = await connection.QuerySingleOrDefaultAsync<KeptLetterRow>(new CommandDefinition(
                HoldSql, new { Id = id }, transaction, cancellationToken: cancellationToken));
            if (held is null)
                return false;
            await act(held.Letter, cancellationToken);

            // Done is done: whoever asked may have gone.
            var marks = new { Numbers = new[] { held.LetterNumber }, settlement.State, settlement.By, At = settlement.At.ToUniversalTime(), JobId = (Guid?)null };
            await connection.ExecuteAsync(new CommandDefinition(MarkSql, marks, transaction));
            if (settlement.EditedBody is { } edited)
                await connection.ExecuteAsync(new CommandDefinition(EditSql, new { held.LetterNumber, Body = edited }, transaction));
            await transaction.CommitAsync(CancellationToken.None);
            return true;
        }
    }

    static object Parameters(KeptLetter[] letters) => new
    {
        Ids = Array.ConvertAll(letters, l => l.Id),
        Queues = Array.ConvertAll(letters, l => l.Queue),
        Classes = Array.ConvertAll(letters, l => l.Class),
        ExceptionTypes = Array.ConvertAll(letters, l => StorableText.Of(l.ExceptionType) ?? ""),
        Providers = Array.ConvertAll(letters, l => StorableText.Of(l.Provider) ?? ""),
        Reasons = Array.ConvertAll(letters, l => StorableText.Of(l.Reason)),
        FailedAts = Array.ConvertAll(letters, l => (l.FailedAt ?? l.ArrivedAt).ToUniversalTime()),
        ArrivedAts = Array.ConvertAll(letters, l => l.ArrivedAt.ToUniversalTime()),
        Attempts = Array.ConvertAll(letters, l => l.Attempts),
        Hosts = Array.ConvertAll(letters, l => StorableText.Of(l.Host)),
        MessageIds = Array.ConvertAll(letters, l => StorableText.Of(l.MessageId)),
        ContentTypes = Array.ConvertAll(letters, l => StorableText.Of(l.ContentType)),
        Replays = Array.ConvertAll(letters, l => l.Replays),
        ReplaysOf = Array.ConvertAll(letters, l => StorableText.Of(l.ReplayOf)),
        ReplayJobs = Array.ConvertAll(letters, l => l.ReplayJob),
        Properties = Array.ConvertAll(letters, l => l.Properties),
        Headers = Array.ConvertAll(letters, l => l.Headers),
        Bodies = Array.ConvertAll(letters, l => l.Body),
        Digests = Array.ConvertAll(letters, l => l.BodyDigest),
    };

    // Shared by all who add; the planner of a job takes it alone, for an instant: then no number is on its way. It spells "letters".
    // language=sql
    internal const string LockSql = "select pg_advisory_xact_lock_shared(x'6c657474657273'::bigint)";

    // language=sql
    internal const string GroupsSql = """
        insert into dead_letter_group (queue, class, exception_type, provider)
        select distinct g.queue, g.class, g.exception_type, g.provider
          from unnest(@Queues::text[], @Classes::text[], @ExceptionTypes::text[], @Providers::text[])
               as g (queue, class, exception_type, provider)
         where not exists (
           select
             from dead_letter_group d
            where d.queue = g.queue and d.class = g.class and d.exception_type = g.exception_type and d.provider = g.provider)
         order by g.queue, g.class, g.exception_type, g.provider
        on conflict (queue, class, exception_type, provider) do nothing
        """;

    // language=sql
    internal const string KeepSql = """
        with given as (
          select *
            from unnest(
              @Ids::text[], @Queues::text[], @Classes::text[], @ExceptionTypes::text[], @Providers::text[], @Reasons::text[],
              @FailedAts::timestamptz[], @ArrivedAts::timestamptz[], @Attempts::integer[], @Hosts::text[], @MessageIds::text[],
              @ContentTypes::text[], @Replays::integer[], @ReplaysOf::text[], @ReplayJobs::uuid[], @Properties::json[], @Headers::json[],
              @Bodies::bytea[], @Digests::bytea[]) with ordinality as g (
              id, queue, class, exception_type, provider, reason, failed_at, arrived_at, attempts, host, message_id, content_type, replays,
              replay_of, replay_job, properties, headers, body, digest, place)),
        kept as (
          insert into dead_letter (
            letter_id, group_id, reason, failed_at, arrived_at, attempts, host, message_id, content_type, replays, replay_of, replay_job,
            body_bytes, body_digest)
          select g.id, d.group_id, g.reason, g.failed_at, g.arrived_at, g.attempts, g.host, g.message_id, g.content_type, g.replays,
                 g.replay_of, g.replay_job, octet_length(g.body), g.digest
            from given g
            join dead_letter_group d
              on d.queue = g.queue and d.class = g.class and d.exception_type = g.exception_type and d.provider = g.provider
           order by g.place
          on conflict do nothing
          returning letter_number, letter_id)
        insert into dead_letter_content (letter_number, properties, headers, body)
        select k.letter_number, g.properties, g.headers, g.body
          from kept k
          join given g on g.id = k.letter_id
        """;

    // language=sql
    internal const string HoldSql = $"""
        select {KeptLetterRow.Columns}
          from dead_letter l
          join dead_letter_group g using (group_id)
          join dead_letter_content c using (letter_number)
         where l.letter_id = @Id and l.state = 'waiting'
           for update of l skip locked
        """;

    // language=sql
    internal const string MarkSql = """
        update dead_letter
           set state = @State, settled_at = @At, settled_by = @By, job_id = @JobId
         where letter_number = any(@Numbers::bigint[])
        """;

    // language=sql
    internal const string EditSql = "update dead_letter_content set edited_body = @Body where letter_number = @LetterNumber";
}

using Dapper;
using Npgsql;

namespace Tracking.Storage.Postgres;

sealed class PostgresProofStore(NpgsqlDataSource database) : IProofStore
{
    public Task<IReadOnlyCollection<ProofUse>> RememberAsync(IReadOnlyCollection<ProofUse> uses, CancellationToken cancellationToken)
    {
        // One statement may not touch a row twice; in one order everywhere, so that no two calls deadlock.
        var sorted = uses.DistinctBy(use => use.ProofId).OrderBy(use => use.ProofId).ToArray();
        return PostgresFaults.RunAsync(Remember, cancellationToken);

        async ValueTask<IReadOnlyCollection<ProofUse>> Remember(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            var stands = (await connection.QueryAsync<(Guid ProofId, Guid Statement)>(new CommandDefinition(
                RememberSql,
                new
                {
                    Ids = sorted.Select(use => use.ProofId).ToArray(),
                    Statements = sorted.Select(use => use.Statement).ToArray(),
                    SeenAts = sorted.Select(use => use.SeenAt.ToUniversalTime()).ToArray(),
                },
                cancellationToken: token))).ToDictionary(row => row.ProofId, row => row.Statement);
            return [.. uses.Where(use => stands[use.ProofId] != use.Statement)];
        }
    }

    public Task<int> DeleteOlderThanAsync(DateTimeOffset cutoff, int limit, CancellationToken cancellationToken)
    {
        return PostgresFaults.RunAsync(Delete, cancellationToken);

        async ValueTask<int> Delete(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            return await connection.ExecuteAsync(new CommandDefinition(
                DeleteSql, new { Cutoff = cutoff.ToUniversalTime(), Limit = limit }, cancellationToken: token));
        }
    }

    // "Do nothing" would return no row that another session added a moment ago, and one that is deleted meanwhile would be in neither. The
    // update changes no statement, and repeats are rare.
    // language=sql
    internal const string RememberSql = """
        insert into proof as known (proof_id, statement, first_seen_at)
        select *
          from unnest(@Ids::uuid[], @Statements::uuid[], @SeenAts::timestamptz[])
        on conflict (proof_id) do update
           set first_seen_at = least(known.first_seen_at, excluded.first_seen_at)
        returning proof_id, statement
        """;

    // language=sql
    internal const string DeleteSql = """
        delete from proof
         where proof_id in (
           select proof_id
             from proof
            where first_seen_at < @Cutoff
            order by first_seen_at
            limit @Limit)
        """;
}

using Dapper;
using Npgsql;

namespace Tracking.Storage.Postgres;

sealed class PostgresAlertQuery(NpgsqlDataSource database) : IAlertQuery
{
    public async Task<IReadOnlyList<AlertView>> OpenAsync(CancellationToken cancellationToken)
    {
        return await PostgresFaults.RunAsync<IReadOnlyList<AlertView>>(Open, cancellationToken);

        async ValueTask<IReadOnlyList<AlertView>> Open(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            return [.. (await connection.QueryAsync<AlertRow>(new CommandDefinition(OpenSql, cancellationToken: token)))
                .Select(row => row.View)];
        }
    }

    // language=sql
    internal const string OpenSql = $"""
        select {AlertRow.Columns}
          from alert
         where cleared_at is null
         order by raised_at desc, alert_id desc
        """;
}

using Dapper;
using Npgsql;

namespace Tracking.Storage.Postgres;

sealed class PostgresCallbackActivityStore(NpgsqlDataSource database) : ICallbackActivityStore
{
    public Task AddAsync(IReadOnlyCollection<CallbackCount> counts, CancellationToken cancellationToken)
    {
        // Each row once, in one order for every worker.
        var rows = counts.GroupBy(c => (c.Source, c.Bucket, c.Verdict))
            .Select(same => same.Aggregate((a, b) => a.Plus(b)))
            .OrderBy(c => c.Source.Provider, StringComparer.Ordinal)
            .ThenBy(c => c.Source.Account, StringComparer.Ordinal)
            .ThenBy(c => c.Bucket)
            .ThenBy(c => c.Verdict, StringComparer.Ordinal)
            .ToArray();
        return RunAsync(connection => connection.ExecuteAsync(new CommandDefinition(
            AddSql,
            new
            {
                Providers = rows.Select(c => c.Source.Provider).ToArray(),
                Accounts = rows.Select(c => c.Source.Account ?? "").ToArray(),
                Buckets = rows.Select(c => c.Bucket).ToArray(),
                Verdicts = rows.Select(c => c.Verdict).ToArray(),
                Counts = rows.Select(c => c.Count).ToArray(),
                LatestAts = rows.Select(c => c.LatestAt).ToArray(),
            },
            cancellationToken: cancellationToken)), cancellationToken);
    }

    public Task<IReadOnlyList<CallbackCount>> SinceAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        ReadAsync(SinceSql, new { Since = since }, cancellationToken);

    public Task<IReadOnlyDictionary<CallbackSource, DateTimeOffset>> LatestAcceptedAsync(CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyDictionary<CallbackSource, DateTimeOffset>>(
            async connection => (await connection.QueryAsync<LatestRow>(new CommandDefinition(
                LatestSql, cancellationToken: cancellationToken))).ToDictionary(row => Source(row.Provider, row.Account), row => row.LatestAt),
            cancellationToken);

    public Task<IReadOnlyList<CallbackCount>> AcceptedAsync(
        CallbackSource source, DateTimeOffset since, CancellationToken cancellationToken) =>
        ReadAsync(AcceptedSql, new { source.Provider, Account = source.Account ?? "", Since = since }, cancellationToken);

    public Task ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        RunAsync(
            connection => connection.ExecuteAsync(new CommandDefinition(
                ForgetSql, new { Before = before }, cancellationToken: cancellationToken)),
            cancellationToken);

    Task<IReadOnlyList<CallbackCount>> ReadAsync(string sql, object parameters, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<CallbackCount>>(
            async connection =>
            [
                .. (await connection.QueryAsync<CountRow>(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken)))
                    .Select(row => new CallbackCount(Source(row.Provider, row.Account), row.Bucket, row.Verdict, row.Count, row.LatestAt)),
            ],
            cancellationToken);

    Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        return PostgresFaults.RunAsync(Run, cancellationToken);

        async ValueTask<T> Run(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            return await work(connection);
        }
    }

    static CallbackSource Source(string provider, string account) => new(provider, account is "" ? null : account);

    sealed record CountRow(
        string Provider, string Account, DateTimeOffset Bucket, string Verdict, long Count, DateTimeOffset LatestAt);

    sealed record LatestRow(string Provider, string Account, DateTimeOffset LatestAt);

    // language=sql
    internal const string AddSql = """
        insert into callback_activity as a (provider, account, bucket, verdict, count, latest_at)
        select *
          from unnest(
            @Providers::text[], @Accounts::text[], @Buckets::timestamptz[], @Verdicts::text[], @Counts::bigint[],
            @LatestAts::timestamptz[])
        on conflict (provider, account, bucket, verdict) do update
           set count = a.count + excluded.count, latest_at = greatest(a.latest_at, excluded.latest_at)
        """;

    // language=sql
    internal const string SinceSql = """
        select provider, account, bucket, verdict, count, latest_at
          from callback_activity
         where bucket >= @Since::timestamptz
         order by bucket
        """;

    // language=sql
    internal const string LatestSql = """
        select provider, account, max(latest_at) as latest_at
          from callback_activity
         where verdict = 'accepted'
         group by provider, account
        """;

    // language=sql
    internal const string AcceptedSql = """
        select provider, account, bucket, verdict, count, latest_at
          from callback_activity
         where provider = @Provider::text and account = @Account::text and bucket >= @Since::timestamptz and verdict = 'accepted'
         order by bucket
        """;

    // language=sql
    internal const string ForgetSql = "delete from callback_activity where bucket < @Before::timestamptz";
}

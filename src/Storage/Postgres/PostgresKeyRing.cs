using Dapper;
using Npgsql;

namespace Tracking.Storage.Postgres;

sealed class PostgresKeyRing(NpgsqlDataSource database) : IKeyRing
{
    public IReadOnlyList<string> All() => PostgresFaults.Run(() =>
    {
        using var connection = database.OpenConnection();
        return connection.Query<string>(AllSql).AsList();
    });

    public void Add(string name, string element) => PostgresFaults.Run(() =>
    {
        using var connection = database.OpenConnection();
        return connection.Execute(AddSql, new { Name = name, Element = element });
    });

    // language=sql
    internal const string AllSql = "select element from session_key order by added_at, name";

    // language=sql
    internal const string AddSql = "insert into session_key (name, element) values (@Name, @Element) on conflict do nothing";
}

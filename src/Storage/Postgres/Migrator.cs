using System.Data;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace Tracking.Storage.Postgres;

/// <summary>Brings the schema up to date. Any number of processes may do so at once.</summary>
public sealed class Migrator(NpgsqlDataSource database) : IStorageSchema
{
    /// <summary>Applies the scripts that were not applied yet, in their order, each in a transaction of its own.</summary>
    /// <exception cref="InvalidOperationException">A script was changed after it had been applied.</exception>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    public Task MigrateAsync(CancellationToken cancellationToken) =>
        PostgresFaults.RunAsync(
            async token =>
            {
                await ApplyNewAsync(token);
                return true;
            },
            cancellationToken);

    async Task ApplyNewAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);

        // Without a limit: whoever holds the lock may be building an index. The session's end releases it in any case.
        await connection.ExecuteAsync(new CommandDefinition(
            LockSql, commandTimeout: 0, cancellationToken: cancellationToken));
        try
        {
            await connection.ExecuteAsync(new CommandDefinition(LedgerSql, cancellationToken: cancellationToken));
            var applied = await AppliedAsync(connection, cancellationToken);
            foreach (var script in Scripts)
            {
                if (!applied.TryGetValue(script.Number, out var checksum))
                {
                    await ApplyAsync(connection, script, cancellationToken);
                }
                else if (checksum != script.Checksum)
                {
                    throw new InvalidOperationException(
                        $"Migration {script.Name} was changed after it had been applied. Restore it; put the change into a new one.");
                }
            }
        }
        finally
        {
            // A broken session has released it already.
            if (connection.State == ConnectionState.Open)
            {
                await connection.ExecuteAsync(
                    new CommandDefinition(UnlockSql, cancellationToken: CancellationToken.None));
            }
        }
    }

    /// <summary>Whether every script of this program was applied. A schema that is newer still is current.</summary>
    public Task<bool> IsCurrentAsync(CancellationToken cancellationToken)
    {
        return PostgresFaults.RunAsync(IsCurrent, cancellationToken);

        async ValueTask<bool> IsCurrent(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            var ledger = await connection.ExecuteScalarAsync<bool>(new CommandDefinition(HasLedgerSql, cancellationToken: token));
            if (!ledger)
                return false;
            var applied = await AppliedAsync(connection, token);
            return Scripts.All(script => applied.GetValueOrDefault(script.Number) == script.Checksum);
        }
    }

    static async Task<Dictionary<int, string>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<(int Number, string Checksum)>(new CommandDefinition(
            AppliedSql, cancellationToken: cancellationToken)))
        .ToDictionary(row => row.Number, row => row.Checksum);

    static async Task ApplyAsync(NpgsqlConnection connection, Script script, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            script.Text, transaction: transaction, commandTimeout: 0, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            RecordSql, new { script.Number, script.Name, script.Checksum }, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
    }

    static readonly Script[] Scripts =
    [
        .. from resource in typeof(Migrator).Assembly.GetManifestResourceNames()
           where resource.StartsWith(ScriptPrefix, StringComparison.Ordinal)
           orderby resource
           select Script.Read(resource),
    ];

    const string ScriptPrefix = "Tracking.Storage.Postgres.Migrations.";

    /// <param name="Name">As the file is called: <c>0001_what.sql</c>.</param>
    sealed record Script(int Number, string Name, string Text)
    {
        public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

        public static Script Read(string resource)
        {
            using var reader = new StreamReader(typeof(Migrator).Assembly.GetManifestResourceStream(resource)!);
            var name = resource[ScriptPrefix.Length..];
            return new Script(int.Parse(name.AsSpan(0, 4)), name, reader.ReadToEnd());
        }
    }

    // Any number will do that nobody else locks in this database: this one spells "tracking".
    // language=sql
    internal const string LockSql = "select pg_advisory_lock(x'747261636b696e67'::bigint)";

    // language=sql
    internal const string UnlockSql = "select pg_advisory_unlock(x'747261636b696e67'::bigint)";

    // language=sql
    internal const string LedgerSql = """
        create table if not exists schema_migration (
          number integer primary key,
          name text not null,
          checksum text not null,
          applied_at timestamptz not null default now()
        )
        """;

    // language=sql
    internal const string HasLedgerSql = "select to_regclass('schema_migration') is not null";

    // language=sql
    internal const string AppliedSql = "select number, checksum from schema_migration";

    // language=sql
    internal const string RecordSql = """
        insert into schema_migration (number, name, checksum) values (@Number, @Name, @Checksum)
        """;
}

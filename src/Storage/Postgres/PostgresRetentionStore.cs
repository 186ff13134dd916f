using Dapper;
using Npgsql;

namespace Tracking.Storage.Postgres;

/// <summary>Holds an advisory lock of its session for as long as a pass lasts.</summary>
sealed class PostgresRetentionStore(NpgsqlDataSource database, TimeProvider clock) : IRetentionStore
{
    readonly LeftoverRound _leftovers = new();

    public async Task<IRetentionPass?> TryBeginAsync(CancellationToken cancellationToken) =>
        await PostgresFaults.RunAsync(BeginAsync, cancellationToken);

    async ValueTask<PostgresRetentionPass?> BeginAsync(CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        var begun = false;
        try
        {
            begun = await connection.ExecuteScalarAsync<bool>(new CommandDefinition(LockSql, cancellationToken: cancellationToken));
            if (!begun)
                return null;
            await connection.ExecuteAsync(new CommandDefinition(FactStore.PlanByKeySql, cancellationToken: cancellationToken));
            return new PostgresRetentionPass(connection, clock, _leftovers);
        }
        catch
        {
            // Whether the lock was taken is not known: the session must not live on with it.
            NpgsqlConnection.ClearPool(connection);
            throw;
        }
        finally
        {
            if (!begun)
                await connection.DisposeAsync();
        }
    }

    // Any number will do that nobody else locks in this database: this one spells "retained".
    // language=sql
    internal const string LockSql = "select pg_try_advisory_lock(x'72657461696e6564'::bigint)";

    // language=sql
    internal const string UnlockSql = "select pg_advisory_unlock(x'72657461696e6564'::bigint)";
}

/// <summary>How far the search for leftovers has come. It goes round all claims, a part of them in each pass.</summary>
sealed class LeftoverRound
{
    /// <summary>The last claim that was looked at.</summary>
    public ClaimKey At { get; set; } = ClaimKey.First;
}

/// <summary>The primary key of a claim.</summary>
sealed record ClaimKey(string ProviderMessageId, string Provider, string Recipient, string DeliveryId)
{
    /// <summary>Before all others: no claim is without a delivery.</summary>
    public static readonly ClaimKey First = new("", "", "", "");
}

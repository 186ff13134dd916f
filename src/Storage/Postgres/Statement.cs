using Npgsql;

namespace Tracking.Storage.Postgres;

/// <summary>Statements of a batch. Dapper has no batches of its own.</summary>
static class Statement
{
    public static NpgsqlBatchCommand Of(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var (name, value) in parameters)
            command.Parameters.Add(new NpgsqlParameter(name, value));
        return command;
    }
}

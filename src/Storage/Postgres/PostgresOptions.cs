using Microsoft.Extensions.Options;
using Npgsql;

namespace Tracking.Storage.Postgres;

/// <summary>Where the database is.</summary>
public sealed class PostgresOptions
{
    public const string Key = "ConnectionStrings:Postgres";

    public const string DefaultConnectionString =
        "Host=localhost;Database=tracking;Username=tracking;Password=tracking";

    public string ConnectionString { get; set; } = DefaultConnectionString;
}

sealed class PostgresOptionsValidator : IValidateOptions<PostgresOptions>
{
    public ValidateOptionsResult Validate(string? name, PostgresOptions options) =>
        Problem(options.ConnectionString) is { } problem
            ? ValidateOptionsResult.Fail(
                $"{PostgresOptions.Key} must be a PostgreSQL connection string such as \"Host=localhost;Database=tracking;…\": {problem}")
            : ValidateOptionsResult.Success;

    // Never with the value: it holds a password.
    static string? Problem(string connectionString)
    {
        try
        {
            return string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(connectionString).Host) ? "it names no Host" : null;
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or InvalidCastException or KeyNotFoundException)
        {
            return "it cannot be read";
        }
    }
}

using System.Data;
using Dapper;

namespace Tracking.Storage.Postgres;

/// <summary>How Dapper reads what PostgreSQL returns.</summary>
static class PostgresTypes
{
    /// <summary>May be called any number of times.</summary>
    public static void Register()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new Timestamptz());
    }

    // Npgsql hands out a DateTime in UTC.
    sealed class Timestamptz : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) => new((DateTime)value);

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) =>
            parameter.Value = value.ToUniversalTime();
    }
}

using System.Reflection;
using System.Text.RegularExpressions;
using Dapper;
using Npgsql;
using Tracking.Storage.Postgres;
using Xunit;

namespace Tracking.Integration.Storage;

public sealed partial class SqlTests(Servers servers)
{
    [Fact]
    public async Task Every_statement_prepares_against_the_migrated_schema()
    {
        await using var source = PostgresServices.BuildDataSource(await servers.NewMigratedDatabaseAsync());
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var statements = (
            from type in typeof(Migrator).Assembly.GetTypes()
            from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            where field is { IsLiteral: true } && field.Name.EndsWith("Sql", StringComparison.Ordinal)
            select (Name: $"{type.Name}.{field.Name}", Text: (string)field.GetRawConstantValue()!)).ToArray();

        foreach (var (name, text) in statements)
        {
            var problem = await ProblemAsync(connection, text);
            Assert.True(problem is null, $"{name}: {problem}");
        }

        Assert.True(statements.Length >= 15, $"Only {statements.Length} statements were found.");
    }

    static async Task<string?> ProblemAsync(NpgsqlConnection connection, string text)
    {
        var names = new List<string>();
        var numbered = Parameter().Replace(text, match =>
        {
            if (!names.Contains(match.Value))
                names.Add(match.Value);
            return $"${names.IndexOf(match.Value) + 1}";
        });
        try
        {
            // What defines the schema cannot be prepared, and may be run again.
            await connection.ExecuteAsync(
                text.StartsWith("create", StringComparison.Ordinal) ? text : $"prepare checked as {numbered}; deallocate checked");
            return null;
        }
        catch (PostgresException fault)
        {
            return fault.MessageText;
        }
    }

    [GeneratedRegex("@[A-Za-z]+")]
    private static partial Regex Parameter();
}

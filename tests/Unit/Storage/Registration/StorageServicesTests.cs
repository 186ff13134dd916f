using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Tracking.Storage;
using Tracking.Storage.InMemory;
using Tracking.Storage.Postgres;
using Xunit;

namespace Tracking.Unit.Storage.Registration;

public sealed class StorageServicesTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_host_gets_every_store_and_query_from_one_line(bool inMemory)
    {
        var services = Services([]);
        await using var provider = (inMemory ? services.AddInMemoryStorage() : services.AddPostgresStorage())
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        Assert.NotNull(provider.GetRequiredService<IDeliveryStore>());
        Assert.NotNull(provider.GetRequiredService<IDeliveryQuery>());
        Assert.NotNull(provider.GetRequiredService<IUnsubscribeStore>());
        Assert.NotNull(provider.GetRequiredService<IRetentionStore>());
        Assert.NotNull(provider.GetRequiredService<IAuditTrail>());
        Assert.NotNull(provider.GetRequiredService<ICallbackStore>());
        Assert.NotNull(provider.GetRequiredService<IErasureStore>());
        Assert.Equal(!inMemory, provider.GetService<Migrator>() is not null);
    }

    [Fact]
    public async Task The_connection_string_comes_from_the_configuration()
    {
        await using var provider = Services(new() { [PostgresOptions.Key] = "Host=db.example;Database=t;Max Auto Prepare=0" })
            .AddPostgresStorage().BuildServiceProvider();

        var used = new NpgsqlConnectionStringBuilder(provider.GetRequiredService<NpgsqlDataSource>().ConnectionString);

        Assert.Equal(("db.example", "t", 0), (used.Host, used.Database, used.MaxAutoPrepare));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Database=t;Password=hush")]
    [InlineData("postgres://u:hush@localhost/t")]
    [InlineData("Host=localhost;Port=many;Password=hush")]
    public async Task A_bad_connection_string_is_refused_by_its_key_and_without_its_password(string connectionString)
    {
        await using var provider = Services(new() { [PostgresOptions.Key] = connectionString })
            .AddPostgresStorage().BuildServiceProvider();

        var refusal = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<NpgsqlDataSource>());

        Assert.StartsWith("ConnectionStrings:Postgres must be ", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", refusal.Message, StringComparison.Ordinal);
    }

    static IServiceCollection Services(Dictionary<string, string?> settings) =>
        new ServiceCollection().AddSingleton<IConfiguration>(
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
}

using Dapper;
using Npgsql;
using Tracking.Deliveries;
using Tracking.Storage;
using Tracking.Storage.Postgres;
using Tracking.Unit.Storage;
using Xunit;
using static Tracking.Unit.Storage.Facts;

namespace Tracking.Integration.Storage;

public sealed class ErasureTests(Servers servers)
{
    const string Ana = "ana@example.org";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_erasure_leaves_no_trace_in_any_column_of_any_table_but_in_requests_not_to_be_written_to()
    {
        await using var source = PostgresServices.BuildDataSource(await servers.NewMigratedDatabaseAsync());
        var stores = Postgres.Over(source);
        await FillAsync(stores);
        await using var connection = await source.OpenConnectionAsync(Token);
        var before = await TracesAsync(connection);

        await stores.Erasure.EraseAsync(Ana, null, Token);

        // What is looked for is there to be found.
        Assert.Superset(
            (HashSet<string>)
            [
                "audit.detail", "audit.subject", "claim.recipient", "delivery.error_message", "delivery.metadata", "delivery.recipient",
                "delivery.recipient_normalized", "event.error_message", "event.recipient", "event.url", "raw_callback.body",
                "raw_callback.url", .. NotToBeWrittenTo,
            ],
            before.ToHashSet());
        Assert.Equal(NotToBeWrittenTo, await TracesAsync(connection));
        Assert.Equal(300, await connection.ExecuteScalarAsync<int>("select count(*) from delivery where recipient ~ '^other'"));
        Assert.Equal(600, await connection.ExecuteScalarAsync<int>("select count(*) from event where recipient ~ '^other'"));
    }

    [Fact]
    public async Task An_erasure_that_is_interrupted_anywhere_is_made_good_by_another()
    {
        await using var source = PostgresServices.BuildDataSource(await servers.NewMigratedDatabaseAsync());
        var stores = Postgres.Over(source);
        await FillAsync(stores);
        await using var connection = await source.OpenConnectionAsync(Token);

        for (var wait = 1; wait < 200; wait *= 2)
        {
            using var interruption = new CancellationTokenSource(TimeSpan.FromMilliseconds(wait));
            try
            {
                await stores.Erasure.EraseAsync(Ana, null, interruption.Token);
            }
            catch (OperationCanceledException)
            {
                // Somewhere.
            }
        }

        await stores.Erasure.EraseAsync(Ana, null, Token);

        Assert.Equal(NotToBeWrittenTo, await TracesAsync(connection));
        Assert.Equal(default, (await stores.Erasure.EraseAsync(Ana, null, Token)).Rows);
    }

    // What says that she must not be written to says whom.
    static readonly string[] NotToBeWrittenTo =
    [
        "suppression.recipient", "suppression_signal.given_recipient", "suppression_signal.recipient", "unsubscribe_request.recipient",
    ];

    // Deliveries of hers and of others, more than go in one step; and her address wherever else it may come to be.
    static async Task FillAsync(Stores stores)
    {
        for (var i = 0; i < 3; i++)
        {
            var (raw, other) = (Raw(i, $"email=Ana%40example.org&n={i}"), Raw(i, "email=other%40example.org"));
            await stores.Callbacks.KeepAsync([raw, other], Token);
            await stores.Deliveries.ApplyAsync(
                [
                    .. Enumerable.Range(100 * i, 100).SelectMany(n => (DeliveryEvent[])
                    [
                        Described($"ana{n}", $"a{n}", "Ana <Ana@Example.org>"), Described($"other{n}", $"o{n}", $"other{n}@example.org"),
                        Callback(Evidence.HardBounce, $"a{n}", recipient: Ana) with
                        {
                            CallbackId = raw.CallbackId, ErrorMessage = "550 <ana@example.org> unknown",
                        },
                        Callback(Evidence.Delivered, $"o{n}", recipient: $"other{n}@example.org") with { CallbackId = other.CallbackId },
                    ]),
                ],
                Token);
        }

        await stores.Callbacks.KeepAsync([Raw(9, "") with { Url = $"https://hooks.example.net/?to={Ana}" }], Token);
        await stores.Deliveries.ApplyAsync(
            [
                Callback(Evidence.Delivered, "orphan", recipient: Ana), Assigned("shared", "s"),
                Callback(Evidence.Delivered, "s", recipient: "bo@example.org"),
                Callback(Evidence.HardBounce, "s", minute: 1, recipient: Ana) with { ErrorMessage = $"to {Ana}: no" },
                Callback(Evidence.Clicked, "elsewhere") with { Url = $"https://x.org/?u={Ana}" },
                Assigned("claimed", "c") with { Recipient = Ana },
            ],
            Token);
        await stores.Audit.RecordAsync(
            AuditEntry.Of(At(0), "bo", "suppression.lifted", Ana, new Dictionary<string, string> { ["to"] = Ana }), Token);
        await stores.Unsubscribes.RecordAsync(
            [new Unsubscribe(EventId.Of("u"), null, "email", Ana, "all", "link", null, At(0), At(1))], Token);

        // The outbox is a queue, of which a relay leaves nothing.
        await stores.DrainAsync();
    }

    static DeliveryEvent Described(string id, string messageId, string recipient)
    {
        var sent = Sent(id, messageId, recipient: recipient);
        return sent with
        {
            Description = Describe(
                sent, (DescriptionField.Recipient, recipient),
                (DescriptionField.Metadata, Description.MetadataText(new Dictionary<string, string> { ["to"] = recipient }))),
        };
    }

    /// <summary>Every column that holds the address, in whatever table there is: those of tomorrow, too.</summary>
    static async Task<string[]> TracesAsync(NpgsqlConnection connection)
    {
        var columns = await connection.QueryAsync<(string Table, string Column, string Type)>("""
            select table_name, column_name, data_type
              from information_schema.columns
             where table_schema = 'public' and data_type in ('text', 'character varying', 'json', 'jsonb', 'bytea', 'ARRAY')
             order by table_name, column_name
            """);
        var traces = new List<string>();
        foreach (var (table, column, type) in columns.ToArray())
        {
            var text = type == "bytea" ? $"encode({column}, 'escape')" : $"{column}::text";
            if (await connection.ExecuteScalarAsync<bool>(
                $"select exists (select from {table} where lower({text}) ~ 'ana(@|%40)example.org')"))
            {
                traces.Add($"{table}.{column}");
            }
        }

        return [.. traces];
    }
}

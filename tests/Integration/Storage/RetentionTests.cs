using Dapper;
using Npgsql;
using Tracking.Deliveries;
using Tracking.Storage;
using Tracking.Storage.Postgres;
using Xunit;
using static Tracking.Unit.Storage.Facts;

namespace Tracking.Integration.Storage;

public sealed class RetentionTests(Servers servers)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Exactly_what_is_old_goes_in_small_steps_while_evidence_is_applied()
    {
        await using var source = PostgresServices.BuildDataSource(await servers.NewMigratedDatabaseAsync());
        await using var connection = await source.OpenConnectionAsync(Token);
        await connection.ExecuteAsync(ManyRows);
        var stores = Postgres.Over(source);
        stores.Clock.Advance(TimeSpan.FromDays(1_000));
        var (now, applied) = (stores.Clock.GetUtcNow(), 0);

        using var done = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var applying = Task.Run(async () =>
        {
            for (; !done.IsCancellationRequested; applied++)
            {
                await stores.Deliveries.ApplyAsync(
                    [
                        Sent($"n{applied}", $"n{applied}") with { ReceivedAt = now },
                        Callback(Evidence.Delivered, $"n{applied}") with { ReceivedAt = now },
                        Callback(Evidence.Opened, $"young{applied}", minute: applied) with { ReceivedAt = now },
                        Callback(Evidence.Opened, $"ancient{applied * 1_237 % 5_000}", minute: applied) with { ReceivedAt = now },
                    ],
                    Token);
            }
        }, Token);
        var events = await stores.DeleteAsync(Expiring.Events, Start.AddDays(900), limit: 500);
        var deliveries = await stores.DeleteAsync(Expiring.Deliveries, Start.AddDays(600), limit: 100);
        await done.CancelAsync();
        await applying;
        await stores.DeleteAsync(Expiring.Events, Start.AddDays(900));

        // 5,000 ancient deliveries had 2 events each, 5,000 young ones an old one each, and there were 10,000 old orphans. Those of which
        // evidence came in time are kept for this time; what came late waits as orphans.
        Assert.Equal((25_000, 10_000), (events.Events, events.Orphans));
        Assert.InRange(deliveries.Deliveries, 5_000 - applied, 5_000);
        Assert.True(applied > 0);
        Assert.Equal(0, await CountAsync("event where received_at < '2028-08-17 12:00Z'"));
        Assert.Equal(5_000 - deliveries.Deliveries, await CountAsync("delivery where created_at < '2027-10-22 12:00Z'"));
        Assert.Equal(5_000 + applied, await CountAsync("delivery where delivery_id ~ '^(young|n)'"));
        Assert.Equal(5_000, await CountAsync("event where provider_message_id ~ '^young' and evidence = 'delivered'"));
        Assert.Equal(applied, await CountAsync("event where provider_message_id ~ '^ancient'"));
        Assert.Equal(await CountAsync("event e where delivery_id is null and not exists (select from claim c where c.provider_message_id = e.provider_message_id)"), await CountAsync("orphan"));
        Assert.Equal(0, await CountAsync("claim where not exists (select from delivery d where d.delivery_id = claim.delivery_id)"));
        Assert.Equal(0, await CountAsync("delivery where not exists (select from claim c where c.delivery_id = delivery.delivery_id)"));

        async Task<long> CountAsync(string rows) => await connection.ExecuteScalarAsync<long>($"select count(*) from {rows}");
    }

    [Theory]
    [InlineData("event_received_at", PostgresRetentionPass.EventsSql)]
    [InlineData("delivery_list", PostgresRetentionPass.OldDeliveriesSql)]
    [InlineData("audit_newest", PostgresRetentionPass.AuditEntriesSql)]
    [InlineData("claim_pkey", PostgresRetentionPass.LeftoversSql)]
    public async Task What_is_old_is_found_through_an_index(string index, string sql)
    {
        await using var source = PostgresServices.BuildDataSource(await servers.NewMigratedDatabaseAsync());
        await using var connection = await source.OpenConnectionAsync(Token);
        await connection.ExecuteAsync(ManyRows + "; analyze");

        await connection.ExecuteAsync(FactStore.PlanByKeySql);
        var plan = string.Join('\n', await connection.QueryAsync<string>(
            $"explain {sql}",
            new
            {
                From = Start.AddDays(-9_000),
                Before = Start.AddDays(-100),
                QuietSince = Start,
                Limit = 1_000,
                ProviderMessageId = "m",
                Provider = "",
                Recipient = "",
                DeliveryId = "",
            }));

        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on event", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on delivery", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on claim", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_workers_one_works_and_the_other_takes_over_when_its_session_ends()
    {
        var database = await servers.NewMigratedDatabaseAsync();
        await using var source = PostgresServices.BuildDataSource(database);
        await using var other = PostgresServices.BuildDataSource(database);
        await using var pass = await Postgres.Over(source).Retention.TryBeginAsync(Token);
        var elsewhere = Postgres.Over(other).Retention;
        Assert.Null(await elsewhere.TryBeginAsync(Token));

        await using (var connection = await other.OpenConnectionAsync(Token))
        {
            await connection.ExecuteAsync("""
                select pg_terminate_backend(l.pid)
                  from pg_locks l
                  join pg_database d on d.oid = l.database
                 where l.locktype = 'advisory' and d.datname = current_database()
                """);
        }

        await Assert.ThrowsAsync<StorageUnavailableException>(() => pass!.DeleteAsync(Expiring.Events, At(0), 10, Token));
        await Eventually.HoldsAsync(async () =>
        {
            await using var next = await elsewhere.TryBeginAsync(Token);
            Assert.NotNull(next);
        });
    }

    [Fact]
    public async Task A_delivery_that_is_deleted_while_evidence_of_it_is_applied_does_not_come_back_and_nothing_gets_lost()
    {
        await using var source = PostgresServices.BuildDataSource(await servers.NewMigratedDatabaseAsync());
        var stores = Postgres.Over(source);
        await using var pass = await stores.Retention.TryBeginAsync(Token);
        await using var connection = await source.OpenConnectionAsync(Token);

        // Evidence that is old when it comes, so that its delivery is not spared for its sake.
        for (var round = 0; round < 200; round++)
        {
            await stores.Deliveries.ApplyAsync([Sent($"d{round}", $"m{round}")], Token);
            stores.Clock.Advance(TimeSpan.FromDays(1));
            var now = stores.Clock.GetUtcNow();
            using var start = new Barrier(2);
            await Task.WhenAll(
                Together(start, () => stores.Deliveries.ApplyAsync([Callback(Evidence.Delivered, $"m{round}", minute: 1)], Token)),
                Together(start, () => pass!.DeleteAsync(Expiring.Deliveries, now, 10, Token)));
        }

        // A row that its writer held just then is left, whole, to the next pass.
        var left = await CountAsync("delivery");
        Assert.Equal(left, await CountAsync("claim c join delivery d using (delivery_id) where d.status = 'delivered'"));
        Assert.Equal(left, await CountAsync("claim"));
        Assert.Equal(left, await CountAsync("event where delivery_id is not null"));
        Assert.Equal(await CountAsync("orphan"), await CountAsync("event where delivery_id is null") - left);
        Assert.True(left < 200);
        await pass!.DisposeAsync();
        Assert.Equal(left, (await stores.DeleteAsync(Expiring.Deliveries, stores.Clock.GetUtcNow())).Deliveries);
        Assert.Equal(await CountAsync("orphan"), await CountAsync("event"));

        async Task<int> CountAsync(string rows) => await connection.ExecuteScalarAsync<int>($"select count(*) from {rows}");
    }

    [Fact]
    public async Task A_delivery_that_was_written_before_is_never_inserted()
    {
        await using var source = PostgresServices.BuildDataSource(await servers.NewMigratedDatabaseAsync());
        await using var connection = await source.OpenConnectionAsync(Token);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync("""
            insert into delivery (delivery_id, described, status, evidence, event_id, open_count, machine_open_count, click_count, version,
              revision, created_at, updated_at)
            values ('d1', '[]', 'sent', 'sent', gen_random_uuid(), 0, 0, 0, 2, 2, now(), now())
            """));

        Assert.Equal(PostgresErrorCodes.SerializationFailure, fault.SqlState);
    }

    [Fact]
    public async Task A_claim_without_delivery_or_event_goes_and_every_other_stays()
    {
        await using var source = PostgresServices.BuildDataSource(await servers.NewMigratedDatabaseAsync());
        var stores = Postgres.Over(source);
        await stores.Deliveries.ApplyAsync([.. Enumerable.Range(0, 5).Select(i => Sent($"d{i}", $"m{i}"))], Token);
        await using var connection = await source.OpenConnectionAsync(Token);
        await connection.ExecuteAsync("""
            delete from delivery where delivery_id in ('d1', 'd3');
            delete from event where delivery_id in ('d3', 'd4')
            """);

        var deleted = await stores.DeleteAsync(Expiring.Leftovers, default, limit: 2);

        Assert.Equal(new DeletedRows { Claims = 1 }, deleted);
        Assert.Equal(
            ["d0", "d1", "d2", "d4"], await connection.QueryAsync<string>("select delivery_id from claim order by delivery_id"));
    }

    static Task Together(Barrier start, Func<Task> work) => Task.Factory.StartNew(
        () =>
        {
            start.SignalAndWait(Token);
            return work();
        },
        Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    // Facts.Start is 2026-03-01 12:00. Ancient deliveries have an event of their own and a callback; young ones an old event and a young
    // callback; orphans are old or young.
    const string ManyRows = """
        insert into delivery (delivery_id, described, status, evidence, event_id, open_count, machine_open_count, click_count, version,
          revision, created_at, updated_at)
        select k.kind || i, '[]', 'sent', 'sent', gen_random_uuid(), 0, 0, 0, 1, 1, '2026-03-01 12:00Z'::timestamptz + k.at + i * interval '1 s', now()
          from generate_series(0, 4999) i, (values ('ancient', interval '0'), ('young', interval '950 days')) k (kind, at);
        insert into claim select 'twilio', delivery_id, '', delivery_id, created_at from delivery;
        insert into event (provider, provider_message_id, event_id, delivery_id, source, evidence, received_at, ambiguous, by_machine)
        select 'twilio', delivery_id, gen_random_uuid(), delivery_id, 'producer', 'sent',
               '2026-03-01 12:00Z'::timestamptz + i * interval '1 s', false, false
          from (select delivery_id, row_number() over () as i from delivery) d;
        insert into event (provider, provider_message_id, event_id, source, evidence, received_at, ambiguous, by_machine)
        select 'twilio', delivery_id, gen_random_uuid(), 'callback', 'delivered', created_at, false, false from delivery;
        insert into event (provider, provider_message_id, event_id, source, evidence, received_at, ambiguous, by_machine)
        select 'twilio', 'orphan' || i, gen_random_uuid(), 'callback', 'delivered',
               '2026-03-01 12:00Z'::timestamptz + i % 2 * interval '950 days' + i * interval '1 s', false, false
          from generate_series(0, 19999) i;
        insert into orphan select provider, provider_message_id, event_id, received_at from event where provider_message_id ~ '^orphan';
        insert into audit (audit_id, at, actor, action)
        select gen_random_uuid(), '2026-03-01 12:00Z'::timestamptz + i * interval '1 min', 'ana', 'lift' from generate_series(0, 19999) i
        """;
}

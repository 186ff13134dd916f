using Dapper;
using Npgsql;

namespace Tracking.Pipeline.Measures;

/// <summary>Deliveries that were sent and wait for their callbacks, as the worker would have written them, but by the million.</summary>
static class KnownDeliveries
{
    public static async Task AddAsync(string database, int count)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { CommandTimeout = 0 }.ConnectionString);
        await connection.OpenAsync();
        await connection.ExecuteAsync("set synchronous_commit = off");
        foreach (var statement in Statements)
            await connection.ExecuteAsync(statement, new { count });
        await connection.ExecuteAsync(Floors.RowByRow.Schema);
        await connection.ExecuteAsync(Floors.RowByRow.Seed, new { count });
        await connection.ExecuteAsync("vacuum (analyze)");
    }

    // language=sql
    static readonly string[] Statements =
    [
        """
        insert into delivery (
          delivery_id, notification_id, tenant_id, channel, notification_type, category, template_id, notifiable_type, notifiable_id,
          recipient, recipient_normalized, provider, duration_ms, described, status, evidence, stated_at, event_id, sent_at, open_count,
          machine_open_count, click_count, version, revision, created_at, updated_at)
        select 'd-' || n, 'n-' || n / 2, 'tenant-' || n % 20, 'sms', 'SignInCode', 'security', 'tpl-' || n % 40, 'user', 'u-' || n % 100003,
               address, address, 'twilio', 120,
               jsonb_build_array(jsonb_build_object('at', at, 'by', md5('s' || n)::uuid, 'fields', 2047)),
               'sent', 'sent', at, md5('s' || n)::uuid, at, 0, 0, 0, 1, 1, at, at
          from generate_series(1, @count) n,
               lateral (select '+316' || lpad((n % 3000017)::text, 8, '0') as address, now() - interval '1 hour' + n * interval '1 ms' as at) a
        """,
        """
        insert into claim (provider, provider_message_id, recipient, delivery_id, claimed_at)
        select provider, 'SM' || lpad(substr(delivery_id, 3), 32, '0'), '', delivery_id, created_at from delivery
        """,
        """
        insert into event (
          provider, provider_message_id, event_id, delivery_id, source, evidence, stated_at, received_at, ambiguous, by_machine)
        select provider, 'SM' || lpad(substr(delivery_id, 3), 32, '0'), event_id, delivery_id, 'producer', 'sent', created_at, created_at, false, false
          from delivery
        """,
    ];
}

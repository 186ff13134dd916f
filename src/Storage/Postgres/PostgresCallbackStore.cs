using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Dapper;
using Npgsql;

namespace Tracking.Storage.Postgres;

sealed class PostgresCallbackStore(NpgsqlDataSource database) : ICallbackStore
{
    public Task KeepAsync(IReadOnlyCollection<KeptCallback> callbacks, CancellationToken cancellationToken)
    {
        var sorted = callbacks.DistinctBy(c => c.CallbackId).OrderBy(c => c.CallbackId).ToArray();
        return PostgresFaults.RunAsync(Keep, cancellationToken);

        async ValueTask<int> Keep(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            return await connection.ExecuteAsync(new CommandDefinition(
                KeepSql,
                new
                {
                    Ids = sorted.Select(c => c.CallbackId).ToArray(),
                    Providers = sorted.Select(c => StorableText.Of(c.Provider)).ToArray(),
                    Accounts = sorted.Select(c => StorableText.Of(c.Account)).ToArray(),
                    ReceivedAts = sorted.Select(c => c.ReceivedAt.ToUniversalTime()).ToArray(),
                    Methods = sorted.Select(c => StorableText.Of(c.Method)).ToArray(),
                    Urls = sorted.Select(c => StorableText.Of(c.Url)).ToArray(),
                    ContentTypes = sorted.Select(c => StorableText.Of(c.ContentType)).ToArray(),
                    Headers = sorted.Select(c => JsonSerializer.Serialize(
                        c.Headers.ToDictionary(StringComparer.Ordinal), StorageJson.Default.DictionaryStringString)).ToArray(),
                    Bodies = sorted.Select(c => Encoding.UTF8.GetBytes(c.Body)).ToArray(),
                },
                cancellationToken: token));
        }
    }

    public Task<KeptCallback?> FindAsync(Guid callbackId, CancellationToken cancellationToken)
    {
        return PostgresFaults.RunAsync(Find, cancellationToken);

        async ValueTask<KeptCallback?> Find(CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            var row = await connection.QuerySingleOrDefaultAsync<CallbackRow>(new CommandDefinition(
                FindSql, new { CallbackId = callbackId }, cancellationToken: token));
            return row?.Callback;
        }
    }

    /// <summary>Before every id of version 7 of that instant or later, and after all that are a millisecond older.</summary>
    public static Guid FirstIdOf(DateTimeOffset instant)
    {
        Span<byte> id = stackalloc byte[16];
        id.Clear();
        BinaryPrimitives.WriteInt64BigEndian(id, Math.Max(0, instant.ToUnixTimeMilliseconds()) << 16);
        return new Guid(id, bigEndian: true);
    }

    // language=sql
    internal const string KeepSql = """
        insert into raw_callback (callback_id, provider, account, received_at, method, url, content_type, headers, body)
        select *
          from unnest(
            @Ids::uuid[], @Providers::text[], @Accounts::text[], @ReceivedAts::timestamptz[], @Methods::text[], @Urls::text[],
            @ContentTypes::text[], @Headers::json[], @Bodies::bytea[])
        on conflict (callback_id) do nothing
        """;

    // language=sql
    internal const string FindSql = $"select {CallbackRow.Columns} from raw_callback r where r.callback_id = @CallbackId";
}

/// <summary>A row of <c>raw_callback</c>.</summary>
sealed record CallbackRow
{
    /// <summary>Its columns, of a table called <c>r</c>.</summary>
    public const string Columns =
        "r.callback_id, r.provider, r.account, r.received_at, r.method, r.url, r.content_type, r.headers, r.body";

    public required Guid CallbackId { get; init; }
    public required string Provider { get; init; }
    public string? Account { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public required string Method { get; init; }
    public required string Url { get; init; }
    public string? ContentType { get; init; }
    public required string Headers { get; init; }
    public required byte[] Body { get; init; }

    public KeptCallback Callback => new()
    {
        CallbackId = CallbackId,
        Provider = Provider,
        Account = Account,
        ReceivedAt = ReceivedAt,
        Method = Method,
        Url = Url,
        ContentType = ContentType,
        Headers = JsonSerializer.Deserialize(Headers, StorageJson.Default.DictionaryStringString) ?? [],
        Body = Encoding.UTF8.GetString(Body),
    };
}

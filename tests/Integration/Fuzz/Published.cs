using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Tracking.Contracts;
using Tracking.Providers;
using Tracking.Unit.Providers;

namespace Tracking.Integration.Fuzz;

/// <summary>
/// Takes whatever is published off the queues and asks whether it may be there. A callback may where one of the recorded signatures
/// holds for it as it was published, for those are all that the fuzzer knows; an event where it keeps the rules of its contract.
/// </summary>
sealed class Published : IAsyncDisposable
{
    readonly Corpus _corpus;
    readonly IConnection _connection;
    readonly IChannel _channel;
    // Most of what is published, it is again and again.
    readonly ConcurrentDictionary<(string Provider, string? Account, string Url, string Body), bool> _known = new();
    readonly ConcurrentQueue<string> _wrong = new();
    readonly ConcurrentDictionary<string, int> _counts = new();

    Published(Corpus corpus, IConnection connection, IChannel channel) => (_corpus, _connection, _channel) = (corpus, connection, channel);

    /// <summary>By provider, or by the type of event.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    public int Total => _counts.Values.Sum();

    /// <summary>What was published and should not have been.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    public static async Task<Published> WatchAsync(string rabbitMq, Corpus corpus)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(rabbitMq) }.CreateConnectionAsync();
        var published = new Published(corpus, connection, await connection.CreateChannelAsync());
        foreach (var field in typeof(Queues).GetFields().Where(field => field.IsLiteral))
        {
            var consumer = new AsyncEventingBasicConsumer(published._channel);
            consumer.ReceivedAsync += (_, delivery) => published.TakeAsync(field.Name, delivery.Body);
            await published._channel.BasicConsumeAsync((string)field.GetRawConstantValue()!, autoAck: true, consumer);
        }

        return published;
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    async Task TakeAsync(string type, ReadOnlyMemory<byte> body)
    {
        try
        {
            if (type == nameof(CallbacksReceived))
            {
                foreach (var callback in JsonSerializer.Deserialize<CallbacksReceived>(body.Span, JsonSerializerOptions.Web)!.Callbacks)
                    await TakeAsync(callback);
                return;
            }

            if (Problem(type, body.Span) is { } problem)
                _wrong.Enqueue($"{type}: {problem}: {Encoding.UTF8.GetString(body.Span)}");
            // Tells of the others, and is no answer to any of them.
            if (type != nameof(CallbacksRefused))
                Count(type);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            _wrong.Enqueue($"{type} cannot be read, {e.Message}: {Encoding.UTF8.GetString(body.Span)}");
        }
    }

    async Task TakeAsync(RawCallback callback)
    {
        var key = (callback.Provider, callback.Account, callback.Url, callback.Body);
        if (_known.Count > 500)
            _known.Clear();
        if (!_known.TryGetValue(key, out var isSigned))
        {
            isSigned = await IsSignedAsync(callback);

            // Long bodies are rare, differ, and would be what the memory of the run consists of.
            if (callback.Body.Length < 4_096)
                _known[key] = isSigned;
        }

        if (!isSigned)
            _wrong.Enqueue($"{callback.Provider} never signed {JsonSerializer.Serialize(callback)}");
        Count(callback.Provider);
    }

    async Task<bool> IsSignedAsync(RawCallback callback)
    {
        var provider = _corpus.Providers[callback.Provider];
        var recorded = Fixture.Of(provider.Name).Select(fixture => fixture.Request(provider.Route)).ToArray();
        foreach (var headers in recorded.Select(request => request.Headers).Append(new Dictionary<string, string>()))
        {
            var verified = await provider.VerifyAsync(
                new CallbackRequest
                {
                    Method = callback.Method,
                    Url = callback.Url,
                    ContentType = callback.ContentType,
                    Headers = headers,
                    Body = Encoding.UTF8.GetBytes(callback.Body),
                    ReceivedAt = Requests.Now,
                },
                callback.Account, CancellationToken.None);
            if (verified is { Verdict: SignatureVerdict.Valid, Action: CallbackAction.Publish })
                return true;
        }

        return false;
    }

    void Count(string what) => _counts.AddOrUpdate(what, 1, (_, count) => count + 1);

    static string? Problem(string type, ReadOnlySpan<byte> body) => type switch
    {
        nameof(NotificationQueued) => MessageRules.Check(Read<NotificationQueued>(body), Requests.Now),
        nameof(NotificationSent) => MessageRules.Check(Read<NotificationSent>(body), Requests.Now),
        nameof(NotificationFailed) => MessageRules.Check(Read<NotificationFailed>(body), Requests.Now),
        nameof(ProviderMessageAssigned) => MessageRules.Check(Read<ProviderMessageAssigned>(body), Requests.Now),
        nameof(ReceiptReported) => MessageRules.Check(Read<ReceiptReported>(body), Requests.Now),
        nameof(UnsubscribeRequested) => MessageRules.Check(Read<UnsubscribeRequested>(body), Requests.Now),
        nameof(CallbacksRefused) => MessageRules.Check(Read<CallbacksRefused>(body), TimeProvider.System.GetUtcNow()),
        _ => "nobody publishes it here",
    };

    static T Read<T>(ReadOnlySpan<byte> body) => JsonSerializer.Deserialize<T>(body, JsonSerializerOptions.Web)!;
}

using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;
using Xunit;

namespace Tracking.Integration.Pipeline;

/// <summary>What a producer in another language, or an operator, does with the broker of a test.</summary>
sealed class Broker : IAsyncDisposable
{
    readonly IConnection _connection;
    readonly IChannel _channel;
    readonly HttpClient _management;
    readonly string _virtualHost;

    Broker(IConnection connection, IChannel channel, HttpClient management, string virtualHost) =>
        (_connection, _channel, _management, _virtualHost) = (connection, channel, management, virtualHost);

    public static Task<Broker> ConnectAsync(Hosts hosts, Servers servers) => ConnectAsync(hosts, servers.RabbitMqManagement);

    public static async Task<Broker> ConnectAsync(Hosts hosts, Uri managementUrl)
    {
        var uri = new Uri(hosts.RabbitMq);
        var connection = await new ConnectionFactory { Uri = uri }.CreateConnectionAsync(Cancelled);
        var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Cancelled);
        var management = new HttpClient { BaseAddress = new Uri(managementUrl.GetLeftPart(UriPartial.Authority)) };
        management.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(managementUrl.UserInfo))));
        return new Broker(connection, channel, management, uri.AbsolutePath.Trim('/'));
    }

    /// <summary>Declares a queue as an older version, or an operator, might have left it: the hosts' own declaration is refused.</summary>
    public static async Task DeclareOtherwiseAsync(Hosts hosts, string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(hosts.RabbitMq) }.CreateConnectionAsync(Cancelled);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancelled);
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: Cancelled);
    }

    /// <summary>Publishes plain JSON, confirmed and routed, or fails.</summary>
    public async Task PublishAsync(string message, string body, string contentType = "application/json", string? messageId = null)
    {
        var properties = new BasicProperties { ContentType = contentType, Persistent = true, MessageId = messageId };
        await _channel.BasicPublishAsync(
            $"Tracking.Contracts:{message}", "", mandatory: true, properties, Encoding.UTF8.GetBytes(body), Cancelled);
    }

    /// <summary>Binds a durable queue to what is announced: a classic one, as MassTransit makes for a subscriber.</summary>
    public async Task SubscribeAsync(string message, string queue)
    {
        await _channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: Cancelled);
        await _channel.QueueBindAsync(queue, $"Tracking.Contracts:{message}", "", cancellationToken: Cancelled);
    }

    /// <summary>Puts a message straight into a queue.</summary>
    public async Task PutAsync(string queue, ReadOnlyMemory<byte> body, BasicProperties properties)
    {
        properties.Persistent = true;
        await _channel.BasicPublishAsync("", queue, mandatory: true, properties, body, Cancelled);
    }

    /// <summary>Takes the next message of a queue, waiting for it.</summary>
    public async Task<BasicGetResult> TakeAsync(string queue)
    {
        BasicGetResult? taken = null;
        await Eventually.HoldsAsync(async () => Assert.NotNull(taken = await _channel.BasicGetAsync(queue, autoAck: true, Cancelled)));
        return taken!;
    }

    public Task<uint> CountAsync(string queue) => _channel.MessageCountAsync(queue, Cancelled);

    public Task<uint> DeleteAsync(string queue) => _channel.QueueDeleteAsync(queue, cancellationToken: Cancelled);

    public async Task<JsonElement> QueueAsync(string queue) =>
        await _management.GetFromJsonAsync<JsonElement>(new Uri($"/api/queues/{_virtualHost}/{queue}", UriKind.Relative), Cancelled);

    public async Task<IReadOnlyList<string>> NamesAsync(string kind) =>
        [.. (await _management.GetFromJsonAsync<JsonElement>(new Uri($"/api/{kind}/{_virtualHost}", UriKind.Relative), Cancelled))
            .EnumerateArray().Select(each => each.GetProperty("name").GetString()!).Order(StringComparer.Ordinal)];

    /// <summary>A policy of an operator's: a queue that refuses what is more.</summary>
    public async Task LimitAsync(string queue, int messages)
    {
        using var answer = await _management.PutAsJsonAsync(
            Policy,
            new Dictionary<string, object>
            {
                ["pattern"] = $"^{queue.Replace(".", "[.]", StringComparison.Ordinal)}$",
                ["apply-to"] = "queues",
                ["definition"] = new Dictionary<string, object> { ["max-length"] = messages, ["overflow"] = "reject-publish" },
            },
            Cancelled);
        answer.EnsureSuccessStatusCode();
        await Eventually.HoldsAsync(async () => Assert.Equal("limit", (await QueueAsync(queue)).GetProperty("policy").GetString()));
    }

    public async Task LiftLimitsAsync()
    {
        using var answer = await _management.DeleteAsync(Policy, Cancelled);
        answer.EnsureSuccessStatusCode();
    }

    Uri Policy => new($"/api/policies/{_virtualHost}/limit", UriKind.Relative);

    /// <summary>A header as text, whatever AMQP made of it.</summary>
    public static string? Header(BasicGetResult message, string name) =>
        message.BasicProperties.Headers?.TryGetValue(name, out var value) != true ? null
        : value is byte[] bytes ? Encoding.UTF8.GetString(bytes)
        : value?.ToString();

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
        _management.Dispose();
    }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;
}

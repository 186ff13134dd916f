using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Tracking.Hosting.Broker;
using Tracking.Storage;

namespace Tracking.Dashboard.Queues;

/// <summary>As RabbitMQ's management API tells them.</summary>
sealed partial class RabbitMqQueueFigures : IQueueFigures
{
    public const string ClientName = "rabbitmq-management";

    // A broker under stress answers late, and a page must not wait for it.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // Ours only, and of each only what is shown: a broker may have thousands of others.
    const string Query =
        "?name=%5Etracking%5C.&use_regex=true&page=1&page_size=500&columns=name,messages_ready,messages_unacknowledged,consumers,"
        + "message_stats.publish_details.rate,message_stats.deliver_get_details.rate,message_stats.ack_details.rate";

    readonly IHttpClientFactory _clients;
    readonly IOptions<ManagementOptions> _management;
    readonly IOptions<BrokerOptions> _broker;
    readonly IDeadLetterQuery _letters;
    readonly TimeProvider _clock;
    readonly ILogger<RabbitMqQueueFigures> _logger;
    readonly QueueFiguresCache _cache;

    public RabbitMqQueueFigures(
        IHttpClientFactory clients, IOptions<ManagementOptions> management, IOptions<BrokerOptions> broker, IDeadLetterQuery letters,
        TimeProvider clock, ILogger<RabbitMqQueueFigures> logger)
    {
        _clients = clients;
        _management = management;
        _broker = broker;
        _letters = letters;
        _clock = clock;
        _logger = logger;
        _cache = new QueueFiguresCache(clock, AskAsync);
    }

    public Task<QueueFigures> GetAsync(CancellationToken cancellationToken) => _cache.GetAsync(cancellationToken);

    async Task<QueueFigures> AskAsync(CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        using var deadline = new CancellationTokenSource(Patience, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var client = _clients.CreateClient(ClientName);
            using var response = await client.SendAsync(Request(), either.Token);
            if (!response.IsSuccessStatusCode)
                return Unavailable(now, $"The broker's management API answers with {(int)response.StatusCode}.");
            var body = await response.Content.ReadFromJsonAsync(ManagementJson.Default.ManagementPage, either.Token);
            return new QueueFigures(now, [.. ViewsOf(body?.Items ?? [], await _letters.WaitingAsync(either.Token))]);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException)
        {
            NotAnswered(e.Message);
            return Unavailable(now, e is JsonException
                ? "What answers at RabbitMq:ManagementUrl is not the broker's management API."
                : "The broker's management API cannot be reached.");
        }
    }

    static QueueFigures Unavailable(DateTimeOffset now, string problem) => new(now, [], problem);

    HttpRequestMessage Request()
    {
        var url = new Uri(_management.Value.ManagementUrl);
        var address = url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
        var request = new HttpRequestMessage(
            HttpMethod.Get, $"{address}/api/queues/{Uri.EscapeDataString(_broker.Value.VirtualHost)}{Query}");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo))));
        return request;
    }

    // A dead letter is on the broker until a worker has archived it, and then waits in the archive.
    static IEnumerable<QueueView> ViewsOf(IReadOnlyList<ManagementQueue> queues, IReadOnlyList<WaitingLetters> archived)
    {
        var dead = queues.ToDictionary(queue => queue.Name, queue => (queue.Ready ?? 0) + (queue.Unacknowledged ?? 0), StringComparer.Ordinal);
        var waiting = archived.ToLookup(letters => letters.Queue, letters => letters.Count);
        return
            from queue in queues
            where !IsOfDeadLetters(queue.Name)
            let isConsumed = !queue.Name.StartsWith("tracking.redelivery.", StringComparison.Ordinal)
            orderby !isConsumed, queue.Name
            select new QueueView
            {
                Name = queue.Name,
                Ready = queue.Ready ?? 0,
                Unacknowledged = queue.Unacknowledged ?? 0,
                Consumers = queue.Consumers ?? 0,
                Rates = new QueueRates(
                    queue.Statistics?.Published?.Rate, queue.Statistics?.Delivered?.Rate, queue.Statistics?.Acknowledged?.Rate),
                DeadLetters = isConsumed ? dead.GetValueOrDefault(Contracts.Queues.DeadLettersOf(queue.Name)) + waiting[queue.Name].Sum() : null,
            };
    }

    static bool IsOfDeadLetters(string name) => name.EndsWith(".dead", StringComparison.Ordinal);

    [LoggerMessage(LogLevel.Warning, "The broker's management API does not answer: {Reason}")]
    partial void NotAnswered(string reason);
}

sealed record ManagementPage(IReadOnlyList<ManagementQueue> Items);

/// <summary>A queue as the management API describes it. One that was declared a moment ago has no figures yet.</summary>
sealed record ManagementQueue
{
    public required string Name { get; init; }

    [JsonPropertyName("messages_ready")]
    public long? Ready { get; init; }

    [JsonPropertyName("messages_unacknowledged")]
    public long? Unacknowledged { get; init; }

    public int? Consumers { get; init; }

    [JsonPropertyName("message_stats")]
    public ManagementStatistics? Statistics { get; init; }
}

sealed record ManagementStatistics
{
    [JsonPropertyName("publish_details")]
    public ManagementRate? Published { get; init; }

    [JsonPropertyName("deliver_get_details")]
    public ManagementRate? Delivered { get; init; }

    [JsonPropertyName("ack_details")]
    public ManagementRate? Acknowledged { get; init; }
}

sealed record ManagementRate(double? Rate);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ManagementPage))]
sealed partial class ManagementJson : JsonSerializerContext;

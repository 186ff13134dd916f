using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;

namespace Tracking.Integration.EndToEnd.Ledger;

/// <summary>All queues of a virtual host, whoever declared them.</summary>
/// <param name="virtualHost">The AMQP URI, with user and password.</param>
sealed class BrokerQueues(Uri virtualHost, Uri management)
{
    string Name => virtualHost.AbsolutePath.Trim('/');

    public async Task CreateVirtualHostAsync(CancellationToken cancellationToken)
    {
        using var http = Http();
        using var created = await http.PutAsJsonAsync(Api($"vhosts/{Name}"), new { }, cancellationToken);
        created.EnsureSuccessStatusCode();
        using var permitted = await http.PutAsJsonAsync(
            Api($"permissions/{Name}/{management.UserInfo.Split(':')[0]}"), new { configure = ".*", write = ".*", read = ".*" },
            cancellationToken);
        permitted.EnsureSuccessStatusCode();
    }

    /// <summary>How many messages each queue has that nobody has taken: what a consumer holds is not among them.</summary>
    public async Task<IReadOnlyDictionary<string, uint>> ReadyAsync(CancellationToken cancellationToken)
    {
        using var http = Http();
        var queues = await http.GetFromJsonAsync<JsonElement>(Api($"queues/{Name}"), cancellationToken);
        await using var connection = await ConnectAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var ready = new Dictionary<string, uint>();
        foreach (var queue in queues.EnumerateArray().Select(queue => queue.GetProperty("name").GetString()!))
            ready[queue] = await channel.MessageCountAsync(queue, cancellationToken);
        return ready;
    }

    /// <summary>Takes every message of a queue.</summary>
    public async Task<IReadOnlyList<BasicGetResult>> TakeAllAsync(string queue, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var taken = new List<BasicGetResult>();
        while (await channel.BasicGetAsync(queue, autoAck: true, cancellationToken) is { } message)
            taken.Add(message);
        return taken;
    }

    async Task<IConnection> ConnectAsync(CancellationToken cancellationToken) =>
        await new ConnectionFactory { Uri = virtualHost, AutomaticRecoveryEnabled = false }.CreateConnectionAsync(cancellationToken);

    HttpClient Http()
    {
        var user = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(management.UserInfo));
        return new HttpClient
        {
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(user)) },
        };
    }

    Uri Api(string path) => new($"{management.GetLeftPart(UriPartial.Authority)}/api/{path}");
}

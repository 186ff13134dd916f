using RabbitMQ.Client;

namespace Tracking.Integration.EndToEnd.Announcements;

/// <summary>
/// A subscriber's own durable queue. It is read when the faults are over, so that whatever is in it twice was published twice.
/// </summary>
sealed class StatusChangeQueue(Uri broker)
{
    const string Exchange = "Tracking.Contracts:DeliveryStatusChanged";
    public const string Name = "ledger.status-changes";

    public async Task DeclareAsync(CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.ExchangeDeclareAsync(Exchange, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(
            Name, durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: cancellationToken);
        await channel.QueueBindAsync(Name, Exchange, "", cancellationToken: cancellationToken);
    }

    /// <summary>Takes what has come since the last time.</summary>
    public async Task<IReadOnlyList<StatusChange>> TakeAllAsync(CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var taken = new List<StatusChange>();
        while (await channel.BasicGetAsync(Name, autoAck: true, cancellationToken) is { } message)
            taken.Add(StatusChange.Parse(message.BasicProperties.MessageId, message.Body));
        return taken;
    }

    async Task<IConnection> ConnectAsync(CancellationToken cancellationToken) =>
        await new ConnectionFactory { Uri = broker, AutomaticRecoveryEnabled = false }.CreateConnectionAsync(cancellationToken);
}

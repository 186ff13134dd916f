using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Tracking.Contracts;
using Tracking.Simulator.Players;

namespace Tracking.Integration.EndToEnd.Ledger;

/// <summary>
/// Plants what nobody can read among what everybody can, over the same ways and through the same faults: callbacks under a genuine
/// signature that state no status, and events that break a rule. Each is repeated until it is acknowledged.
/// </summary>
sealed class Poison(LedgerSystem system, TimeProvider time)
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <param name="count">Of each of the two.</param>
    /// <param name="during">They are spread over it.</param>
    public async Task<IReadOnlyList<Planted>> PlantAsync(int count, TimeSpan during, CancellationToken cancellationToken)
    {
        var planted = new List<Planted>();
        for (var i = 1; i <= count; i++)
        {
            await Task.Delay(during / (count + 1), time, cancellationToken);
            var (callback, @event) = ($"poison-callback-{i}", $"poison-event-{i}");
            await UntilAcknowledgedAsync(token => PostAsync(callback, token), cancellationToken);
            planted.Add(new Planted(callback, Queues.CallbacksReceived, "MessageStatus is missing"));
            await UntilAcknowledgedAsync(token => PublishAsync(@event, token), cancellationToken);
            planted.Add(new Planted(@event, Queues.NotificationSent, "occurredAt must not be before 2010-01-01"));
        }

        return planted;
    }

    async Task PostAsync(string mark, CancellationToken cancellationToken)
    {
        KeyValuePair<string, string>[] form = [new("MessageSid", mark), new("To", "+31612345678")];
        var url = new Uri(system.Ingress, "/webhooks/twilio/status");
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add(
            "X-Twilio-Signature", TwilioSigner.Sign(url.AbsoluteUri, form, Encoding.UTF8.GetBytes(system.Secrets.TwilioToken)));
        using var answer = await http.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    async Task PublishAsync(string mark, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory { Uri = system.Producers, AutomaticRecoveryEnabled = false };
        await using var connection = await factory.CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
        var body = $$"""{"deliveryId":"{{mark}}","channel":"sms","notificationType":"Poison","occurredAt":"2001-01-01T00:00:00Z"}""";
        await channel.BasicPublishAsync(
            "Tracking.Contracts:NotificationSent", "", mandatory: true,
            new BasicProperties { ContentType = "application/json", Persistent = true }, Encoding.UTF8.GetBytes(body), cancellationToken);
    }

    async Task UntilAcknowledgedAsync(Func<CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limited.CancelAfter(Timeout);
            try
            {
                await send(limited.Token);
                return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && IsPassing(e))
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    // A refusal is none: then what was planted is not what it should be, and the run must say so.
    static bool IsPassing(Exception e) => e is HttpRequestException { StatusCode: null or >= HttpStatusCode.InternalServerError }
        or SocketException or RabbitMQClientException or IOException or ChannelClosedException
        or OperationCanceledException or TimeoutException or ObjectDisposedException;
}

using MassTransit;
using Microsoft.Extensions.Options;
using Tracking.Hosting.Broker;

namespace Tracking.Ingress;

/// <summary>Publishes messages of producers and people, and says so only when the broker has confirmed all of them.</summary>
sealed partial class EventPublisher(IBus bus, IOptions<IngressOptions> options, ILogger<EventPublisher> logger)
{
    /// <returns>
    /// False where they were not confirmed in time. Some may be published already: who sends all of them again changes nothing twice.
    /// </returns>
    /// <remarks>Takes no token: who hangs up now is no reason to stop half-way, and the limit is ours alone.</remarks>
    public async Task<bool> TryPublishAsync(params IReadOnlyList<object> messages)
    {
        using var deadline = new CancellationTokenSource(options.Value.PublishTimeout);
        try
        {
            await Task.WhenAll(messages.Select(message =>
                bus.Publish(message, message.GetType(), send => send.RequireQueue(), deadline.Token)));
            return true;
        }
        catch (Exception e)
        {
            NotAccepted(messages.Count, e.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Events} events were not accepted: {Reason}")]
    partial void NotAccepted(int events, string reason);
}

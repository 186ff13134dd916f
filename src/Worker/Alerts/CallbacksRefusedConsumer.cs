using MassTransit;
using Tracking.Contracts;
using Tracking.Storage;

namespace Tracking.Worker.Alerts;

/// <summary>Adds up what the ingress processes refused: at most a message a minute from each, for each account and cause.</summary>
sealed class CallbacksRefusedConsumer(ICallbackActivityStore store, StoragePatience patience, TimeProvider clock)
    : IConsumer<CallbacksRefused>
{
    public Task Consume(ConsumeContext<CallbacksRefused> context)
    {
        var message = context.Message;
        if (MessageRules.Check(message, clock.GetUtcNow()) is { } problem)
            throw new UnreadableMessageException(problem);
        var count = CallbackCount.Of(
            new CallbackSource(message.Provider, message.Account), message.Cause, message.Refused, message.To);
        return patience.ExecuteAsync(token => store.AddAsync([count], token), context.CancellationToken);
    }
}

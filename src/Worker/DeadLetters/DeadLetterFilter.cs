using System.Runtime.Serialization;
using System.Text.Json;
using MassTransit;

namespace Tracking.Worker.DeadLetters;

/// <summary>
/// Takes the place of MassTransit's error queue: a message whose consumer threw, and one of a type that its queue has no consumer
/// for, go to the queue's dead letters. The message is acknowledged after this returns, and returned to its queue if this throws.
/// </summary>
sealed class DeadLetterFilter(string queue, IDeadLetters deadLetters, TimeProvider clock)
    : IFilter<ExceptionReceiveContext>, IFilter<ReceiveContext>
{
    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        // The process is stopping, not the message failing: it returns to its queue, and another worker takes it.
        if (context.Exception.GetBaseException() is OperationCanceledException stopping)
            throw new OperationCanceledException($"A message of {queue} was returned.", stopping);

        var unreadable = Causes(context.Exception).LastOrDefault(IsAboutReading);
        var exception = unreadable ?? context.Exception.GetBaseException();
        await deadLetters.AddAsync(context, new DeadLetter(
            queue, unreadable is null ? DeadLetterClass.Unapplied : DeadLetterClass.Unreadable, exception.Message, clock.GetUtcNow(),
            exception));

        // Or MassTransit takes a message that could not be deserialised for one that nobody consumed, and it would end here twice.
        await context.NotifyFaulted(context.Exception);
        await next.Send(context);
    }

    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        await deadLetters.AddAsync(context, new DeadLetter(
            queue, DeadLetterClass.Unreadable, "The message is of a type that this queue does not take.", clock.GetUtcNow()));
        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("deadLetters");

    static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
            yield return cause;
    }

    static bool IsAboutReading(Exception exception) =>
        exception is UnreadableMessageException or SerializationException or JsonException;
}

using System.Runtime.Serialization;
using System.Text.Json;
using MassTransit;
using Tracking.Hosting.DeadLetters;

namespace Tracking.Worker.Redelivery;

/// <summary>
/// Takes the place of MassTransit's error queue: a message whose consumer threw, and one of a type that its queue has no consumer
/// for, are kept elsewhere. The message is acknowledged after this returns, and returned to its queue if this throws.
/// </summary>
sealed partial class FailureFilter(
    string queue, IFailedMessages failed, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<FailureFilter> logger)
    : IFilter<ExceptionReceiveContext>, IFilter<ReceiveContext>
{
    // The broker hands a returned message over again at once, a thousand times a second. Every message that has nowhere to go waits so
    // long in its turn, and holds its place in the prefetch: the more of them there are, the less is taken.
    static readonly TimeSpan BeforeReturning = TimeSpan.FromSeconds(5);

    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        // The process is stopping, not the message failing: it returns to its queue, and another worker takes it. A cancellation at any
        // other time is a time limit of somebody's, and a failure like any other.
        if (context.Exception.GetBaseException() is OperationCanceledException stopping
            && lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new OperationCanceledException($"A message of {queue} was returned.", stopping);
        }

        // A part of the message had nowhere to go.
        if (Causes(context.Exception).OfType<NotKeptException>().FirstOrDefault() is { } notKept)
        {
            await WaitBeforeReturningAsync(notKept);
            throw notKept;
        }

        var unreadable = Causes(context.Exception).LastOrDefault(IsAboutReading);
        var exception = unreadable ?? context.Exception.GetBaseException();
        await KeepAsync(context, new Failure(
            queue, unreadable is null ? DeadLetterClass.Unapplied : DeadLetterClass.Unreadable, exception.Message, clock.GetUtcNow(),
            exception));

        // Or MassTransit takes a message that could not be deserialised for one that nobody consumed, and it would end here twice.
        await context.NotifyFaulted(context.Exception);
        await next.Send(context);
    }

    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        await KeepAsync(context, new Failure(
            queue, DeadLetterClass.Unreadable, "The message is of a type that this queue does not take.", clock.GetUtcNow()));
        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("failures");

    async Task KeepAsync(ReceiveContext context, Failure failure)
    {
        try
        {
            await failed.KeepAsync(context, failure);
        }
        catch (NotKeptException e)
        {
            await WaitBeforeReturningAsync(e);
            throw;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The channel is gone, and with it the message is back in its queue already.
            NotKept(queue, e.Message, failure.Reason);
            throw;
        }
    }

    async Task WaitBeforeReturningAsync(NotKeptException e)
    {
        HasNowhereToGo(queue, BeforeReturning, e.Message);
        try
        {
            await Task.Delay(BeforeReturning, clock, lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException)
        {
            // The process is stopping: it returns at once.
        }
    }

    static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
            yield return cause;
    }

    static bool IsAboutReading(Exception exception) =>
        exception is UnreadableMessageException or SerializationException or JsonException;

    [LoggerMessage(LogLevel.Error,
        "A failed message of {Queue} has nowhere to go, and returns to its queue in {Pause}: {Reason} A worker that starts declares what is missing.")]
    partial void HasNowhereToGo(string queue, TimeSpan pause, string reason);

    [LoggerMessage(LogLevel.Error, "A failed message of {Queue} could not be kept elsewhere and returned to its queue: {Fault} It had failed because: {Reason}")]
    partial void NotKept(string queue, string fault, string reason);
}

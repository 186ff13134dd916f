using MassTransit;

namespace Tracking.Worker.Redelivery;

/// <summary>
/// Where a message goes that failed: if trying again may help, to a place from which it comes back later, as often as there are delays;
/// in the end, and at once if nobody can read it, to the dead letters.
/// </summary>
interface IFailedMessages
{
    /// <summary>Completes when the message is kept durably: only then may it be acknowledged.</summary>
    /// <param name="context">The message as it was received.</param>
    /// <exception cref="NotKeptException">The broker has no place for it. It must go back to its queue, and not at once.</exception>
    Task KeepAsync(ReceiveContext context, Failure failure);
}

/// <summary>A failed message has nowhere to go: its place was deleted, or is full.</summary>
sealed class NotKeptException(string message, Exception cause) : Exception(message, cause);

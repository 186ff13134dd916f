using MassTransit;

namespace Tracking.Worker.DeadLetters;

/// <summary>Where what cannot be read or applied waits for an operator.</summary>
interface IDeadLetters
{
    /// <summary>Completes when the letter is kept durably: only then may its message be acknowledged.</summary>
    /// <param name="context">The message as it was received.</param>
    Task AddAsync(ReceiveContext context, DeadLetter letter);
}

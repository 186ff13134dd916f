namespace Tracking.Storage;

/// <summary>The archive of dead letters: keeps each once, and settles each once.</summary>
public interface IDeadLetterStore
{
    /// <summary>
    /// Adds letters, all of them or none. One that is known changes nothing; nor does one that is the replay of a letter and has the body of
    /// another replay of it: a replay that was published twice fails twice.
    /// </summary>
    /// <returns>How many were new.</returns>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    Task<int> KeepAsync(IReadOnlyList<KeptLetter> letters, CancellationToken cancellationToken);

    /// <summary>Holds a letter that waits, so that nobody else settles it meanwhile, and settles it when what is to be done with it is done.</summary>
    /// <param name="act">Takes seconds at most: a transaction is open meanwhile. What it throws is thrown on, and the letter waits as before.</param>
    /// <returns>False where no such letter waits, or somebody else holds it at this moment.</returns>
    /// <exception cref="StorageUnavailableException">A passing fault. Where it came after the act, the letter waits, and doing it again is harmless.</exception>
    Task<bool> SettleAsync(
        string id, LetterSettlement settlement, Func<KeptLetter, CancellationToken, Task> act, CancellationToken cancellationToken);
}

namespace Tracking.Storage.InMemory;

sealed class InMemoryDeadLetterStore(InMemoryTables tables) : IDeadLetterStore
{
    public Task<int> KeepAsync(IReadOnlyList<KeptLetter> letters, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
            return Task.FromResult(letters.Count(Keep));
    }

    public async Task<bool> SettleAsync(
        string id, LetterSettlement settlement, Func<KeptLetter, CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        InMemoryLetter? letter;
        lock (tables.Gate)
        {
            letter = tables.Letters.Values.FirstOrDefault(l => l.Kept.Id == id && l.IsFree);
            if (letter is null)
                return false;
            letter.IsHeld = true;
        }

        try
        {
            await act(letter.Kept, cancellationToken);
            lock (tables.Gate)
                letter.Settle(settlement);
            return true;
        }
        finally
        {
            lock (tables.Gate)
                letter.IsHeld = false;
        }
    }

    bool Keep(KeptLetter letter)
    {
        if (tables.Letters.Values.Any(l => l.Kept.Id == letter.Id || IsSameReplay(l.Kept, letter)))
            return false;
        var number = tables.Letters.Count == 0 ? 1 : tables.Letters.Keys.Last() + 1;
        tables.Letters.Add(number, new InMemoryLetter(number, letter));
        return true;
    }

    static bool IsSameReplay(KeptLetter a, KeptLetter b) =>
        a.ReplayOf is not null && a.ReplayOf == b.ReplayOf && a.Body.AsSpan().SequenceEqual(b.Body);
}

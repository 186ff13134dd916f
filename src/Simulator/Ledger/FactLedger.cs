namespace Tracking.Simulator.Ledger;

/// <summary>
/// What was sent and what was acknowledged, fact by fact: the proof against which the tracked state is held. Kept in memory;
/// safe for concurrent use, each entry under its own lock.
/// </summary>
sealed class FactLedger(int facts)
{
    readonly LedgerEntry[] _entries = [.. Enumerable.Range(0, facts).Select(_ => new LedgerEntry())];

    public int Count => _entries.Length;

    public LedgerSnapshot this[int fact]
    {
        get
        {
            lock (_entries[fact])
                return _entries[fact].Snapshot();
        }
    }

    public void Sending(int fact, DateTimeOffset at)
    {
        lock (_entries[fact])
        {
            var entry = _entries[fact];
            entry.FirstSentTicks = entry.Sent == 0 ? at.UtcTicks : Math.Min(entry.FirstSentTicks, at.UtcTicks);
            entry.Sent++;
        }
    }

    /// <returns>Whether this was the fact's first acknowledgement.</returns>
    public bool Acknowledged(int fact, DateTimeOffset at)
    {
        lock (_entries[fact])
        {
            var entry = _entries[fact];
            var first = entry.Acknowledged == 0;
            entry.FirstAcknowledgedTicks = first ? at.UtcTicks : Math.Min(entry.FirstAcknowledgedTicks, at.UtcTicks);
            entry.Acknowledged++;
            return first;
        }
    }

    public void Unanswered(int fact)
    {
        lock (_entries[fact])
            _entries[fact].Unanswered++;
    }

    public void Refused(int fact)
    {
        lock (_entries[fact])
            _entries[fact].Refused++;
    }

    sealed class LedgerEntry
    {
        public long FirstSentTicks;
        public long FirstAcknowledgedTicks;
        public int Sent;
        public int Acknowledged;
        public int Unanswered;
        public int Refused;

        public LedgerSnapshot Snapshot() => new(
            Sent == 0 ? null : new DateTimeOffset(FirstSentTicks, TimeSpan.Zero),
            Acknowledged == 0 ? null : new DateTimeOffset(FirstAcknowledgedTicks, TimeSpan.Zero),
            Sent, Acknowledged, Unanswered, Refused);
    }
}

/// <summary>One fact's entry.</summary>
/// <param name="FirstSentAt">Before the first request left: the fact cannot have arrived earlier.</param>
/// <param name="FirstAcknowledgedAt">After the first 2xx or confirm: the fact cannot have arrived later. Null: nothing was promised.</param>
/// <param name="Sent">How often it was sent, repeats and duplicates among them.</param>
/// <param name="Unanswered">How often the outcome remained unknown: a timeout, a broken connection, a 5xx.</param>
/// <param name="Refused">How often it was refused for good.</param>
readonly record struct LedgerSnapshot(
    DateTimeOffset? FirstSentAt, DateTimeOffset? FirstAcknowledgedAt, int Sent, int Acknowledged, int Unanswered, int Refused);

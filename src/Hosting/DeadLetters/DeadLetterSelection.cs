namespace Tracking.Hosting.DeadLetters;

/// <summary>
/// The first letters of an order, out of any number that pass by, in bounded memory: it holds at most twice as many letters, and twice
/// as many bytes, as it is to return.
/// </summary>
sealed class DeadLetterSelection(DeadLetterQuery query, long maxBytes = DeadLetterSelection.DefaultMaxBytes)
{
    /// <summary>64 MiB: what one answer may reasonably hold. Letters beyond it are listed without their bodies.</summary>
    const long DefaultMaxBytes = 64L << 20;

    readonly List<(DeadLetter Letter, long Position)> _kept = [];
    long _seen;
    long _bytes;

    public void Add(DeadLetter letter)
    {
        var position = _seen++;
        if (query.Where is { } wanted && !wanted(letter))
            return;
        _kept.Add((letter, position));
        _bytes += letter.BodyBytes;
        if (_kept.Count >= 2 * query.Limit || _bytes >= 2 * maxBytes)
            Trim();
    }

    public IReadOnlyList<DeadLetter> ToList()
    {
        Trim();
        return [.. _kept.Select(kept => kept.Letter)];
    }

    void Trim()
    {
        _kept.Sort(Compare);
        if (_kept.Count > query.Limit)
            _kept.RemoveRange(query.Limit, _kept.Count - query.Limit);
        _bytes = 0;
        for (var i = 0; i < _kept.Count; i++)
        {
            var (letter, position) = _kept[i];
            if (letter.Body is not { } body)
                continue;

            // The first has its body however long it is.
            if (i > 0 && _bytes + body.Length > maxBytes)
                _kept[i] = (letter with { Body = null }, position);
            else
                _bytes += body.Length;
        }
    }

    // Where the times are equal, the order in which they lie.
    int Compare((DeadLetter Letter, long Position) a, (DeadLetter Letter, long Position) b)
    {
        var byTime = Nullable.Compare(a.Letter.FailedAt, b.Letter.FailedAt) is not 0 and var time ? time : a.Position.CompareTo(b.Position);
        return query.Order switch
        {
            DeadLetterOrder.NewestFirst => -byTime,
            DeadLetterOrder.OldestFirst => byTime,
            _ => throw new System.Diagnostics.UnreachableException($"order {query.Order}"),
        };
    }
}

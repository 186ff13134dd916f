using Tracking.Integration.EndToEnd.Announcements;

namespace Tracking.Integration.EndToEnd.Ledger;

/// <summary>What must be true when everything has come to rest, beyond the deliveries themselves.</summary>
sealed class LedgerEnd(
    LedgerSystem system, StatusChangeQueue changes, IReadOnlyCollection<Planted> planted, bool mayRepeat, TimeSpan settle, TimeProvider time)
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    IReadOnlyList<Letter> _letters = [];
    readonly List<StatusChange> _announced = [];

    public IReadOnlyList<Letter> Letters => _letters;

    public AnnouncementVerdict Announcements { get; private set; } = new([], 0, 0, 0);

    /// <summary>Waits until nothing is wrong any more, or time is up; then stops the hosts, and looks once more.</summary>
    public async Task<IReadOnlyList<string>> ProblemsAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while ((await LookAsync(cancellationToken)).Count > 0 && time.GetElapsedTime(began) < settle)
            await Task.Delay(Pause, time, cancellationToken);

        // A message that a worker held without end is back in its queue when the worker is gone.
        await system.StopHostsAsync();
        return await LookAsync(cancellationToken);
    }

    async Task<IReadOnlyList<string>> LookAsync(CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        foreach (var (queue, ready) in await system.Queues.ReadyAsync(cancellationToken))
        {
            if (ready > 0 && queue != StatusChangeQueue.Name)
                problems.Add($"{ready} messages are left in {queue}");
        }

        _letters = await LettersAsync(cancellationToken);
        problems.AddRange(DeadLetterCheck.Problems(planted, _letters, mayRepeat));
        problems.AddRange(system.Spooled().Select(spooled => $"left in the spool: {spooled}"));
        var unpublished = await LeftInOutboxAsync(cancellationToken);
        if (unpublished > 0)
            problems.Add($"{unpublished} announcements are left in the outbox");

        var miscounted = (await system.QueryAsync(CountCheck.Differences, row => row.GetInt64(0), cancellationToken))[0];
        if (miscounted > 0)
            problems.Add($"{miscounted} counts differ from those of all deliveries");

        _announced.AddRange(await changes.TakeAllAsync(cancellationToken));
        Announcements = StatusChangeCheck.Compare(_announced, await DeliveriesAsync(cancellationToken), mayRepeat);
        problems.AddRange(Announcements.Problems);
        return problems;
    }

    // Alerts go through the outbox as well, and may be raised or cleared at any moment: what counts is that it empties.
    async Task<long> LeftInOutboxAsync(CancellationToken cancellationToken)
    {
        long left;
        var tries = 0;
        do
        {
            if (tries > 0)
                await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
            left = (await system.QueryAsync("select count(*) from outbox", row => row.GetInt64(0), cancellationToken))[0];
        }
        while (left > 0 && ++tries < 40);
        return left;
    }

    Task<List<Letter>> LettersAsync(CancellationToken cancellationToken) => system.QueryAsync(
        """
        select g.queue, g.class, l.reason, encode(c.body, 'escape')
          from dead_letter l
          join dead_letter_group g using (group_id)
          join dead_letter_content c using (letter_number)
        """,
        row => new Letter(row.GetString(0), row.GetString(1), row.GetString(2), Letter.MarkIn(row.GetString(3))), cancellationToken);

    Task<List<LastChange>> DeliveriesAsync(CancellationToken cancellationToken) => system.QueryAsync(
        "select delivery_id, version, status, reason from delivery",
        row => new LastChange(row.GetString(0), row.GetInt32(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3)),
        cancellationToken);
}

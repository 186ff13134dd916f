namespace Tracking.Storage.InMemory;

sealed class InMemoryDeadLetterQuery(InMemoryTables tables) : IDeadLetterQuery
{
    public Task<IReadOnlyList<LetterGroup>> GroupsAsync(LetterFilter filter, int limit, CancellationToken cancellationToken)
    {
        var ofGroups = filter with { From = null, To = null, Text = null };
        lock (tables.Gate)
        {
            var groups =
                from letter in Waiting
                where letter.Matches(ofGroups)
                group letter.View by (letter.Kept.Queue, letter.Kept.Class, letter.Kept.ExceptionType, letter.Kept.Provider) into one
                let latest = one.MaxBy(view => view.Number)!
                orderby one.Count() descending
                select new LetterGroup
                {
                    Queue = one.Key.Queue,
                    Class = one.Key.Class,
                    ExceptionType = one.Key.ExceptionType,
                    Provider = one.Key.Provider,
                    Count = one.Count(),
                    FirstFailedAt = one.Min(view => view.FailedAt),
                    LastFailedAt = one.Max(view => view.FailedAt),
                    SampleId = latest.Id,
                    SampleReason = latest.Reason,
                };
            return Task.FromResult<IReadOnlyList<LetterGroup>>([.. groups.Take(limit)]);
        }
    }

    public Task<IReadOnlyList<LetterView>> ListAsync(
        LetterFilter filter, long? before, int limit, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            return Task.FromResult<IReadOnlyList<LetterView>>(
                [.. tables.Letters.Values.Reverse()
                    .Where(l => l.Number < (before ?? long.MaxValue) && (filter.State is null || l.State == filter.State) && l.Matches(filter))
                    .Take(limit).Select(l => l.View)]);
        }
    }

    public Task<LetterWithContent?> FindAsync(string id, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            var found = tables.Letters.Values.FirstOrDefault(l => l.Kept.Id == id);
            return Task.FromResult(found is null
                ? null
                : new LetterWithContent(
                    found.View, found.Kept.Properties, found.Kept.Headers, found.Kept.Body, found.EditedBody,
                    [.. tables.Letters.Values.Where(l => l.Kept.ReplayOf == id).Take(100).Select(l => l.Kept.Id)]));
        }
    }

    public Task<IReadOnlyList<WaitingLetters>> WaitingAsync(CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            return Task.FromResult<IReadOnlyList<WaitingLetters>>(
                [.. Waiting.GroupBy(l => (l.Kept.Queue, l.Kept.Class)).OrderBy(g => g.Key.Queue, StringComparer.Ordinal)
                    .ThenBy(g => g.Key.Class, StringComparer.Ordinal).Select(g => new WaitingLetters(g.Key.Queue, g.Key.Class, g.Count()))]);
        }
    }

    IEnumerable<InMemoryLetter> Waiting => tables.Letters.Values.Where(l => l.State == LetterState.Waiting);
}

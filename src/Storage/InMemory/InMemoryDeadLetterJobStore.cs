using Tracking.Deliveries;

namespace Tracking.Storage.InMemory;

sealed class InMemoryDeadLetterJobStore(InMemoryTables tables, TimeProvider clock) : IDeadLetterJobStore
{
    public Task<LetterJob> PlanAsync(LetterJobPlan plan, CancellationToken cancellationToken)
    {
        var ids = plan.Ids?.ToHashSet();
        lock (tables.Gate)
        {
            var letters = tables.Letters.Values
                .Where(l => l.State == LetterState.Waiting && l.Matches(plan.Filter) && (ids is null || ids.Contains(l.Kept.Id)))
                .Select(l => l.Number).ToHashSet();
            var job = new LetterJob
            {
                Id = plan.Id,
                Action = plan.Action,
                Filter = plan.Filter,
                Chosen = ids is null ? null : letters.Count,
                UpTo = tables.Letters.Keys.LastOrDefault(),
                Planned = letters.Count,
                PerSecond = plan.PerSecond,
                State = LetterJobState.Planned,
                PlannedAt = plan.At.ToMicroseconds(),
                PlannedBy = plan.By,
                Done = 0,
                Failed = 0,
                FailedAgain = 0,
            };
            tables.LetterJobs.Add(plan.Id, new InMemoryJob { Job = job, Letters = ids is null ? null : letters });
            return Task.FromResult(job);
        }
    }

    public Task<LetterJob?> StartAsync(Guid jobId, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        Change(
            jobId, job => job.State == LetterJobState.Planned,
            job => job with { State = LetterJobState.Running, StartedAt = at.ToMicroseconds(), StartedBy = by });

    public Task<LetterJob?> CancelAsync(Guid jobId, DateTimeOffset at, CancellationToken cancellationToken) =>
        Change(
            jobId, job => job.State is LetterJobState.Planned or LetterJobState.Running,
            job => job with { State = LetterJobState.Cancelled, FinishedAt = at.ToMicroseconds(), Problem = null });

    public Task<LetterJob?> FinishAsync(Guid jobId, DateTimeOffset at, CancellationToken cancellationToken) =>
        Change(jobId, IsRunning, job => job with { State = LetterJobState.Done, FinishedAt = at.ToMicroseconds(), Problem = null });

    public Task TellAsync(Guid jobId, string problem, CancellationToken cancellationToken) =>
        Change(jobId, IsRunning, job => job with { Problem = problem });

    public Task<LetterJob?> FindAsync(Guid jobId, CancellationToken cancellationToken) => Change(jobId, _ => true, job => job);

    public Task<IReadOnlyList<LetterJob>> ListAsync(PagePosition? after, int limit, CancellationToken cancellationToken)
    {
        var position = after is { } last ? (last.At, Guid.Parse(last.Id)) : (DateTimeOffset.MaxValue, Guid.AllBitsSet);
        lock (tables.Gate)
        {
            return Task.FromResult<IReadOnlyList<LetterJob>>(
                [.. tables.LetterJobs.Values.Select(WithFailedAgain).OrderByDescending(job => (job.PlannedAt, job.Id))
                    .Where(job => (job.PlannedAt, job.Id).CompareTo(position) < 0).Take(limit)]);
        }
    }

    public Task<Guid?> ClaimAsync(Guid owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            var free = tables.LetterJobs.Values
                .Where(job => IsRunning(job.Job) && (job.LeaseOwner is null || job.LeaseOwner == owner || job.LeaseUntil <= clock.GetUtcNow()))
                .MinBy(job => job.Job.StartedAt);
            if (free is not null)
                (free.LeaseOwner, free.LeaseUntil) = (owner, clock.GetUtcNow() + lease);
            return Task.FromResult(free?.Job.Id);
        }
    }

    public async Task<LetterChunk?> RunChunkAsync(
        Guid jobId, Guid owner, TimeSpan lease, ChunkLimits limits, LetterAct act, CancellationToken cancellationToken)
    {
        InMemoryJob? row;
        InMemoryLetter[] next;
        InMemoryLetter[] held;
        lock (tables.Gate)
        {
            if (!tables.LetterJobs.TryGetValue(jobId, out row) || row.LeaseOwner != owner || !IsRunning(row.Job))
                return null;
            row.LeaseUntil = clock.GetUtcNow() + lease;
            next = [.. Next(row, limits)];
            held = [.. next.Where(letter => letter.IsFree)];
            foreach (var letter in held)
                letter.IsHeld = true;
        }

        if (next.Length == 0)
            return new LetterChunk(0, 0, IsLast: true);
        try
        {
            var isDone = held.Length == 0 ? [] : await act(row.Job, [.. held.Select(letter => letter.Kept)], cancellationToken);
            lock (tables.Gate)
                return Advance(row, held, isDone, next[^1].Number);
        }
        finally
        {
            lock (tables.Gate)
                Array.ForEach(held, letter => letter.IsHeld = false);
        }
    }

    LetterChunk Advance(InMemoryJob row, InMemoryLetter[] held, IReadOnlyList<bool> isDone, long reached)
    {
        var job = row.Job;
        var done = held.Where((_, i) => isDone[i]).ToArray();
        foreach (var letter in done)
            letter.Settle(new LetterSettlement(LetterAction.StateAfter(job.Action), job.StartedBy ?? "", clock.GetUtcNow()), job.Id);
        row.Reached = Math.Max(row.Reached, reached);
        row.Job = job with { Done = job.Done + done.Length, Failed = job.Failed + held.Length - done.Length, Problem = null };
        return new LetterChunk(held.Length, done.Length, IsLast: false);
    }

    IEnumerable<InMemoryLetter> Next(InMemoryJob row, ChunkLimits limits)
    {
        var bytes = 0L;
        var letters = tables.Letters.Values.Where(l => l.Number > row.Reached && l.Number <= row.Job.UpTo
            && (row.Letters?.Contains(l.Number) ?? l.State == LetterState.Waiting && l.Matches(row.Job.Filter)));
        foreach (var letter in letters.Take(limits.Letters))
        {
            if (bytes > 0 && bytes + letter.Kept.Body.Length > limits.Bytes)
                yield break;
            bytes += letter.Kept.Body.Length;
            yield return letter;
        }
    }

    Task<LetterJob?> Change(Guid jobId, Func<LetterJob, bool> may, Func<LetterJob, LetterJob> change)
    {
        lock (tables.Gate)
        {
            if (!tables.LetterJobs.TryGetValue(jobId, out var row) || !may(row.Job))
                return Task.FromResult<LetterJob?>(null);
            row.Job = change(row.Job);
            return Task.FromResult<LetterJob?>(WithFailedAgain(row));
        }
    }

    LetterJob WithFailedAgain(InMemoryJob row) => row.Job with
    {
        FailedAgain = tables.Letters.Values.Where(l => l.Kept.ReplayJob == row.Job.Id).Select(l => l.Kept.ReplayOf).Distinct().Count(),
    };

    static bool IsRunning(LetterJob job) => job.State == LetterJobState.Running;
}

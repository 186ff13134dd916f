namespace Tracking.Storage.InMemory;

/// <summary>Every step is one turn at the gate.</summary>
sealed class InMemoryRetentionStore(InMemoryTables tables, TimeProvider clock) : IRetentionStore
{
    int _passes;

    public Task<IRetentionPass?> TryBeginAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IRetentionPass?>(Interlocked.CompareExchange(ref _passes, 1, 0) == 0 ? new Pass(this) : null);

    RetentionStep Delete(Expiring what, DateTimeOffset before, int limit)
    {
        lock (tables.Gate)
        {
            return what switch
            {
                Expiring.Events => Delete(
                    limit, tables.Events.Where(e => e.Value.ReceivedAt < before).OrderBy(e => e.Value.ReceivedAt).Select(e => e.Key),
                    tables.RemoveEvent),
                Expiring.Deliveries => Delete(
                    limit, tables.ByCreation.TakeWhile(row => row.Tracked!.CreatedAt < before).Where(IsQuiet), tables.RemoveDelivery),
                Expiring.RawCallbacks => Delete(
                    limit, tables.Callbacks.Values.Where(c => c.ReceivedAt < before).Select(c => c.CallbackId),
                    id => new DeletedRows { RawCallbacks = tables.Callbacks.Remove(id) ? 1 : 0 }),
                Expiring.AuditEntries => Delete(
                    limit, tables.Audit.Keys.TakeWhile(key => key.At < before),
                    key => new DeletedRows { AuditEntries = tables.Audit.Remove(key) ? 1 : 0 }),
                Expiring.DeadLetters => DeleteDeadLetters(before, limit),
                Expiring.Counts => Delete(
                    limit, tables.Counts.Before(CountKey.HourOf(before)), key => new DeletedRows { Counts = tables.Counts.Remove(key) }),
                // Facts and deliveries are written in one turn: none is left over.
                Expiring.Leftovers => new RetentionStep(default, IsLast: true),
                _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
            };
        }
    }

    RetentionStep DeleteDeadLetters(DateTimeOffset before, int limit)
    {
        var ended = tables.LetterJobs.Values.Select(job => job.Job)
            .Where(job => job.State != LetterJobState.Running && (job.FinishedAt ?? job.PlannedAt) < before).ToArray();
        foreach (var job in ended)
            tables.LetterJobs.Remove(job.Id);
        return Delete(
            limit, tables.Letters.Values.Where(l => l.SettledAt < before).OrderBy(l => l.SettledAt).Select(l => l.Number),
            number => new DeletedRows { DeadLetters = tables.Letters.Remove(number) ? 1 : 0 });
    }

    static RetentionStep Delete<T>(int limit, IEnumerable<T> old, Func<T, DeletedRows> delete)
    {
        T[] some = [.. old.Take(limit)];
        return new RetentionStep(some.Aggregate(default(DeletedRows), (rows, one) => rows.Plus(delete(one))), some.Length < limit);
    }

    bool IsQuiet(DeliveryRow row)
    {
        var since = clock.GetUtcNow() - Quiet.Time;
        return tables.EventsOf(row).All(key => tables.Events[key].ReceivedAt < since);
    }

    sealed class Pass(InMemoryRetentionStore store) : IRetentionPass
    {
        public Task<RetentionStep> DeleteAsync(
            Expiring what, DateTimeOffset before, int limit, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(store.Delete(what, before, limit));
        }

        public ValueTask DisposeAsync()
        {
            Volatile.Write(ref store._passes, 0);
            return default;
        }
    }
}

using System.Globalization;
using System.Security.Claims;
using Tracking.Dashboard.Audit;
using Tracking.Storage;

namespace Tracking.Dashboard.DeadLetters;

/// <summary>What an operator does with bulk actions, for the API and the page alike. Each leaves an audit entry.</summary>
sealed class JobsByHand(IDeadLetterJobStore jobs, IAuditTrail audit, JobSignal signal, TimeProvider clock)
{
    public async Task<LetterJob> PlanAsync(
        ClaimsPrincipal person, string action, LetterFilter filter, IReadOnlyCollection<string>? ids, int? perSecond,
        CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var plan = new LetterJobPlan(Guid.CreateVersion7(now), action, filter, ids, perSecond, NameOf(person), now);
        var job = await jobs.PlanAsync(plan, cancellationToken);
        await RecordAsync(person, AuditAction.LetterJobPlanned, job, cancellationToken);
        return job;
    }

    /// <returns>Null where there is no such job, or it is not planned.</returns>
    public async Task<LetterJob?> StartAsync(ClaimsPrincipal person, Guid id, CancellationToken cancellationToken)
    {
        if (await jobs.StartAsync(id, NameOf(person), clock.GetUtcNow(), cancellationToken) is not { } job)
            return null;
        signal.Raise();
        await RecordAsync(person, AuditAction.LetterJobStarted, job, CancellationToken.None);
        return job;
    }

    /// <returns>Null where there is no such job, or it has ended.</returns>
    public async Task<LetterJob?> CancelAsync(ClaimsPrincipal person, Guid id, CancellationToken cancellationToken)
    {
        if (await jobs.CancelAsync(id, clock.GetUtcNow(), cancellationToken) is not { } job)
            return null;
        await RecordAsync(person, AuditAction.LetterJobCancelled, job, CancellationToken.None);
        return job;
    }

    Task RecordAsync(ClaimsPrincipal person, string action, LetterJob job, CancellationToken cancellationToken) =>
        audit.RecordAsync(person, clock, action, job.Id.ToString("D"), DetailOf(job), cancellationToken);

    static string NameOf(ClaimsPrincipal person) => person.Identity?.Name ?? "";

    /// <summary>What an audit entry says of a job.</summary>
    public static Dictionary<string, string> DetailOf(LetterJob job)
    {
        var filter = LetterParameters.Asked(job.Filter);
        var detail = new Dictionary<string, string>
        {
            ["action"] = job.Action,
            ["planned"] = Text(job.Planned),
            ["done"] = Text(job.Done),
            ["failed"] = Text(job.Failed),
        };
        Add("chosen", job.Chosen is { } chosen ? Text(chosen) : null);
        Add("queue", filter.Queue);
        Add("class", filter.Class);
        Add("exceptionType", filter.ExceptionType);
        Add("provider", filter.Provider);
        Add("from", filter.From?.ToString("O", CultureInfo.InvariantCulture));
        Add("to", filter.To?.ToString("O", CultureInfo.InvariantCulture));
        Add("text", filter.Text);
        return detail;

        static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

        void Add(string name, string? value)
        {
            if (value is not null)
                detail.Add(name, value);
        }
    }
}

/// <summary>A job was started in this process: its runner need not wait until it looks again.</summary>
sealed class JobSignal : IDisposable
{
    readonly SemaphoreSlim _raised = new(0, 1);

    public void Raise()
    {
        try
        {
            _raised.Release();
        }
        catch (SemaphoreFullException)
        {
            // It was raised already.
        }
    }

    public Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _raised.WaitAsync(atMost, cancellationToken);

    public void Dispose() => _raised.Dispose();
}

namespace Tracking.Storage;

/// <summary>What people did. Entries are only ever added, except that an erasure takes names out of them.</summary>
public interface IAuditTrail
{
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    Task RecordAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>A page of entries, the newest first.</summary>
    Task<IReadOnlyList<AuditEntry>> ListAsync(
        AuditFilter filter, PagePosition? after, int limit, CancellationToken cancellationToken);
}

/// <summary>One act.</summary>
public sealed record AuditEntry
{
    /// <summary>A UUID: of version 7, or that of what it tells of. An entry that is recorded twice under one id is one entry.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whole microseconds.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The name of the API key, or <c>local</c> where access is open; <c>recipient</c> for who unsubscribed.</summary>
    public required string Actor { get; init; }

    /// <summary>One of <see cref="AuditAction"/>.</summary>
    public required string Action { get; init; }

    /// <summary>What it was done to: the id of a delivery, of a dead letter, of a suppression.</summary>
    public string? Subject { get; init; }

    /// <summary>What else there is to know, by name.</summary>
    public IReadOnlyDictionary<string, string>? Detail { get; init; }

    /// <summary>An act of this moment.</summary>
    public static AuditEntry Of(
        DateTimeOffset now, string actor, string action, string? subject = null, IReadOnlyDictionary<string, string>? detail = null) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            At = Deliveries.Instants.ToMicroseconds(now),
            Actor = actor,
            Action = action,
            Subject = subject,
            Detail = detail,
        };
}

/// <summary>What can be done.</summary>
public static class AuditAction
{
    public const string ProviderMessageAssigned = "provider_message.assigned";
    public const string RecipientErased = "recipient.erased";
    public const string RecipientUnsubscribed = "recipient.unsubscribed";
    public const string RecipientSuppressed = "recipient.suppressed";
    public const string SuppressionLifted = "suppression.lifted";
    public const string DeadLetterReplayed = "dead_letter.replayed";
    public const string DeadLetterEdited = "dead_letter.edited_and_replayed";
    public const string DeadLetterDiscarded = "dead_letter.discarded";
    public const string LetterJobPlanned = "dead_letter_job.planned";
    public const string LetterJobStarted = "dead_letter_job.started";
    public const string LetterJobCancelled = "dead_letter_job.cancelled";
    public const string LetterJobDone = "dead_letter_job.done";
}

/// <summary>Which entries; a null member does not restrict.</summary>
public sealed record AuditFilter
{
    public string? Actor { get; init; }

    public string? Action { get; init; }

    /// <summary>Inclusive.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? To { get; init; }
}

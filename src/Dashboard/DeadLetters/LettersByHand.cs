using System.Globalization;
using System.Security.Claims;
using Tracking.Dashboard.Audit;
using Tracking.Hosting.DeadLetters;
using Tracking.Storage;

namespace Tracking.Dashboard.DeadLetters;

/// <summary>What an operator does with one letter, for the API and the page alike. Each leaves an audit entry.</summary>
sealed partial class LettersByHand(
    IDeadLetterStore store, IDeadLetterQuery letters, IReplays replays, IAuditTrail audit, TimeProvider clock, ILogger<LettersByHand> logger)
{
    /// <exception cref="BrokerUnavailableException">It waits as before.</exception>
    public Task<LetterOutcome> ReplayAsync(ClaimsPrincipal person, string id, CancellationToken cancellationToken) =>
        SettleAsync(person, id, LetterState.Replayed, AuditAction.DeadLetterReplayed, null, cancellationToken);

    /// <param name="body">One that its consumer could not even parse is refused.</param>
    /// <exception cref="BrokerUnavailableException">It waits as before.</exception>
    public async Task<LetterOutcome> ReplayEditedAsync(
        ClaimsPrincipal person, string id, byte[] body, CancellationToken cancellationToken) =>
        LetterBody.Problem(body) is { } problem
            ? new LetterOutcome(LetterResult.Refused, null, problem)
            : await SettleAsync(person, id, LetterState.Replayed, AuditAction.DeadLetterEdited, body, cancellationToken);

    public Task<LetterOutcome> DiscardAsync(ClaimsPrincipal person, string id, CancellationToken cancellationToken) =>
        SettleAsync(person, id, LetterState.Discarded, AuditAction.DeadLetterDiscarded, null, cancellationToken);

    async Task<LetterOutcome> SettleAsync(
        ClaimsPrincipal person, string id, string state, string action, byte[]? edited, CancellationToken cancellationToken)
    {
        string? refused = null;
        try
        {
            var settlement = new LetterSettlement(state, person.Identity?.Name ?? "", clock.GetUtcNow(), edited);
            var isSettled = await store.SettleAsync(
                id, settlement, (letter, token) => state == LetterState.Replayed ? PublishAsync(letter, token) : Task.CompletedTask,
                cancellationToken);
            if (!isSettled)
                return NotSettled((await letters.FindAsync(id, cancellationToken))?.Letter);
        }
        catch (RefusedException)
        {
            return new LetterOutcome(LetterResult.Refused, null, refused);
        }

        // Done is done, and is recorded, whoever hangs up.
        var settled = await letters.FindAsync(id, CancellationToken.None);
        await audit.RecordAsync(person, clock, action, id, Detail(settled, edited), CancellationToken.None);
        logger.Settled(person.Identity?.Name, state, id);
        return new LetterOutcome(settled is null ? LetterResult.Unknown : LetterResult.Done, settled?.Letter);

        async Task PublishAsync(KeptLetter letter, CancellationToken token)
        {
            refused = (await replays.PublishAsync([letter.ToReplay(null, edited)], token))[0];
            if (refused is not null)
                throw new RefusedException();
        }
    }

    static LetterOutcome NotSettled(LetterView? letter) => letter switch
    {
        null => new LetterOutcome(LetterResult.Unknown, null),
        { State: LetterState.Waiting } => new LetterOutcome(LetterResult.Refused, letter, "Somebody else is at it at this moment."),
        _ => new LetterOutcome(LetterResult.Refused, letter, $"It was {letter.State} already."),
    };

    static Dictionary<string, string>? Detail(LetterWithContent? settled, byte[]? edited)
    {
        if (settled is null)
            return null;
        var detail = new Dictionary<string, string> { ["queue"] = settled.Letter.Queue, ["class"] = settled.Letter.Class };
        if (settled.Letter.ExceptionType is { } type)
            detail.Add("exceptionType", type);
        if (edited is not null)
        {
            detail.Add("bytesBefore", settled.Body.Length.ToString(CultureInfo.InvariantCulture));
            detail.Add("bytesAfter", edited.Length.ToString(CultureInfo.InvariantCulture));
        }

        return detail;
    }

    /// <summary>Takes the settling back.</summary>
    sealed class RefusedException : Exception;
}

enum LetterResult
{
    Done,
    Unknown,

    /// <summary>It is as it was.</summary>
    Refused,
}

/// <summary>What became of a letter.</summary>
/// <param name="Letter">As it is now, where that was looked up.</param>
/// <param name="Problem">Why it was refused, in a sentence.</param>
sealed record LetterOutcome(LetterResult Result, LetterView? Letter, string? Problem = null);

static partial class LettersByHandLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Person} {State} dead letter {Id}")]
    public static partial void Settled(this ILogger logger, string? person, string state, string id);
}

static class ReplayedLetter
{
    /// <summary>The letter as it goes back to its queue.</summary>
    public static Replay ToReplay(this KeptLetter letter, Guid? job, byte[]? editedBody = null) => new(
        letter.Id, letter.Queue,
        new LetterMessage(
            letter.MessageId, letter.ContentType, HeaderJson.Read(letter.Properties), HeaderJson.Read(letter.Headers), letter.Body),
        job, editedBody);
}

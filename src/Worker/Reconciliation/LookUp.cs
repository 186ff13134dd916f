using Tracking.Deliveries;

namespace Tracking.Worker.Reconciliation;

/// <summary>How a question to a provider ended.</summary>
enum LookUpOutcome
{
    /// <summary>The provider said how the message stands.</summary>
    Answered,

    /// <summary>It says that it has no such message: the id is wrong, it is another account's, or it was deleted there.</summary>
    NoSuchMessage,

    /// <summary>It does not accept the credentials. Nobody asks it again for a while.</summary>
    Refused,

    /// <summary>What came back cannot be read.</summary>
    Unreadable,

    /// <summary>It did not answer, or is not asked just now because it lately did not. Worth another try later.</summary>
    Unavailable,

    /// <summary>It cannot be asked: no credentials are configured, or the id is none of its messages'.</summary>
    NotAsked,
}

/// <summary>What came of asking a provider. Nothing that a provider or a network does makes it an exception.</summary>
/// <param name="Event">
/// Evidence to apply, whenever there is any. Of a message that the provider does not know it is <see cref="Evidence.Unknown"/> with the
/// reason <c>not_found</c>: without effect on the status, but an operator sees in the timeline that the question was asked. The same
/// answer is the same event, however often it is given.
/// </param>
/// <param name="Problem">Why there is none, in a sentence without secrets or addresses.</param>
sealed record LookUp(LookUpOutcome Outcome, DeliveryEvent? Event = null, string? Problem = null);

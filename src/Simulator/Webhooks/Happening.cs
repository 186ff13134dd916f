namespace Tracking.Simulator.Webhooks;

/// <summary>What may become of a message, whoever carries it. Each provider has words for some of it.</summary>
enum Happening
{
    Accepted,
    Sent,
    Deferred,
    Delivered,
    Read,
    Opened,
    OpenedByMachine,
    Clicked,

    /// <summary>Given up after its time.</summary>
    Expired,
    Undelivered,
    InvalidRecipient,
    OptedOut,

    /// <summary>By the provider, for what it is.</summary>
    Rejected,

    /// <summary>By the provider, because of whom it is to: an address on a list of its own.</summary>
    Withheld,
    SoftBounce,
    HardBounce,

    /// <summary>The bounced address came onto the provider's own list.</summary>
    Listed,

    /// <summary>Returned after it was delivered.</summary>
    ReturnedLate,
    Complaint,
    Unsubscribed,
    LeftList,
    CameBackToList,

    /// <summary>A word that nobody knows.</summary>
    UnheardOf,
}

/// <summary>A provider's words for something, and what they stand for.</summary>
/// <param name="Word">The provider's own.</param>
/// <param name="Means">What it stands for.</param>
/// <param name="Reason">Null: what the evidence alone says.</param>
/// <param name="Code">The error that comes with it.</param>
sealed record Saying(string Word, Evidence Means, string? Reason = null, string? Code = null)
{
    /// <summary>What else the provider says to it, such as the class of a bounce.</summary>
    public string? Detail { get; init; }

    /// <summary>What the provider adds in words, such as the answer of the recipient's server. No more is expected of it than that it does no harm.</summary>
    public string? Text { get; init; }

    /// <summary>What it says of later sends, where that is not what evidence and reason say.</summary>
    public Suppression? Suppression { get; init; }

    public bool ByMachine { get; init; }

    /// <summary>Without the message's id, as a bounce that comes long after: only the sender's own text tells what it is about.</summary>
    public bool NamesNoMessage { get; init; }
}

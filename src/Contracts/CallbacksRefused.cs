namespace Tracking.Contracts;

/// <summary>
/// How many callbacks of a provider were not believed, in about a minute, by one ingress, for one cause. Published only where some were:
/// a provider whose secret was rotated, or whose URL changed, is otherwise silent.
/// </summary>
/// <remarks>
/// Approximate: a report may come twice, and an ingress that ends takes its last minute with it. It watches, it keeps no books.
/// </remarks>
public sealed record CallbacksRefused
{
    /// <summary>One of those configured; what is called by any other name is answered 404 and not counted.</summary>
    public required string Provider { get; init; }

    /// <summary>The configured account that was called; null for the unnamed one.</summary>
    public string? Account { get; init; }

    /// <summary>One of <see cref="RefusalCause"/>.</summary>
    public required string Cause { get; init; }

    /// <summary>At least 1.</summary>
    public required int Refused { get; init; }

    /// <summary>Those of the same provider and account that were believed meanwhile: the same figure with each cause.</summary>
    public required int Accepted { get; init; }

    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }
}

/// <summary>The words that <see cref="CallbacksRefused.Cause"/> may be.</summary>
public static class RefusalCause
{
    /// <summary>The body is not what the signature is computed over.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>No signature.</summary>
    public const string Missing = "missing";

    /// <summary>A signature that could not be right for any secret.</summary>
    public const string Malformed = "malformed";

    /// <summary>Another secret, another URL, or another body: what a rotated secret looks like.</summary>
    public const string Mismatch = "mismatch";

    /// <summary>Genuine, but outside its time window.</summary>
    public const string Stale = "stale";

    /// <summary>From a source that is not configured, such as another topic.</summary>
    public const string Untrusted = "untrusted";

    /// <summary>It could not be decided, such as for a certificate that could not be fetched.</summary>
    public const string Undecided = "undecided";
}

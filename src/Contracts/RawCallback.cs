namespace Tracking.Contracts;

/// <summary>One HTTP request of a provider, verified and otherwise untouched: the ingress does not interpret it.</summary>
public sealed record RawCallback
{
    /// <summary>New for each accepted request. A repeated request has another: it is no key for deduplication.</summary>
    public required Guid CallbackId { get; init; }

    public required string Provider { get; init; }

    /// <summary>Which configured account's secret verified it; null for the unnamed one.</summary>
    public string? Account { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required string Method { get; init; }

    public string? ContentType { get; init; }

    /// <summary>The URL as it was verified.</summary>
    public required string Url { get; init; }

    /// <summary>Only those that the provider's reader needs.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The exact text received.</summary>
    public required string Body { get; init; }

    /// <summary>
    /// The W3C <c>traceparent</c> of the request, where it is being traced. Callbacks of one message came by requests of their own, hence
    /// in traces of their own.
    /// </summary>
    public string? TraceParent { get; init; }
}

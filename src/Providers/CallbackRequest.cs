namespace Tracking.Providers;

/// <summary>One HTTP request as it came, before anybody believes it.</summary>
public sealed record CallbackRequest
{
    public required string Method { get; init; }

    /// <summary>As the provider called it: the public base URL, the path and the query with its original percent-encoding.</summary>
    public required string Url { get; init; }

    public string? ContentType { get; init; }

    /// <summary>The headers that the provider's route names, by name without regard to case. One that came several times is joined by commas.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
}

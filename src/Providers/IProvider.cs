using Tracking.Contracts;

namespace Tracking.Providers;

/// <summary>
/// One provider: how to believe its callback, and how to read it. Neither touches a broker, a database or the network.
/// </summary>
public interface IProvider
{
    /// <summary>Its name in lower case, as claims and callbacks carry it.</summary>
    string Name { get; }

    /// <summary>Where and how it calls.</summary>
    CallbackRoute Route { get; }

    /// <summary>Whether a secret is configured for that account (null: the unnamed one). Without one, the endpoint does not exist.</summary>
    bool IsConfigured(string? account);

    /// <summary>Whether the request is genuine. Reads no further than the signature needs.</summary>
    /// <param name="account">The configured account that the URL names, or null for the unnamed one.</param>
    ValueTask<Verification> VerifyAsync(CallbackRequest request, string? account, CancellationToken cancellationToken);

    /// <summary>What a verified callback says. Never throws for what the bytes are: bad ones are reported as a value.</summary>
    CallbackReading Read(RawCallback callback);
}

/// <summary>Where and how a provider calls.</summary>
public sealed record CallbackRoute
{
    /// <summary>Below <c>/webhooks/</c>: <c>twilio/status</c>. The same with <c>/{account}</c> behind it picks an account.</summary>
    public required string Path { get; init; }

    public required IReadOnlyList<string> Methods { get; init; }

    /// <summary>Media types that are read, in lower case; a request that has a body of another is answered 415.</summary>
    public required IReadOnlyList<string> MediaTypes { get; init; }

    /// <summary>Whether a body without a Content-Type is read, too.</summary>
    public bool AllowsMissingMediaType { get; init; }

    /// <summary>A longer body is answered 413 before it is read. A default: <c>Ingress:MaxBodyBytes</c> overrides it.</summary>
    public required int MaxBodyBytes { get; init; }

    /// <summary>The headers that <see cref="IProvider.VerifyAsync"/> looks at.</summary>
    public required IReadOnlyList<string> SignatureHeaders { get; init; }

    /// <summary>The headers that <see cref="IProvider.Read"/> needs: they travel with the callback.</summary>
    public IReadOnlyList<string> KeptHeaders { get; init; } = [];

    /// <summary>The body of a 200. Empty suits every provider but one.</summary>
    public string SuccessBody { get; init; } = "";
}

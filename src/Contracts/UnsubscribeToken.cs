namespace Tracking.Contracts;

/// <summary>
/// Lets whoever holds it unsubscribe one address, at <c>/unsubscribe/{token}</c>: put its link into the message, and
/// <see cref="Headers"/> into its headers.
/// </summary>
/// <param name="TenantId">Whose messages; null for a sender that names no tenant.</param>
/// <param name="Channel">On which channel.</param>
/// <param name="Recipient">The address that the message goes to.</param>
/// <param name="Scope">One of <see cref="UnsubscribeScope"/>.</param>
/// <param name="ExpiresAt">
/// From then on it is refused. Whole seconds. People unsubscribe from old mail, so make it long: the law of the United States asks for at
/// least 30 days after the message (16 CFR 316.5).
/// </param>
public sealed record UnsubscribeToken(string? TenantId, string Channel, string Recipient, string Scope, DateTimeOffset ExpiresAt)
{
    const string Audience = "unsubscribe";

    /// <summary>
    /// A compact JWS (RFC 7515) signed with HS256, safe in a URL: claims <c>aud</c> <c>exp</c> <c>ten</c> <c>chn</c> <c>rcp</c>
    /// <c>scp</c>. It is signed, and not encrypted: whoever has it can read the address.
    /// </summary>
    /// <param name="signingKey">The first of <c>Unsubscribe:SigningKeys</c> of the ingress. At least 32 bytes in UTF-8 (RFC 7518, section 3.2).</param>
    /// <exception cref="ArgumentException">The key is too short, or the token would not be believed: its message says why.</exception>
    public string Sign(string signingKey)
    {
        if (MessageRules.Check(Request(UnsubscribeSource.Link, null, ExpiresAt), ExpiresAt) is { } problem)
            throw new ArgumentException(problem);
        return SignedToken.Sign(
            Audience, ExpiresAt, signingKey, ("ten", TenantId), ("chn", Channel), ("rcp", Recipient), ("scp", Scope));
    }

    /// <summary>The page where a person unsubscribes, for a link in the message.</summary>
    /// <param name="publicBaseUrl">Of the ingress, as the world sees it: <c>https://hooks.example.org</c>.</param>
    /// <exception cref="ArgumentException">As <see cref="Sign"/>.</exception>
    public Uri Link(Uri publicBaseUrl, string signingKey) =>
        new($"{publicBaseUrl.AbsoluteUri.TrimEnd('/')}/unsubscribe/{Sign(signingKey)}");

    /// <summary>
    /// The headers of a mail that let the reader's mail client unsubscribe with one click (RFC 8058): <c>List-Unsubscribe</c> and
    /// <c>List-Unsubscribe-Post</c>. The mail's DKIM signature must cover both.
    /// </summary>
    /// <param name="publicBaseUrl">As for <see cref="Link"/>. One click works over https alone.</param>
    /// <exception cref="ArgumentException">As <see cref="Sign"/>; or the URL is not https.</exception>
    public IReadOnlyDictionary<string, string> Headers(Uri publicBaseUrl, string signingKey)
    {
        if (publicBaseUrl.Scheme != Uri.UriSchemeHttps)
            throw new ArgumentException("One-click unsubscribe needs an https URL (RFC 8058, section 3.1).", nameof(publicBaseUrl));
        return new Dictionary<string, string>
        {
            ["List-Unsubscribe"] = $"<{Link(publicBaseUrl, signingKey)}>",
            ["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click",
        };
    }

    /// <summary>What it asks for, once somebody has used it.</summary>
    /// <param name="source">One of <see cref="UnsubscribeSource"/>.</param>
    public UnsubscribeRequested Request(string source, string? ipAddress, DateTimeOffset now) => new()
    {
        TenantId = TenantId,
        Channel = Channel,
        Recipient = Recipient,
        Scope = Scope,
        Source = source,
        IpAddress = ipAddress,
        OccurredAt = now,
    };

    /// <returns>Null for one that was signed by none of the keys, for another purpose, or has expired; or that names no address or scope.</returns>
    /// <param name="signingKeys">Those that may have signed it: the one in use, and those that it took the place of.</param>
    public static UnsubscribeToken? Read(string token, IReadOnlyCollection<string> signingKeys, DateTimeOffset now)
    {
        if (SignedToken.Read(token, Audience, signingKeys, now) is not { } claims
            || claims.Text("chn") is not { } channel || claims.Text("rcp") is not { } recipient || claims.Text("scp") is not { } scope)
        {
            return null;
        }

        var read = new UnsubscribeToken(claims.Text("ten"), channel, recipient, scope, claims.ExpiresAt);
        return MessageRules.Check(read.Request(UnsubscribeSource.Link, null, now), now) is null ? read : null;
    }
}

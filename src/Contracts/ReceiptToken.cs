namespace Tracking.Contracts;

/// <summary>
/// Lets a device or an app report what became of one push or in-app notification, at <c>POST /receipts/{token}</c>: put it into the
/// notification. It says nothing about who reports, only that whoever does was given it.
/// </summary>
/// <param name="DeliveryId">Of the delivery that may be reported on.</param>
/// <param name="ExpiresAt">From then on it is refused. Whole seconds.</param>
public sealed record ReceiptToken(string DeliveryId, DateTimeOffset ExpiresAt)
{
    const string Audience = "receipt";

    /// <summary>A compact JWS (RFC 7515) signed with HS256, safe in a URL: claims <c>aud</c> <c>exp</c> <c>sub</c>.</summary>
    /// <param name="signingKey">The first of <c>Receipts:SigningKeys</c> of the ingress. At least 32 bytes in UTF-8 (RFC 7518, section 3.2).</param>
    /// <exception cref="ArgumentException">The key is too short, or the delivery id is none.</exception>
    public string Sign(string signingKey)
    {
        if (MessageRules.CheckDeliveryId(DeliveryId) is { } problem)
            throw new ArgumentException(problem);
        return SignedToken.Sign(Audience, ExpiresAt, signingKey, ("sub", DeliveryId));
    }

    /// <returns>Null for one that was signed by none of the keys, for another purpose, or has expired.</returns>
    /// <param name="signingKeys">Those that may have signed it: the one in use, and those that it took the place of.</param>
    public static ReceiptToken? Read(string token, IReadOnlyCollection<string> signingKeys, DateTimeOffset now) =>
        SignedToken.Read(token, Audience, signingKeys, now) is { } claims
        && claims.Text("sub") is { } deliveryId && MessageRules.CheckDeliveryId(deliveryId) is null
            ? new ReceiptToken(deliveryId, claims.ExpiresAt)
            : null;
}

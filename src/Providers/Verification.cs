namespace Tracking.Providers;

/// <summary>Whether a request is believed, and if not, why not.</summary>
public enum SignatureVerdict
{
    Valid,

    /// <summary>The body is not what the signature is computed over: not a form, not JSON, not the envelope. 400.</summary>
    Unreadable,

    /// <summary>No signature. 403, as are the next four.</summary>
    Missing,

    /// <summary>There is a signature, but none that could be right: not Base64, of another length, of an unknown version.</summary>
    Malformed,

    /// <summary>A well-formed signature of something else, or by somebody else.</summary>
    Mismatch,

    /// <summary>Genuine, but outside its time window.</summary>
    Stale,

    /// <summary>It refers to a source that we were not told to believe: another topic, a certificate from elsewhere.</summary>
    Untrusted,

    /// <summary>We could not get what is needed to decide. Our trouble, hence 503: the provider shall call again.</summary>
    Undecided,
}

/// <summary>What to do with a believed request.</summary>
public enum CallbackAction
{
    /// <summary>Publish it, raw.</summary>
    Publish,

    /// <summary>It carries nothing for the pipeline: answer 200.</summary>
    Acknowledge,

    /// <summary>A subscription handshake: call <see cref="Verification.ConfirmUrl"/>, then answer 200.</summary>
    Confirm,
}

/// <param name="Detail">For the log: what was wrong, without secrets, addresses or the request's own text.</param>
public readonly record struct Verification(
    SignatureVerdict Verdict, string? Detail = null, CallbackAction Action = CallbackAction.Publish, Uri? ConfirmUrl = null)
{
    public static readonly Verification Valid = new(SignatureVerdict.Valid);

    /// <param name="url">Built by us from verified parts, never taken from the request.</param>
    public static Verification Confirm(Uri url) =>
        new(SignatureVerdict.Valid, Action: CallbackAction.Confirm, ConfirmUrl: url);

    public static Verification Acknowledge(string detail) =>
        new(SignatureVerdict.Valid, detail, CallbackAction.Acknowledge);
}

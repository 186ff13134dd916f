using Microsoft.Extensions.Options;

namespace Tracking.Worker.Reconciliation;

/// <summary>
/// Whom to ask about deliveries that have had no verdict in time: <c>Reconciliation:…</c>. A provider without credentials is not asked.
/// </summary>
public sealed class ReconciliationOptions
{
    public const string Section = "Reconciliation";

    public TwilioApiOptions Twilio { get; set; } = new();

    public PlivoApiOptions Plivo { get; set; } = new();

    /// <summary>Questions a second to one provider, by one worker. Providers count what their other clients ask against the same limit.</summary>
    public int PermitsPerSecond { get; set; } = 5;

    /// <summary>How long one try may take, from the connection to the last byte.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Tries of one question, the first among them.</summary>
    public int Tries { get; set; } = 3;

    /// <summary>How long a provider that keeps failing is left alone.</summary>
    public TimeSpan BreakFor { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>Secrets are never logged.</summary>
public sealed class TwilioApiOptions
{
    /// <summary>Of the account that sends: <c>AC</c> and 32 hex digits.</summary>
    public string? AccountSid { get; set; }

    public string? AuthToken { get; set; }

    /// <summary>Instead of the Auth Token: a key of the account, <c>SK</c> and 32 hex digits.</summary>
    public string? ApiKeySid { get; set; }

    public string? ApiKeySecret { get; set; }

    public Uri BaseUrl { get; set; } = new("https://api.twilio.com");

    internal bool IsConfigured => !string.IsNullOrEmpty(AccountSid);
}

/// <summary>Secrets are never logged.</summary>
public sealed class PlivoApiOptions
{
    public string? AuthId { get; set; }

    public string? AuthToken { get; set; }

    public Uri BaseUrl { get; set; } = new("https://api.plivo.com");

    internal bool IsConfigured => !string.IsNullOrEmpty(AuthId);
}

sealed class ReconciliationOptionsValidator : IValidateOptions<ReconciliationOptions>
{
    const string Section = ReconciliationOptions.Section;

    public ValidateOptionsResult Validate(string? name, ReconciliationOptions options)
    {
        string[] failures = [.. Limits(options), .. Twilio(options.Twilio), .. Plivo(options.Plivo)];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    static IEnumerable<string> Limits(ReconciliationOptions options)
    {
        if (options.PermitsPerSecond is < 1 or > 100)
            yield return $"{Section}:PermitsPerSecond must be between 1 and 100 questions.";
        if (options.Timeout < TimeSpan.FromMilliseconds(100) || options.Timeout > TimeSpan.FromMinutes(1))
            yield return $"{Section}:Timeout must be between 00:00:00.1 and 00:01:00.";
        if (options.Tries is < 1 or > 10)
            yield return $"{Section}:Tries must be between 1 and 10.";
        if (options.BreakFor < TimeSpan.FromSeconds(1) || options.BreakFor > TimeSpan.FromHours(1))
            yield return $"{Section}:BreakFor must be between 00:00:01 and 01:00:00.";
    }

    static IEnumerable<string> Twilio(TwilioApiOptions twilio)
    {
        const string key = $"{Section}:Twilio";
        var (hasToken, hasKey, hasSecret) = (Given(twilio.AuthToken), Given(twilio.ApiKeySid), Given(twilio.ApiKeySecret));
        if (!twilio.IsConfigured)
        {
            if (hasToken || hasKey || hasSecret)
                yield return $"{key}:AccountSid is missing: messages are asked for under their account.";
            yield break;
        }

        if (!IsName(twilio.AccountSid!))
            yield return $"{key}:AccountSid must be an account's SID, such as AC and 32 hex digits.";
        if (hasKey != hasSecret)
            yield return $"{key}:ApiKeySid and {key}:ApiKeySecret must be given together.";
        else if (!hasKey && !hasToken)
            yield return $"{key}:AuthToken is missing, or {key}:ApiKeySid and {key}:ApiKeySecret in its place.";
        if (hasKey && !IsName(twilio.ApiKeySid!))
            yield return $"{key}:ApiKeySid must be a key's SID, such as SK and 32 hex digits.";
        if (!IsSafe(twilio.BaseUrl))
            yield return NotSafe(key);
    }

    static IEnumerable<string> Plivo(PlivoApiOptions plivo)
    {
        const string key = $"{Section}:Plivo";
        if (!plivo.IsConfigured)
        {
            if (Given(plivo.AuthToken))
                yield return $"{key}:AuthId is missing.";
            yield break;
        }

        if (!IsName(plivo.AuthId!))
            yield return $"{key}:AuthId must be an account's id: letters and digits.";
        if (!Given(plivo.AuthToken))
            yield return $"{key}:AuthToken is missing.";
        if (!IsSafe(plivo.BaseUrl))
            yield return NotSafe(key);
    }

    static bool Given(string? value) => !string.IsNullOrEmpty(value);

    // Part of a URL and of a header in which a colon ends it.
    static bool IsName(string value) => value.Length <= 64 && value.All(char.IsAsciiLetterOrDigit);

    // The credentials travel with every question. A redirect is not followed, either.
    static bool IsSafe(Uri url) =>
        url.IsAbsoluteUri
        && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)
        && url is { Query.Length: 0, Fragment.Length: 0, UserInfo.Length: 0 };

    static string NotSafe(string key) =>
        $"{key}:BaseUrl must be an https URL without user, query or fragment; http is for loopback alone.";
}

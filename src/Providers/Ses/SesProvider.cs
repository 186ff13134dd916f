using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Providers.Ses;

/// <summary>Events of Amazon SES, which come through SNS and are signed by it.</summary>
/// <param name="certificates">Null in a host that only reads: it verifies with pinned certificates at most.</param>
sealed class SesProvider(IOptions<SesOptions> options, ISigningCertificates? certificates = null) : IProvider
{
    public const string ProviderName = "ses";

    const string TypeHeader = "x-amz-sns-message-type";
    const string IdHeader = "x-amz-sns-message-id";
    const string TopicHeader = "x-amz-sns-topic-arn";
    const string RawHeader = "x-amz-sns-rawdelivery";

    // The unnamed account is kept under the empty name. Read when first asked, for the worker reads callbacks without settings.
    readonly Lazy<Dictionary<string, Account>> _accounts = new(() => AccountsOf(options.Value));

    public string Name => ProviderName;

    public CallbackRoute Route { get; } = new()
    {
        Path = "ses",
        Methods = ["POST"],
        MediaTypes = ["text/plain", "application/json"],
        AllowsMissingMediaType = true,
        MaxBodyBytes = 512 * 1024, // SNS carries 256 KiB, which escaping for JSON can nearly double.
        SignatureHeaders = [TypeHeader, IdHeader, TopicHeader, RawHeader],
    };

    public bool IsConfigured(string? account) => _accounts.Value.ContainsKey(account ?? "");

    public async ValueTask<Verification> VerifyAsync(
        CallbackRequest request, string? account, CancellationToken cancellationToken)
    {
        if (!_accounts.Value.TryGetValue(account ?? "", out var settings))
            return new(SignatureVerdict.Untrusted, "no topic is configured");
        if (IsRaw(request))
            return new(SignatureVerdict.Missing, "raw message delivery carries no signature: switch it off");
        if (SnsEnvelope.TryRead(request.Body, out var problem) is not { } envelope)
            return new(SignatureVerdict.Unreadable, problem);
        if (Refuse(request, envelope, settings, out var topic) is { } refused)
            return refused;

        var certificate = await settings.FindCertificateAsync(
            envelope.SigningCertUrl!, request.ReceivedAt, certificates, cancellationToken);
        if (certificate is null)
            return new(SignatureVerdict.Undecided, "the signing certificate cannot be had");
        if (SnsSignature.Verify(envelope, certificate) is not SignatureVerdict.Valid and var verdict)
            return new(verdict);
        return CheckAge(envelope, settings.Options.MaxAge, request.ReceivedAt) ?? Accept(envelope, topic, settings.Options);
    }

    public CallbackReading Read(RawCallback callback) => SesParser.Parse(callback);

    /// <summary>All that can be refused before a certificate is fetched for it.</summary>
    static Verification? Refuse(CallbackRequest request, SnsEnvelope envelope, Account account, out SnsTopic topic)
    {
        topic = account.Topics.GetValueOrDefault(envelope.TopicArn)!;
        if (topic is null)
            return new(SignatureVerdict.Untrusted, "the topic is not among Providers:Ses:TopicArns");
        if (!Agrees(request, TypeHeader, envelope.Type)
            || !Agrees(request, IdHeader, envelope.MessageId)
            || !Agrees(request, TopicHeader, envelope.TopicArn))
        {
            return new(SignatureVerdict.Mismatch, "a header contradicts the body");
        }

        if (SnsSignature.CheckForm(envelope) is not SignatureVerdict.Valid and var verdict)
            return new(verdict);
        if (account.Options.RequireSignatureVersion2 && envelope.SignatureVersion != "2")
            return new(SignatureVerdict.Malformed, "signature version 2 is required");
        return topic.Offers(envelope.SigningCertUrl ?? "")
            ? null
            : new(SignatureVerdict.Untrusted, "the SigningCertURL is not of the topic's own host");
    }

    static Verification? CheckAge(SnsEnvelope envelope, TimeSpan maxAge, DateTimeOffset now)
    {
        if (SesTime.Parse(envelope.Timestamp) is not { } published)
            return new(SignatureVerdict.Stale, "the Timestamp is none");
        return published < now - maxAge ? new(SignatureVerdict.Stale, "the message is older than MaxAge")
            : published > now + SignedTime.MaxAhead ? new(SignatureVerdict.Stale, "the message is of the future")
            : null;
    }

    static Verification Accept(SnsEnvelope envelope, SnsTopic topic, SesAccount account) => envelope.Type switch
    {
        SnsEnvelope.SubscriptionConfirmation when account.AutoConfirmSubscriptions =>
            Verification.Confirm(topic.ConfirmUrl(envelope.Token!)),
        SnsEnvelope.SubscriptionConfirmation =>
            Verification.Acknowledge("a subscription waits for an operator, for AutoConfirmSubscriptions is off"),
        // What it offers to fetch would subscribe us again, against the will of whoever unsubscribed us.
        SnsEnvelope.UnsubscribeConfirmation =>
            Verification.Acknowledge("the topic no longer calls here: somebody removed the subscription; subscribe again if that was not meant"),
        _ => Verification.Valid,
    };

    static bool IsRaw(CallbackRequest request) =>
        request.Headers.GetValueOrDefault(RawHeader) is { } raw && !raw.Equals("false", StringComparison.OrdinalIgnoreCase);

    // Headers are not signed. SNS sends these with what the body says; anything else was put together by somebody.
    static bool Agrees(CallbackRequest request, string header, string value) =>
        request.Headers.GetValueOrDefault(header) is not { } given || given == value;

    static Dictionary<string, Account> AccountsOf(SesOptions options)
    {
        var accounts = options.Accounts.ToDictionary(a => a.Key, a => new Account(a.Value), StringComparer.Ordinal);
        if (options.TopicArns.Count > 0)
            accounts[""] = new Account(options);
        return accounts;
    }

    sealed class Account(SesAccount options)
    {
        readonly Dictionary<string, X509Certificate2> _pinned = options.PinnedCertificates
            .GroupBy(p => p.Url, StringComparer.Ordinal)
            .ToDictionary(p => p.Key, p => p.Last().Load(), StringComparer.Ordinal);

        public SesAccount Options => options;

        public Dictionary<string, SnsTopic> Topics { get; } = options.TopicArns
            .Distinct(StringComparer.Ordinal)
            .Select(arn => SnsTopic.TryParse(arn, out var topic) ? topic : throw new UnreachableException(arn))
            .ToDictionary(topic => topic.Arn, StringComparer.Ordinal);

        public ValueTask<X509Certificate2?> FindCertificateAsync(
            string url, DateTimeOffset now, ISigningCertificates? elsewhere, CancellationToken cancellationToken)
        {
            if (_pinned.TryGetValue(url, out var pinned))
            {
                var isValidNow = pinned.NotBefore.ToUniversalTime() <= now && now <= pinned.NotAfter.ToUniversalTime();
                return ValueTask.FromResult(isValidNow ? pinned : null);
            }

            return elsewhere?.FindAsync(new Uri(url), cancellationToken) ?? ValueTask.FromResult<X509Certificate2?>(null);
        }
    }
}

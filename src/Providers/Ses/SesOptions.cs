using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace Tracking.Providers.Ses;

/// <summary><c>Providers:Ses</c>. Without any topic, the endpoint does not exist.</summary>
public sealed class SesOptions : SesAccount
{
    public const string Section = "Providers:Ses";

    /// <summary>By the name that ends the URL: <c>/webhooks/ses/{name}</c>. Letter case counts.</summary>
    public IDictionary<string, SesAccount> Accounts { get; init; } = new Dictionary<string, SesAccount>();
}

public class SesAccount
{
    /// <summary>Only these topics are believed: anybody may subscribe our URL to a topic of his own, and AWS signs for him, too.</summary>
    public IList<string> TopicArns { get; init; } = [];

    /// <summary>Whether a verified handshake of an allowed topic is answered without an operator.</summary>
    public bool AutoConfirmSubscriptions { get; init; } = true;

    /// <summary>Past which a message is <see cref="SignatureVerdict.Stale"/>. SNS repeats one for up to an hour under its first time.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Refuses SHA-1. For topics whose attribute SignatureVersion was set to 2.</summary>
    public bool RequireSignatureVersion2 { get; init; }

    /// <summary>For closed networks: certificates that are read from files instead of being fetched.</summary>
    public IList<PinnedCertificate> PinnedCertificates { get; init; } = [];
}

public sealed class PinnedCertificate
{
    /// <summary>The SigningCertURL that it stands for.</summary>
    public string Url { get; init; } = "";

    /// <summary>A PEM file.</summary>
    public string Path { get; init; } = "";

    /// <exception cref="CryptographicException">The file holds no certificate.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal X509Certificate2 Load() => X509Certificate2.CreateFromPem(File.ReadAllText(Path));
}

sealed class SesOptionsValidator : IValidateOptions<SesOptions>
{
    public ValidateOptionsResult Validate(string? name, SesOptions options)
    {
        var problems = Problems(SesOptions.Section, options).ToList();
        foreach (var (account, settings) in options.Accounts)
        {
            var key = $"{SesOptions.Section}:Accounts:{account}";
            if (settings is not { TopicArns.Count: > 0 })
                problems.Add($"{key}:TopicArns must hold at least one topic.");
            else
                problems.AddRange(Problems(key, settings));
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    static IEnumerable<string> Problems(string key, SesAccount account)
    {
        foreach (var (index, arn) in account.TopicArns.Index())
        {
            if (!SnsTopic.TryParse(arn, out _))
                yield return $"{key}:TopicArns:{index} must be a topic, such as arn:aws:sns:eu-west-1:111122223333:ses-events.";
        }

        foreach (var problem in SignedTime.Problems(key, account.MaxAge))
            yield return problem;
        foreach (var (index, pinned) in account.PinnedCertificates.Index())
        {
            if (Problem(pinned) is { } problem)
                yield return $"{key}:PinnedCertificates:{index}:{problem}";
        }
    }

    static string? Problem(PinnedCertificate? pinned)
    {
        if (string.IsNullOrWhiteSpace(pinned?.Url))
            return "Url must be the SigningCertURL that the certificate stands for.";
        try
        {
            using var certificate = pinned.Load();
            using var key = certificate.GetRSAPublicKey();
            return key is null ? "Path must name a PEM file with an RSA certificate." : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            return $"Path must name a PEM file with an RSA certificate ({e.GetType().Name}).";
        }
    }
}

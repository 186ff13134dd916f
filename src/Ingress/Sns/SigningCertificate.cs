using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Tracking.Ingress.Sns;

/// <summary>A certificate as it was fetched, and whether SNS may sign with it.</summary>
static class SigningCertificate
{
    const string Suffix = ".amazonaws.com";

    /// <returns>Null where it is not to be trusted; <paramref name="problem"/> then says why.</returns>
    public static X509Certificate2? Read(ReadOnlySpan<byte> pem, DateTimeOffset now, out string? problem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Encoding.UTF8.GetString(pem));
        }
        catch (CryptographicException)
        {
            certificates.Clear();
        }

        if (certificates is not [var leaf, ..])
        {
            problem = "it is no PEM certificate";
            return null;
        }

        problem = CheckDates(leaf, now) ?? CheckName(leaf) ?? CheckChain(leaf, certificates, now);
        foreach (var certificate in certificates.Skip(problem is null ? 1 : 0))
            certificate.Dispose();
        return problem is null ? leaf : null;
    }

    internal static string? CheckDates(X509Certificate2 certificate, DateTimeOffset now) =>
        now < certificate.NotBefore.ToUniversalTime() || now > certificate.NotAfter.ToUniversalTime()
            ? "it is not valid at this time"
            : null;

    /// <summary>
    /// SNS has signed under <c>sns.amazonaws.com</c>, under a name of the region and under others of its own that begin with sns. It is
    /// the URL, fetched over TLS, that says whose the certificate is; this keeps out what a neighbour of that host could offer.
    /// </summary>
    internal static string? CheckName(X509Certificate2 certificate) =>
        NamesOf(certificate).Any(name =>
            name.StartsWith("sns", StringComparison.OrdinalIgnoreCase)
            && (name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase)
                || name.EndsWith(Suffix + ".cn", StringComparison.OrdinalIgnoreCase)))
            ? null
            : "it is not in the name of SNS";

    /// <summary>
    /// Its chain must end in a root that the system trusts. An issuer between them that cannot be fetched from here (closed networks) is
    /// no objection, for the certificate came over TLS from the topic's own host; a wrong or expired one is.
    /// </summary>
    internal static string? CheckChain(X509Certificate2 certificate, X509Certificate2Collection others, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.ExtraStore.AddRange(others);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.UrlRetrievalTimeout = TimeSpan.FromSeconds(3);
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        return chain.Build(certificate) || Array.TrueForAll(chain.ChainStatus, s => s.Status == X509ChainStatusFlags.PartialChain)
            ? null
            : "its chain is not trusted";
    }

    static IEnumerable<string> NamesOf(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(e => e.EnumerateDnsNames())
            .Append(certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false));
}

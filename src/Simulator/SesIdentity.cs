using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tracking.Simulator;

/// <summary>
/// A stand-in for Amazon SNS: a topic, a key that signs its messages, and the certificate by which an ingress believes them once
/// it is pinned (<c>Providers:Ses:PinnedCertificates</c>).
/// </summary>
public sealed class SesIdentity : IDisposable
{
    SesIdentity(string topicArn, RSA key)
    {
        TopicArn = topicArn;
        Key = key;
        CertificateUrl = UrlOf(topicArn, key);
    }

    public string TopicArn { get; }

    /// <summary>Where SNS would publish the certificate: of the topic's region, named by a hash of the key.</summary>
    public Uri CertificateUrl { get; }

    internal RSA Key { get; }

    /// <summary>A new key of 2048 bits.</summary>
    /// <exception cref="ArgumentException">The ARN is not that of an SNS topic.</exception>
    public static SesIdentity Create(string topicArn) => new(topicArn, RSA.Create(2048));

    /// <summary>With the key of a PEM file that <see cref="PrivateKeyPem"/> wrote.</summary>
    /// <exception cref="ArgumentException">The text has no private key, or the ARN is not that of an SNS topic.</exception>
    public static SesIdentity FromPem(string privateKeyPem, string topicArn)
    {
        var key = RSA.Create();
        key.ImportFromPem(privateKeyPem);
        return new SesIdentity(topicArn, key);
    }

    public string PrivateKeyPem() => Key.ExportPkcs8PrivateKeyPem();

    /// <summary>A self-signed certificate of the key, for the SNS host of the topic's region.</summary>
    public string CertificatePem(DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        var request = new CertificateRequest(
            $"CN={CertificateUrl.Host}", Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(CertificateUrl.Host);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(notBefore, notAfter);
        return certificate.ExportCertificatePem();
    }

    public void Dispose() => Key.Dispose();

    // arn:aws:sns:{region}:{account}:{topic}. The name is derived from the key, so that key and ARN suffice to find it again.
    static Uri UrlOf(string topicArn, RSA key)
    {
        if (topicArn.Split(':') is not ["arn", var partition, "sns", { Length: > 0 } region, _, { Length: > 0 }]
            || partition is not ("aws" or "aws-cn" or "aws-us-gov"))
        {
            throw new ArgumentException(
                $"'{topicArn}' is no topic's ARN, such as arn:aws:sns:eu-west-1:111122223333:ses-events", nameof(topicArn));
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..32];
        return new Uri($"https://sns.{region}.amazonaws.com{(partition == "aws-cn" ? ".cn" : "")}/SimpleNotificationService-{hash}.pem");
    }
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Tracking.Providers.Ses;

/// <summary>
/// The signature of an SNS message: RSA with PKCS#1 v1.5 padding over some of its values, with SHA-1 in version 1 and SHA-256 in
/// version 2.
/// </summary>
/// <seealso href="https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html"/>
public static class SnsSignature
{
    /// <summary>Each signed name and its value, a line break behind each, in order of the names.</summary>
    /// <remarks>Both confirmations sign the same names. (AWS's validator for JavaScript errs about the second, and refuses genuine ones.)</remarks>
    public static string StringToSign(SnsEnvelope envelope)
    {
        var text = new StringBuilder(envelope.Message.Length + 512);
        var isNotification = envelope.Type == SnsEnvelope.Notification;
        Append("Message", envelope.Message);
        Append("MessageId", envelope.MessageId);
        if (isNotification)
            Append("Subject", envelope.Subject);
        else
            Append("SubscribeURL", envelope.SubscribeUrl);
        Append("Timestamp", envelope.Timestamp);
        if (!isNotification)
            Append("Token", envelope.Token);
        Append("TopicArn", envelope.TopicArn);
        Append("Type", envelope.Type);
        return text.ToString();

        void Append(string name, string? value)
        {
            if (value is not null)
                text.Append(name).Append('\n').Append(value).Append('\n');
        }
    }

    /// <summary>Signs as SNS does, for tests and simulations: what belongs into <see cref="SnsEnvelope.Signature"/>.</summary>
    /// <exception cref="ArgumentException">The envelope's version is neither 1 nor 2.</exception>
    public static string Sign(SnsEnvelope envelope, RSA key) => AlgorithmOf(envelope.SignatureVersion) is { } algorithm
        ? Convert.ToBase64String(
            key.SignData(Encoding.UTF8.GetBytes(StringToSign(envelope)), algorithm, RSASignaturePadding.Pkcs1))
        : throw new ArgumentException("SignatureVersion must be 1 or 2.", nameof(envelope));

    /// <summary>Throws for no envelope, whatever its signature holds.</summary>
    internal static SignatureVerdict Verify(SnsEnvelope envelope, X509Certificate2 certificate)
    {
        if (CheckForm(envelope) is not SignatureVerdict.Valid and var verdict)
            return verdict;
        using var key = certificate.GetRSAPublicKey();
        return key is not null
            && AlgorithmOf(envelope.SignatureVersion) is { } algorithm
            && key.VerifyData(
                Encoding.UTF8.GetBytes(StringToSign(envelope)), Convert.FromBase64String(envelope.Signature!), algorithm,
                RSASignaturePadding.Pkcs1)
                    ? SignatureVerdict.Valid
                    : SignatureVerdict.Mismatch;
    }

    /// <summary>What can be said of the signature without its certificate. Valid: that it has a form in which it could be right.</summary>
    internal static SignatureVerdict CheckForm(SnsEnvelope envelope) =>
        string.IsNullOrEmpty(envelope.Signature) ? SignatureVerdict.Missing
        : AlgorithmOf(envelope.SignatureVersion) is null || !System.Buffers.Text.Base64.IsValid(envelope.Signature)
            ? SignatureVerdict.Malformed
        : SignatureVerdict.Valid;

    static HashAlgorithmName? AlgorithmOf(string? version) => version switch
    {
        // The version itself is not signed, so an attacker may choose the weaker: it still takes a second preimage of SHA-1, which
        // nobody is known to have found. Providers:Ses:RequireSignatureVersion2 refuses it for topics that were switched over.
        "1" => HashAlgorithmName.SHA1,
        "2" => HashAlgorithmName.SHA256,
        _ => null,
    };
}

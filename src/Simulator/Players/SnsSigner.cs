using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Tracking.Simulator.Players;

/// <summary>
/// Signs as Amazon SNS does. Written apart from the code that verifies, so that a mistake of either shows.
/// </summary>
/// <seealso href="https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html"/>
static class SnsSigner
{
    /// <summary>Each signed member that is there, in the order of the names: name, line feed, value, line feed.</summary>
    public static string StringToSign(SnsNotification n) =>
        $"Message\n{n.Message}\nMessageId\n{n.MessageId}\n"
        + (n.Subject is null ? "" : $"Subject\n{n.Subject}\n")
        + $"Timestamp\n{n.Timestamp}\nTopicArn\n{n.TopicArn}\nType\nNotification\n";

    [SuppressMessage("Security", "CA5350", Justification = "Signature version 1 is SHA-1.")]
    public static byte[] Sign(SnsNotification notification, RSA key) => key.SignData(
        Encoding.UTF8.GetBytes(StringToSign(notification)),
        notification.SignatureVersion == 1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256,
        RSASignaturePadding.Pkcs1);
}

/// <summary>An SNS notification before it is signed.</summary>
/// <param name="Timestamp">As it is written: ISO 8601 with milliseconds and Z.</param>
readonly record struct SnsNotification(
    string Message, string MessageId, string? Subject, string Timestamp, string TopicArn, int SignatureVersion);

using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Tracking.Providers.Ses;

/// <summary>A topic, and the one host that speaks for it: <c>sns.{region}.amazonaws.com</c>.</summary>
sealed partial record SnsTopic(string Arn, string Host)
{
    static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <returns>False where it is no ARN of a topic in the partitions aws, aws-us-gov and aws-cn; the others are closed networks.</returns>
    public static bool TryParse(string? arn, [NotNullWhen(true)] out SnsTopic? topic)
    {
        var match = Pattern().Match(arn ?? "");
        var suffix = match.Groups["partition"].Value == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
        topic = match.Success ? new SnsTopic(match.Value, $"sns.{match.Groups["region"].Value}.{suffix}") : null;
        return topic is not null;
    }

    /// <summary>
    /// Whether the topic's own host offers that certificate. Compared as text, character by character: a parsed URL would forgive
    /// what must not be forgiven. Anybody may own a bucket named <c>sns</c>, and an SNS API can be made to answer with any text.
    /// </summary>
    /// <seealso href="https://spaceraccoon.dev/exploiting-improper-validation-amazon-simple-notification-service/"/>
    public bool Offers(string signingCertUrl)
    {
        var start = $"https://{Host}/SimpleNotificationService-";
        const string End = ".pem";
        if (!signingCertUrl.StartsWith(start, StringComparison.Ordinal)
            || !signingCertUrl.AsSpan(start.Length).EndsWith(End, StringComparison.Ordinal))
        {
            return false;
        }

        var name = signingCertUrl.AsSpan(start.Length)[..^End.Length];
        return name.Length is > 0 and <= 128 && !name.ContainsAnyExcept(HexDigits);
    }

    /// <summary>What confirms a subscription, built from verified parts: the URL in the message would send us anywhere.</summary>
    public Uri ConfirmUrl(string token) => new(
        $"https://{Host}/?Action=ConfirmSubscription&TopicArn={Uri.EscapeDataString(Arn)}&Token={Uri.EscapeDataString(token)}");

    [GeneratedRegex(
        @"\Aarn:(?<partition>aws|aws-us-gov|aws-cn):sns:(?<region>[a-z]{2}(-[a-z]{1,16}){1,3}-[0-9]{1,2}):[0-9]{12}:[A-Za-z0-9_-]{1,256}\z",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}

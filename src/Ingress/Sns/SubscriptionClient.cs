using System.Xml;
using System.Xml.Linq;

namespace Tracking.Ingress.Sns;

/// <summary>Confirms a subscription, as SNS asks: by a GET that it answers with the ARN of the subscription.</summary>
/// <seealso href="https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html"/>
sealed class SubscriptionClient(SnsHttp http)
{
    /// <summary>May be called again: SNS answers alike.</summary>
    /// <param name="url">Built by the provider from verified parts.</param>
    /// <returns>Null once it is confirmed, and otherwise why it is not.</returns>
    public async Task<string?> ConfirmAsync(Uri url, CancellationToken cancellationToken)
    {
        var answer = await http.GetAsync(url, cancellationToken);
        return answer.Problem ?? (HasSubscription(answer.Body) ? null : "the answer holds no SubscriptionArn");
    }

    static bool HasSubscription(byte[] body)
    {
        try
        {
            // The reader's defaults allow neither a document type nor anything external.
            using var reader = XmlReader.Create(new MemoryStream(body));
            return XDocument.Load(reader).Descendants().Any(e =>
                e.Name.LocalName == "SubscriptionArn" && e.Value.StartsWith("arn:", StringComparison.Ordinal));
        }
        catch (XmlException)
        {
            return false;
        }
    }
}

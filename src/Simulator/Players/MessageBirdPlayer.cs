using System.Text;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Players;

/// <summary>Plays MessageBird: a GET with a token that is new for every request.</summary>
/// <param name="ingress">Where requests go.</param>
/// <param name="publicUrl">What is signed: the ingress as MessageBird believes to call it.</param>
sealed class MessageBirdPlayer(HttpClient http, Uri ingress, Uri publicUrl, string signingKey, TimeProvider time) : IPlayer
{
    const string Path = "/webhooks/messagebird";

    readonly string _signedUrl = publicUrl.AbsoluteUri.TrimEnd('/') + Path;
    readonly byte[] _key = Encoding.UTF8.GetBytes(signingKey);

    public bool Plays(Fact fact) => fact is MessageBirdFact;

    public Task PrepareAsync(
        IReadOnlyList<Sending> sendings, IProgress<int>? progress, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public async Task<Answer> SendAsync(Sending sending, CancellationToken cancellationToken)
    {
        var query = Query((MessageBirdFact)sending.Fact);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(ingress, Path + query));
        var now = time.GetUtcNow();
        request.Headers.TryAddWithoutValidation(
            "MessageBird-Signature-JWT", MessageBirdSigner.Sign(_signedUrl + query, Guid.CreateVersion7(now), now, _key));
        return await http.AnswerAsync(request, cancellationToken);
    }

    static string Query(MessageBirdFact fact)
    {
        var statedAt = fact.StatedAt.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        var reference = fact.DeliveryId is null ? "ord-7741" : "delivery_id=" + fact.DeliveryId;
        return $"?id={fact.MessageId}&reference={Uri.EscapeDataString(reference)}&recipient={fact.Recipient}&status={fact.Status}"
            + (fact.ErrorCode is null ? "" : $"&statusErrorCode={fact.ErrorCode}")
            + $"&statusDatetime={Uri.EscapeDataString(statedAt)}&price%5Bamount%5D=0.05&price%5Bcurrency%5D=EUR";
    }
}

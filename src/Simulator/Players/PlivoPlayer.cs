using System.Net.Http.Headers;
using System.Text;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Players;

/// <summary>Plays Plivo: by POST and GET, signed by either version. A repetition has its first nonce, or another.</summary>
/// <param name="ingress">Where requests go.</param>
/// <param name="publicUrl">What is signed: the ingress as Plivo believes to call it.</param>
sealed class PlivoPlayer(HttpClient http, Uri ingress, Uri publicUrl, string token) : IPlayer
{
    const string Path = "/webhooks/plivo/status";
    static readonly MediaTypeHeaderValue Form = new("application/x-www-form-urlencoded");

    readonly string _signedUrl = publicUrl.AbsoluteUri.TrimEnd('/') + Path;
    readonly byte[] _token = Encoding.UTF8.GetBytes(token);

    public bool Plays(Fact fact) => fact is PlivoFact;

    public Task PrepareAsync(
        IReadOnlyList<Sending> sendings, IProgress<int>? progress, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public async Task<Answer> SendAsync(Sending sending, CancellationToken cancellationToken)
    {
        using var request = Request((PlivoFact)sending.Fact, sending.Republished);
        return await http.AnswerAsync(request, cancellationToken);
    }

    HttpRequestMessage Request(PlivoFact fact, bool republished)
    {
        var parameters = Parameters(fact);
        var encoded = string.Join('&', parameters.Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}"));
        var request = fact.ByGet
            ? new HttpRequestMessage(HttpMethod.Get, new Uri(ingress, $"{Path}?{encoded}"))
            : new HttpRequestMessage(HttpMethod.Post, new Uri(ingress, Path))
            {
                Content = new ByteArrayContent(Encoding.UTF8.GetBytes(encoded)) { Headers = { ContentType = Form } },
            };

        // No two statements of any run have one in common.
        var nonce = FormattableString.Invariant($"{fact.MessageUuid[..8]}{fact.Number:D9}{(republished ? 2 : 1)}");
        request.Headers.TryAddWithoutValidation(
            $"X-Plivo-Signature-V{fact.Version}",
            fact.Version == 2
                ? PlivoSigner.SignV2(_signedUrl, nonce, _token)
                : PlivoSigner.SignV3(fact.ByGet, _signedUrl, parameters, nonce, _token));
        request.Headers.TryAddWithoutValidation($"X-Plivo-Signature-V{fact.Version}-Nonce", nonce);
        return request;
    }

    static List<KeyValuePair<string, string>> Parameters(PlivoFact fact)
    {
        List<KeyValuePair<string, string>> parameters =
        [
            new("From", PlivoFact.Sender),
            new("To", fact.To),
            new("MessageUUID", fact.Part?.Uuid ?? fact.MessageUuid),
            new("Status", fact.Status),
            new("Units", "1"),
            new("TotalRate", "0.0065"),
            new("TotalAmount", "0.00650"),
            new("ErrorCode", fact.ErrorCode ?? "000"),
        ];
        if (fact.Part is { } part)
        {
            parameters.Add(new("ParentMessageUUID", fact.MessageUuid));
            parameters.Add(new("PartInfo", part.Info));
        }

        return parameters;
    }
}

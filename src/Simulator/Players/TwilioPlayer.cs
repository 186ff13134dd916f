using System.Net.Http.Headers;
using System.Text;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Players;

/// <summary>Plays Twilio: form posts with a real <c>X-Twilio-Signature</c>.</summary>
/// <param name="ingress">Where requests go.</param>
/// <param name="publicUrl">What is signed: the ingress as Twilio believes to call it.</param>
sealed class TwilioPlayer(HttpClient http, Uri ingress, Uri publicUrl, string account, string token) : IPlayer
{
    const string Path = "/webhooks/twilio/status";
    static readonly MediaTypeHeaderValue Form = new("application/x-www-form-urlencoded");

    readonly Uri _url = new(ingress, Path);
    readonly string _signedUrl = publicUrl.AbsoluteUri.TrimEnd('/') + Path;
    readonly byte[] _token = Encoding.UTF8.GetBytes(token);

    public bool Plays(Fact fact) => fact is TwilioFact;

    public Task PrepareAsync(
        IReadOnlyList<Sending> sendings, IProgress<int>? progress, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public async Task<Answer> SendAsync(Sending sending, CancellationToken cancellationToken)
    {
        using var request = Request((TwilioFact)sending.Fact);
        return await http.AnswerAsync(request, cancellationToken);
    }

    HttpRequestMessage Request(TwilioFact fact)
    {
        var parameters = Parameters(fact, account);
        var request = new HttpRequestMessage(HttpMethod.Post, _url)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Encode(parameters))) { Headers = { ContentType = Form } },
        };
        request.Headers.TryAddWithoutValidation("X-Twilio-Signature", TwilioSigner.Sign(_signedUrl, parameters, _token));
        request.Headers.TryAddWithoutValidation("User-Agent", "TwilioProxy/1.1");
        return request;
    }

    internal static List<KeyValuePair<string, string>> Parameters(TwilioFact fact, string account)
    {
        List<KeyValuePair<string, string>> parameters =
        [
            new("SmsSid", fact.MessageSid),
            new("SmsStatus", fact.Status),
            new("MessageStatus", fact.Status),
            new("To", fact.To),
            new("MessageSid", fact.MessageSid),
            new("AccountSid", account),
            new("From", fact.From),
            new("ApiVersion", "2010-04-01"),
        ];
        if (fact.ErrorCode is not null)
            parameters.Add(new("ErrorCode", fact.ErrorCode));
        if (fact.Status is "delivered" or "undelivered")
            parameters.Add(new("RawDlrDoneDate", fact.At.ToString("yyMMddHHmm", CultureInfo.InvariantCulture)));
        if (fact.To.StartsWith("whatsapp:", StringComparison.Ordinal))
            parameters.Add(new("ChannelPrefix", "whatsapp"));
        if (fact.Status == "read")
            parameters.Add(new("EventType", "READ"));
        return parameters;
    }

    // Twilio writes a blank as +, and escapes all but the unreserved characters.
    static string Encode(IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var form = new StringBuilder(512);
        foreach (var (name, value) in parameters)
        {
            form.Append(form.Length == 0 ? "" : "&").Append(Uri.EscapeDataString(name)).Append('=')
                .Append(Uri.EscapeDataString(value).Replace("%20", "+", StringComparison.Ordinal));
        }

        return form.ToString();
    }
}

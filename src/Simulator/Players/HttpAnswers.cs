using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Tracking.Simulator.Players;

/// <summary>How the tellers that speak HTTP understand an answer.</summary>
static class HttpAnswers
{
    const int MaxDetailLength = 300;

    /// <summary>One connection pool for all players that call the same host.</summary>
    public static HttpClient CreateClient(int connections, TimeSpan timeout)
    {
        var handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = connections,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(5),
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            // No provider sends trace headers, and making them up costs time.
            ActivityHeadersPropagator = null,
        };
        return new HttpClient(handler) { Timeout = timeout };
    }

    public static async Task<Answer> AnswerAsync(
        this HttpClient http, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                // Read to the end, or the connection cannot be used again.
                await response.Content.CopyToAsync(Stream.Null, cancellationToken);
                return Answer.Acknowledged;
            }

            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            var detail = $"{(int)response.StatusCode} {SentenceOf(body)}".TrimEnd();
            return new Answer(IsPassing(response.StatusCode) ? Outcome.Unknown : Outcome.Refused, detail);
        }
        // A connection that is reset as soon as it is made is told bare: the client then asks it for its remote address.
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException
            || e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new Answer(Outcome.Unknown, e.Message);
        }
    }

    // Of problem details the sentence alone: each answer has a trace id of its own, and equal ones are to be counted together.
    static string SentenceOf(string body)
    {
        try
        {
            using var problem = JsonDocument.Parse(body);
            foreach (var name in (string[])["detail", "title"])
            {
                if (problem.RootElement.ValueKind == JsonValueKind.Object
                    && problem.RootElement.TryGetProperty(name, out var said) && said.ValueKind == JsonValueKind.String)
                {
                    return said.GetString()!;
                }
            }
        }
        catch (JsonException)
        {
            // Something else: told as it is.
        }

        return body[..Math.Min(body.Length, MaxDetailLength)];
    }

    static bool IsPassing(HttpStatusCode status) =>
        (int)status >= 500 || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
}

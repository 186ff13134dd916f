using System.Net;

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
            var detail = $"{(int)response.StatusCode} {body[..Math.Min(body.Length, MaxDetailLength)]}".TrimEnd();
            return new Answer(IsPassing(response.StatusCode) ? Outcome.Unknown : Outcome.Refused, detail);
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            || e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new Answer(Outcome.Unknown, e.Message);
        }
    }

    static bool IsPassing(HttpStatusCode status) =>
        (int)status >= 500 || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
}

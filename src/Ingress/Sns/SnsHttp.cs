using System.Net;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Tracking.Ingress.Sns;

/// <summary>The few GETs that SNS asks of us: short, small, repeated twice at most, and never redirected.</summary>
sealed class SnsHttp(IHttpClientFactory clients)
{
    public const string ClientName = "sns";

    /// <summary>A certificate has 2 KB, the answer to a confirmation less than one.</summary>
    public const int MaxAnswerBytes = 16 * 1024;

    static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(5);

    // SNS itself waits for 15 s.
    static readonly TimeSpan TotalTimeout = TimeSpan.FromSeconds(12);

    static readonly ResiliencePipeline<HttpAnswer> Pipeline = new ResiliencePipelineBuilder<HttpAnswer>()
        .AddTimeout(TotalTimeout)
        .AddRetry(new RetryStrategyOptions<HttpAnswer>
        {
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is HttpRequestException or TimeoutRejectedException
                || arguments.Outcome.Result is { Status: >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests }),
            MaxRetryAttempts = 2,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(100),
        })
        .AddTimeout(TryTimeout)
        .Build();

    /// <summary>Reports what goes wrong as a value; throws only where the caller cancels.</summary>
    public async Task<HttpAnswer> GetAsync(Uri url, CancellationToken cancellationToken)
    {
        try
        {
            return await Pipeline.ExecuteAsync(
                static (call, token) => call.Self.TryOnceAsync(call.Url, token), (Self: this, Url: url), cancellationToken);
        }
        // Whatever happens to a call over a network has one of these two shapes.
        catch (Exception e) when (e is HttpRequestException or TimeoutRejectedException)
        {
            return new HttpAnswer(null, [], e.Message);
        }
    }

    async ValueTask<HttpAnswer> TryOnceAsync(Uri url, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        using var answer = await client.GetAsync(url, cancellationToken);
        return new HttpAnswer(
            answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken),
            answer.StatusCode == HttpStatusCode.OK ? null : $"the answer was {(int)answer.StatusCode}");
    }
}

/// <param name="Status">Null where there was no answer.</param>
/// <param name="Problem">Null for 200 alone.</param>
readonly record struct HttpAnswer(HttpStatusCode? Status, byte[] Body, string? Problem);

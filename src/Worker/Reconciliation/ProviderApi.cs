using System.Net;
using System.Threading.RateLimiting;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Tracking.Worker.Reconciliation;

/// <param name="Status">Null where there was no answer.</param>
/// <param name="RetryAfter">How long the provider asks to be left alone.</param>
/// <param name="Problem">Null for 200 alone.</param>
readonly record struct ApiAnswer(HttpStatusCode? Status, byte[] Body, TimeSpan? RetryAfter, string? Problem);

/// <summary>
/// GETs from one provider's API, with manners: no more a second than allowed, each try with a deadline, few tries with growing pauses
/// or as long a pause as the provider asks for, and none at all for a while once most have failed.
/// </summary>
sealed partial class ProviderApi : IDisposable
{
    public const string ClientName = "reconciliation";

    /// <summary>A message has 1 to 4 KB, its text among them.</summary>
    public const int MaxAnswerBytes = 64 * 1024;

    // Longer than this nobody waits within one question. Who is asked to wait longer asks nothing until then.
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    static readonly TimeSpan LongestSilence = TimeSpan.FromHours(1);

    // Credentials do not become right by trying, and many wrong tries get an account locked.
    static readonly TimeSpan PauseOnRefusal = TimeSpan.FromMinutes(10);

    readonly IMessageLookup _lookup;
    readonly IHttpClientFactory _clients;
    readonly TimeProvider _clock;
    readonly ILogger _logger;
    readonly TokenBucketRateLimiter _permits;
    readonly ResiliencePipeline<ApiAnswer> _tries;
    readonly ResiliencePipeline<ApiAnswer> _deadline;
    readonly Lock _lock = new();
    ApiAnswer _pause;
    DateTimeOffset _pausedUntil = DateTimeOffset.MinValue;

    public ProviderApi(
        IMessageLookup lookup, IHttpClientFactory clients, ReconciliationOptions options, TimeProvider clock, ILogger logger)
    {
        (_lookup, _clients, _clock, _logger) = (lookup, clients, clock, logger);
        _permits = new TokenBucketRateLimiter(new()
        {
            TokenLimit = options.PermitsPerSecond,
            TokensPerPeriod = options.PermitsPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 1_000,
        });
        var tries = new ResiliencePipelineBuilder<ApiAnswer> { TimeProvider = clock };
        if (options.Tries > 1)
            tries.AddRetry(Retry(options));
        _tries = tries.AddCircuitBreaker(Breaker(options)).Build();
        _deadline = new ResiliencePipelineBuilder<ApiAnswer> { TimeProvider = clock }.AddTimeout(options.Timeout).Build();
    }

    /// <summary>Reports what goes wrong as a value; throws only where the caller cancels.</summary>
    public async Task<ApiAnswer> GetAsync(Uri url, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_clock.GetUtcNow() < _pausedUntil)
                return _pause;
        }

        ApiAnswer answer;
        try
        {
            answer = await _tries.ExecuteAsync(
                static (call, token) => call.Self.TryOnceAsync(call.Url, token), (Self: this, Url: url), cancellationToken);
        }
        // Whatever happens to a call over a network has one of these shapes.
        catch (Exception e) when (e is HttpRequestException or TimeoutRejectedException or BrokenCircuitException)
        {
            return new ApiAnswer(null, [], null, ProblemOf(e));
        }

        PauseWhereAskedTo(answer);
        return answer;
    }

    public void Dispose() => _permits.Dispose();

    async ValueTask<ApiAnswer> TryOnceAsync(Uri url, CancellationToken cancellationToken)
    {
        // Its turn is awaited before the deadline begins.
        using var permit = await _permits.AcquireAsync(1, cancellationToken);
        return permit.IsAcquired
            ? await _deadline.ExecuteAsync(
                static (call, token) => call.Self.SendAsync(call.Url, token), (Self: this, Url: url), cancellationToken)
            : new ApiAnswer(null, [], null, "too many questions wait already");
    }

    async ValueTask<ApiAnswer> SendAsync(Uri url, CancellationToken cancellationToken)
    {
        using var client = _clients.CreateClient(ClientName);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Authorization = _lookup.Credentials;
        request.Headers.Accept.Add(new("application/json"));
        using var answer = await client.SendAsync(request, cancellationToken);
        return new ApiAnswer(
            answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken), RetryAfter(answer),
            answer.StatusCode == HttpStatusCode.OK ? null : $"the answer was {(int)answer.StatusCode}");
    }

    static RetryStrategyOptions<ApiAnswer> Retry(ReconciliationOptions options) => new()
    {
        ShouldHandle = arguments => ValueTask.FromResult(
            IsFailure(arguments.Outcome) && (arguments.Outcome.Result.RetryAfter ?? TimeSpan.Zero) <= LongestPause),
        MaxRetryAttempts = options.Tries - 1,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = TimeSpan.FromMilliseconds(200),
        MaxDelay = LongestPause,
        DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Result.RetryAfter),
    };

    CircuitBreakerStrategyOptions<ApiAnswer> Breaker(ReconciliationOptions options) => new()
    {
        ShouldHandle = arguments => ValueTask.FromResult(IsFailure(arguments.Outcome)),
        FailureRatio = 0.5,
        MinimumThroughput = 6,
        SamplingDuration = TimeSpan.FromMinutes(1),
        BreakDuration = options.BreakFor,
        OnOpened = arguments =>
        {
            LeftAlone(_lookup.Provider, arguments.BreakDuration);
            return default;
        },
        OnClosed = _ =>
        {
            AskedAgain(_lookup.Provider);
            return default;
        },
    };

    // A 404 or an unreadable body is an answer: the provider works.
    static bool IsFailure(Outcome<ApiAnswer> outcome) => outcome switch
    {
        { Exception: HttpRequestException e } => !IsTooLong(e),
        { Exception: TimeoutRejectedException } => true,
        { Result.Status: >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout } => true,
        _ => false,
    };

    void PauseWhereAskedTo(ApiAnswer answer)
    {
        var refused = answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
        var pause = refused ? PauseOnRefusal : answer.RetryAfter is { } asked && asked > LongestPause ? asked : TimeSpan.Zero;
        if (pause == TimeSpan.Zero)
            return;
        pause = pause < LongestSilence ? pause : LongestSilence;
        lock (_lock)
        {
            // Those that were under way together say it once.
            var isNew = _clock.GetUtcNow() >= _pausedUntil;
            (_pause, _pausedUntil) = (answer, _clock.GetUtcNow() + pause);
            if (!isNew)
                return;
        }

        if (refused)
            CredentialsRefused(_lookup.Provider, (int)answer.Status!, pause);
        else
            LeftAlone(_lookup.Provider, pause);
    }

    TimeSpan? RetryAfter(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _clock.GetUtcNow() is { Ticks: > 0 } wait ? wait : TimeSpan.Zero,
        _ => null,
    };

    static bool IsTooLong(HttpRequestException e) => e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded;

    static string ProblemOf(Exception e) => e switch
    {
        BrokenCircuitException => "it is left alone for a while after many failures",
        TimeoutRejectedException => "no answer in time",
        HttpRequestException tooLong when IsTooLong(tooLong) => $"the answer is longer than {MaxAnswerBytes} bytes",
        _ => e.Message,
    };

    [LoggerMessage(LogLevel.Error,
        "{Provider} refused the credentials of Reconciliation with {Status}: it is not asked for {Pause}. Check Reconciliation:{Provider}")]
    partial void CredentialsRefused(string provider, int status, TimeSpan pause);

    [LoggerMessage(LogLevel.Warning, "{Provider} is not asked about messages for {Pause}: it keeps failing, or asked for the pause")]
    partial void LeftAlone(string provider, TimeSpan pause);

    [LoggerMessage(LogLevel.Information, "{Provider} answers questions about messages again")]
    partial void AskedAgain(string provider);
}

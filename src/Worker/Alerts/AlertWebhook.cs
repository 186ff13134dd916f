using System.Net;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using Tracking.Storage;

namespace Tracking.Worker.Alerts;

/// <summary>
/// Calls whoever is configured about each alert that is raised or cleared. It goes by what is kept with the alerts: what a process did not get
/// through to, because it was ended or nobody answered, is tried again, by it or another, for a day. Whoever is called may be called twice.
/// </summary>
sealed partial class AlertWebhook(
    IUntoldAlerts alerts, IHttpClientFactory clients, StoragePatience patience, IOptions<AlertOptions> options, TimeProvider clock,
    ILogger<AlertWebhook> logger) : BackgroundService
{
    public const string ClientName = "alerts";

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    static readonly TimeSpan Tries = TimeSpan.FromSeconds(10);

    /// <summary>Longer than all tries take.</summary>
    static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>After a day, whoever was away has other means to learn of it.</summary>
    static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    readonly ResiliencePipeline<HttpStatusCode> _tries = new ResiliencePipelineBuilder<HttpStatusCode> { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions<HttpStatusCode>
        {
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome switch
            {
                { Exception: HttpRequestException or TimeoutRejectedException } => true,
                { Result: >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout } => true,
                _ => false,
            }),
            MaxRetryAttempts = 2,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(500),
        })
        .AddTimeout(Tries)
        .Build();

    /// <summary>Tells what there is to tell.</summary>
    /// <returns>How much was told.</returns>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    public async Task<int> TellAsync(CancellationToken cancellationToken)
    {
        var webhook = options.Value.Webhook;
        var told = 0;
        while (webhook.Address is { } address)
        {
            var now = clock.GetUtcNow();
            if (await alerts.TakeAsync(now, now - KeptFor, Lease, cancellationToken) is not { } untold)
                break;

            // One that is not taken is left for its lease, and the next is tried: it may be the one that is refused, not the caller.
            if (await TrySendAsync(untold, address, webhook.Secret!, cancellationToken))
            {
                await alerts.ToldAsync(untold, clock.GetUtcNow(), cancellationToken);
                told++;
            }
        }

        return told;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Webhook.Address is null)
            return;
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryTellAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The way it is meant to end.
        }
    }

    async Task TryTellAsync(CancellationToken cancellationToken)
    {
        try
        {
            await patience.ExecuteAsync(TellAsync, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The boundary: what watches must not bring down what works.
            NotTold(e);
        }
    }

    async Task<bool> TrySendAsync(UntoldAlert untold, Uri address, string secret, CancellationToken cancellationToken)
    {
        try
        {
            var status = await _tries.ExecuteAsync(
                async token =>
                {
                    using var client = clients.CreateClient(ClientName);
                    using var call = AlertCall.Of(untold, address, secret, clock.GetUtcNow());
                    using var answer = await client.SendAsync(call, HttpCompletionOption.ResponseHeadersRead, token);
                    return answer.StatusCode;
                },
                cancellationToken);
            if ((int)status is >= 200 and < 300)
                return true;
            NotTaken(untold.Alert.Kind, address.Host, $"the answer was {(int)status}");
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutRejectedException)
        {
            NotTaken(untold.Alert.Kind, address.Host, e is TimeoutRejectedException ? "no answer in time" : e.Message);
        }

        return false;
    }

    [LoggerMessage(LogLevel.Warning, "The alert {Kind} did not reach {Host} and is tried again later: {Reason}")]
    partial void NotTaken(string kind, string host, string reason);

    [LoggerMessage(LogLevel.Error, "Alerts could not be told, and wait")]
    partial void NotTold(Exception exception);
}

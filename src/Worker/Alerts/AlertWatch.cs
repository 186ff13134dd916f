using Microsoft.Extensions.Options;
using Tracking.Storage;
using Tracking.Worker.Announcements;

namespace Tracking.Worker.Alerts;

/// <summary>
/// Looks every now and then at how providers call back, at what arrives, and at what could not be applied. Every worker does; what several see is
/// raised once. The announcement leaves by the outbox, and a line is logged.
/// </summary>
sealed partial class AlertWatch(
    ICallbackActivityStore activity, RateWatch rates, DeadLettersWaiting letters, IAlertStore alerts, IAlertQuery query, OutboxSignal outbox,
    StoragePatience patience, IOptions<AlertOptions> options, TimeProvider clock, ILogger<AlertWatch> logger) : BackgroundService
{
    static readonly TimeSpan ForgetEvery = TimeSpan.FromHours(1);

    // Since when callbacks could have been counted, as far as this worker knows. While it was away, or the storage was, they piled up in
    // their queue: that was no silence of their provider's.
    DateTimeOffset? _watchingSince;
    DateTimeOffset _forgottenAt = DateTimeOffset.MinValue;

    /// <summary>Looks once.</summary>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        _watchingSince ??= now;
        var open = (await query.OpenAsync(cancellationToken))
            .Select(a => new AlertSubject(a.Kind, a.Provider, a.Account, a.TenantId, a.Channel)).ToHashSet();
        var counts = await activity.SinceAsync(now - SignatureFailures.Longest, cancellationToken);
        Tell(await alerts.SettleAsync(
            [SignatureFailures.Kind], SignatureFailures.Observe(counts, open, options.Value.SignatureFailures, now), now,
            cancellationToken));
        if (now - _watchingSince >= options.Value.ProviderSilence.AtLeast)
            Tell(await alerts.SettleAsync([ProviderSilence.Kind], await SilencesAsync(now, cancellationToken), now, cancellationToken));
        Tell(await alerts.SettleAsync(RateWatch.Kinds, await rates.ObserveAsync(open, now, cancellationToken), now, cancellationToken));
        Tell(await alerts.SettleAsync(
            [DeadLettersWaiting.Kind], [await letters.ObserveAsync(open, options.Value.DeadLetters, cancellationToken)], now, cancellationToken));
        if (now - _forgottenAt >= ForgetEvery)
        {
            await activity.ForgetAsync(now - CallbackActivity.KeptFor, cancellationToken);
            _forgottenAt = now;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Every, clock);
        try
        {
            // Nothing is asked before the schema is there.
            await patience.ExecuteAsync(_ => Task.CompletedTask, stoppingToken);
            do
                await TryLookAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The way it is meant to end.
        }
    }

    async Task TryLookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LookAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is, the next look may succeed; and what watches must not bring down what works.
            _watchingSince = null;
            NotLooked(e.Message);
        }
    }

    async Task<IReadOnlyList<AlertObservation>> SilencesAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var silence = options.Value.ProviderSilence;
        var observed = new List<AlertObservation>();
        foreach (var (source, latest) in await activity.LatestAcceptedAsync(cancellationToken))
        {
            // Only of those who are quiet is it asked what they used to do.
            if (now - latest < silence.AtLeast)
                continue;
            var accepted = await activity.AcceptedAsync(source, latest - ProviderSilence.History, cancellationToken);
            observed.Add(ProviderSilence.Observe(source, latest, accepted, silence, now));
        }

        return observed;
    }

    void Tell(AlertChanges changes)
    {
        if (changes is { Raised.Count: 0, Cleared.Count: 0 })
            return;
        outbox.Raise();
        foreach (var alert in changes.Raised)
            Raised(alert.Severity, alert.Kind, About(alert), alert.Value, alert.Threshold, alert.Window);
        foreach (var alert in changes.Cleared)
            Cleared(alert.Kind, About(alert), alert.RaisedAt);
    }

    static string About(AlertView alert)
    {
        (string Name, string? Value)[] members =
            [("provider", alert.Provider), ("account", alert.Account), ("tenant", alert.TenantId), ("channel", alert.Channel)];
        var named = string.Join(", ", members.Where(m => m.Value is not null).Select(m => $"{m.Name} {m.Value}"));
        return named is "" ? "all" : named;
    }

    [LoggerMessage(LogLevel.Warning,
        "Alert, {Severity}: {Kind} of {About}: {Value} over {Window}, where {Threshold} is the threshold")]
    partial void Raised(string severity, string kind, string about, double value, double threshold, TimeSpan window);

    [LoggerMessage(LogLevel.Information, "Alert cleared: {Kind} of {About}, raised at {RaisedAt}")]
    partial void Cleared(string kind, string about, DateTimeOffset raisedAt);

    [LoggerMessage(LogLevel.Warning, "Could not look for what calls for an alert: {Reason}")]
    partial void NotLooked(string reason);
}

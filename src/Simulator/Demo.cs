using Tracking.Simulator.Ledger;
using Tracking.Simulator.Players;
using Tracking.Simulator.Running;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator;

/// <summary>A gentle mix of everything, for looking at: producers and providers, over real HTTP, as it happens.</summary>
public static class Demo
{
    const int Connections = 4;

    /// <summary>
    /// Plays until <paramref name="duration"/> has passed, beginning a few sends a second. The process at <paramref name="ingress"/> must have
    /// been configured with <see cref="DemoSecrets.Configuration"/>. What it refuses or does not answer ends nothing.
    /// </summary>
    /// <param name="publicUrl">The address that is signed, where <c>Ingress:PublicBaseUrl</c> is set; null: as it is called.</param>
    /// <returns>How many requests were acknowledged.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled before its time.</exception>
    public static async Task<int> PlayAsync(
        Uri ingress, DemoSecrets secrets, TimeSpan duration, Uri? publicUrl = null, double sendsPerSecond = 3,
        TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(sendsPerSecond, 0);
        time ??= TimeProvider.System;
        var now = time.GetUtcNow();
        var script = Script.Draw(new ScriptOptions
        {
            Deliveries = Math.Max(1, (int)(duration.TotalSeconds * sendsPerSecond)),
            Seed = (int)(now.UtcTicks % 1_000_000_007),
            Epoch = now.ToMilliseconds(),
            Begins = TimeSpan.Zero,
            Spread = duration,
            // What takes hours in life takes minutes here, so that something happens to every delivery while one looks on.
            Pace = 0.05,
        }.For(secrets.Cast));
        var schedule = Schedule.AsItHappens(script, duplicates: 0.1).TakeWhile(s => s.Due <= duration).ToArray();

        using var http = HttpAnswers.CreateClient(Connections, TimeSpan.FromSeconds(15));
        IPlayer[] players =
        [
            new ProducerOverHttp(http, ingress, secrets.ProducerKey),
            .. secrets.Cast.Players(http, ingress, publicUrl ?? ingress, script.Options.TwilioAccount, time, signsAhead: false),
        ];
        var performance = new Performance(
            schedule, players, new FactLedger(script.Facts.Count),
            new RunOptions { Connections = Connections, MaxRefusals = int.MaxValue, GiveUp = TimeSpan.FromMinutes(1) }, time);
        try
        {
            await performance.PlayAsync(cancellationToken);
        }
        finally
        {
            await players.DisposeAllAsync();
        }

        return performance.Acknowledged;
    }
}

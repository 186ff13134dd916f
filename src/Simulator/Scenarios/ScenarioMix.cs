namespace Tracking.Simulator.Scenarios;

/// <summary>A kind of play.</summary>
/// <param name="Weight">How often it is drawn, relative to the others.</param>
/// <param name="Deliveries">How many deliveries it has.</param>
sealed record Scenario(string Name, int Weight, int Deliveries, Action<Story> Tell);

/// <summary>All scenarios that the configured providers allow, with their weights.</summary>
sealed class ScenarioMix
{
    readonly Scenario[] _scenarios;

    ScenarioMix(Scenario[] scenarios) => _scenarios = scenarios;

    public IReadOnlyList<Scenario> Scenarios => _scenarios;

    public static ScenarioMix Of(ScriptOptions options) => new(
    [
        .. ProducerScenarios.All,
        .. options.Twilio ? TwilioScenarios.All : [],
        .. options.Ses ? SesScenarios.All : [],
        .. options.Plivo ? PlivoScenarios.All : [],
        .. options.MessageBird ? MessageBirdScenarios.All : [],
        .. options.UnsubscribeTokens ? ProducerScenarios.WithLinks : [],
        .. options.Webhooks.SelectMany(webhook => webhook.Scenarios),
    ]);

    /// <param name="atMost">How many deliveries it may have.</param>
    public Scenario Draw(Random random, int atMost)
    {
        var allowed = _scenarios.Where(s => s.Deliveries <= atMost);
        var at = random.Next(allowed.Sum(s => s.Weight));
        return allowed.First(s => (at -= s.Weight) < 0);
    }
}

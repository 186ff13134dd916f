using Tracking.Simulator.Webhooks;

namespace Tracking.Simulator.Scenarios;

/// <summary>What a script is drawn from. The same values draw the same script.</summary>
sealed record ScriptOptions
{
    public required int Deliveries { get; init; }

    public required int Seed { get; init; }

    /// <summary>The present of the script: with the seed it determines every id and every time.</summary>
    public required DateTimeOffset Epoch { get; init; }

    public bool Twilio { get; init; } = true;

    public bool Ses { get; init; } = true;

    public bool Plivo { get; init; }

    public bool MessageBird { get; init; }

    /// <summary>Whether devices report receipts by themselves, with the token that came with a notification.</summary>
    public bool ReceiptTokens { get; init; }

    /// <summary>Whether messages bring links to unsubscribe by.</summary>
    public bool UnsubscribeTokens { get; init; }

    /// <summary>The providers that are played by a vocabulary.</summary>
    public IReadOnlyList<Webhook> Webhooks { get; init; } = [];

    /// <summary>The share of plays whose callbacks are sent before their event.</summary>
    public double Early { get; init; } = 0.2;

    public int Tenants { get; init; } = 3;

    public string TwilioAccount { get; init; } = "AC" + "0f3e2d1c0b9a8f7e6d5c4b3a29181706";

    /// <summary>When the first play begins, relative to the epoch. By default so long ago that all of it is past by then.</summary>
    public TimeSpan Begins { get; init; } = TimeSpan.FromHours(-4);

    /// <summary>How long it takes until the last play begins.</summary>
    public TimeSpan Spread { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The factor by which waits within a play are stretched.</summary>
    public double Pace { get; init; } = 1;

    /// <summary>With all that a cast can play, and nobody else.</summary>
    public ScriptOptions For(Cast cast) => this with
    {
        Twilio = cast.TwilioToken is not null,
        Ses = cast.Ses is not null,
        Plivo = cast.PlivoToken is not null,
        MessageBird = cast.MessageBirdKey is not null,
        ReceiptTokens = cast.ReceiptKey is not null,
        UnsubscribeTokens = cast.UnsubscribeKey is not null,
        Webhooks = cast.Webhooks,
    };
}

/// <summary>Everything that will happen in a run, drawn from a seed before the first request is sent.</summary>
sealed class Script
{
    /// <summary>Part of every delivery id of the run, so that its deliveries are told from any other's.</summary>
    public required string Prefix { get; init; }

    public required ScriptOptions Options { get; init; }

    public required IReadOnlyList<Play> Plays { get; init; }

    /// <summary>By their number.</summary>
    public required IReadOnlyList<Fact> Facts { get; init; }

    public static Script Draw(ScriptOptions options)
    {
        var seed = options.Seed.ToString(CultureInfo.InvariantCulture);
        var prefix = "sim-" + EventId.Of("run", seed, EventId.Part(options.Epoch)).ToString("N")[..8] + "-";
        var random = new Random(options.Seed);
        var mix = ScenarioMix.Of(options);
        var plays = new List<Play>();
        var facts = new List<Fact>();
        for (var left = options.Deliveries; left > 0;)
        {
            var scenario = mix.Draw(random, atMost: left);
            var begins = options.Begins + options.Spread * (1 - (double)left / options.Deliveries);
            var story = new Story(prefix, plays.Count, random, options, options.Epoch + begins);
            scenario.Tell(story);
            var play = story.End(scenario.Name, random.NextDouble() < options.Early);
            foreach (var fact in play.Facts)
            {
                fact.Number = facts.Count;
                facts.Add(fact);
            }

            plays.Add(play);
            left -= play.Deliveries.Count;
        }

        return new Script { Prefix = prefix, Options = options, Plays = plays, Facts = facts };
    }
}

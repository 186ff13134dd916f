using Tracking.Simulator.Webhooks;

namespace Tracking.Simulator.Scenarios;

/// <summary>A message as its provider knows it.</summary>
/// <param name="Named">The delivery that the sender's own text names.</param>
/// <param name="Also">Another recipient, where the provider does not tell to which of them anything happened.</param>
sealed record Carried(Webhook By, string Id, string Recipient, string? Named = null, string? Also = null);

/// <summary>How a provider with a vocabulary speaks in a story.</summary>
static class WebhookTelling
{
    static readonly string[] Browsers =
    [
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    ];

    /// <summary>Says it, after a while. A provider that has no word for it is silent.</summary>
    public static void Happens(this Story story, Carried message, Happening happening, double fromSeconds = 0.2, double toSeconds = 30)
    {
        if (!message.By.HasWordsFor(happening))
            return;
        story.Wait(fromSeconds, toSeconds);
        var said = message.By.Say(happening, story);
        var isEngagement = said.Means.IsEngagement();
        story.Add(new WebhookFact
        {
            At = story.Now,
            Webhook = message.By,
            Said = said,
            MessageId = said.NamesNoMessage ? null : message.Id,
            DeliveryId = message.Named,
            Recipient = message.Recipient,
            Also = message.Also,
            Link = said.Means == Evidence.Clicked ? $"https://shop.example/orders/{story.Mark}?utm=a&b=%C3%A9" : null,
            IpAddress = isEngagement ? $"198.51.100.{story.Random.Next(1, 255)}" : null,
            UserAgent = isEngagement ? story.One<string>(Browsers) : null,
        });
    }

    /// <summary>Those of some scenarios for whose point the provider has words.</summary>
    /// <param name="scenarios">Their names without the provider's.</param>
    public static IEnumerable<Scenario> Play(this Webhook by, params IEnumerable<WebhookScenario> scenarios) =>
        scenarios
            .Where(scenario => by.HasWordsFor(scenario.Point) && (by.NamesDeliveries || !scenario.Names))
            .Select(scenario => new Scenario(
                $"{by.Provider} {scenario.Name}", scenario.Weight, scenario.Deliveries, story => scenario.Tell(story, by)));
}

/// <summary>A scenario that any provider may play that has words for its point.</summary>
/// <param name="Names">Its point is that the sender's own text names the delivery.</param>
sealed record WebhookScenario(
    string Name, int Weight, int Deliveries, Happening Point, Action<Story, Webhook> Tell, bool Names = false);

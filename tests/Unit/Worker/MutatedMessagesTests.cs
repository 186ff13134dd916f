using System.Text;
using System.Text.Json;
using MassTransit.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Tracking.Deliveries;
using Tracking.Hosting;
using Tracking.Hosting.Broker;
using Tracking.Providers;
using Tracking.Unit.Contracts;
using Tracking.Unit.Hostile;
using Tracking.Unit.Providers;
using Tracking.Worker;
using Tracking.Worker.Notifications;
using Xunit;

namespace Tracking.Unit.Worker;

/// <summary>The bus has no ingress before it: producers in any language publish whatever they like.</summary>
public sealed class MutatedMessagesTests
{
    const int Mutations = 20_000, Seed = 1;

    static readonly DateTimeOffset Now = Messages.Sent.OccurredAt.AddMinutes(1);

    static readonly JsonSerializerOptions Json = BusJson.WithInstants(SystemTextJsonMessageSerializer.Options);

    static readonly FailureCatalog Failures = Configured.Services().GetRequiredService<FailureCatalog>();

    static readonly (byte[] Body, Func<byte[], DeliveryEvent> Read)[] Readers =
    [
        Reader(Messages.Queued, MessageEvidence.Of),
        Reader(Messages.Sent, MessageEvidence.Of),
        Reader(Messages.Failed with { Provider = "twilio" }, (message, now) => MessageEvidence.Of(message, Failures, now)),
        Reader(Messages.Assigned, MessageEvidence.Of),
        Reader(Messages.Receipt, MessageEvidence.Of),
    ];

    [Fact]
    public void However_a_message_is_damaged_it_is_unreadable_or_says_what_can_be_stored()
    {
        var bodies = Readers.Select(r => new Draft { Method = "POST", Target = "/", Body = r.Body }).ToArray();
        var problems = new List<string>();
        var events = 0;

        for (var number = 0; number < Mutations; number++)
        {
            var dice = new Dice(Seed, number);
            var (body, read) = dice.Pick(Readers);
            var draft = new Draft { Method = "POST", Target = "/", Body = body };
            for (var i = dice.Below(3); i >= 0; i--)
                dice.Pick(BodyMutations.All).Apply(draft, dice, bodies);
            try
            {
                var e = read(draft.Body);
                events++;
                if (Storable.Problem(e) is { } problem)
                    problems.Add($"{number}: {problem}: {Encoding.UTF8.GetString(draft.Body)}");
            }
            catch (Exception e) when (e is JsonException or InstantFormatException or UnreadableMessageException)
            {
                // Each of these makes an unreadable dead letter.
            }
            catch (Exception e)
            {
                problems.Add($"{number}: {e}\n{Convert.ToBase64String(draft.Body)}");
            }
        }

        Assert.True(problems.Count == 0, $"seed {Seed}, message " + string.Join('\n', problems.Take(10)));
        Assert.True(events > Mutations / 10, $"only {events} events: nothing much was read");
    }

    static (byte[] Body, Func<byte[], DeliveryEvent> Read) Reader<T>(T sample, Func<T, DateTimeOffset, DeliveryEvent> of)
        where T : class => (
            JsonSerializer.SerializeToUtf8Bytes(sample, Json),
            // MassTransit hands on no null.
            body => of(JsonSerializer.Deserialize<T>(body, Json) ?? throw new JsonException("null is no message"), Now));
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tracking.Unit.Hostile;
using Xunit;

namespace Tracking.Unit.Providers;

/// <summary>What lies behind a signature: a provider that errs, or a key in the wrong hands, may sign anything.</summary>
public sealed partial class MutatedCallbacksTests
{
    const int Mutations = 20_000, Seed = 1;

    public static TheoryData<string> Providers() => [.. Fixture.Providers];

    [Theory]
    [MemberData(nameof(Providers))]
    public void However_a_callback_is_damaged_reading_it_throws_nothing_and_yields_what_can_be_stored(string providerName)
    {
        var provider = Fixture.Provider(providerName);
        var requests = Fixture.Of(providerName).Select(f => f.Request(provider.Route)).ToArray();
        var bodies = requests.Select(r => new Draft { Method = "POST", Target = "/", Body = r.Body.ToArray() }).ToArray();
        var problems = new List<string>();
        var events = 0;

        for (var number = 0; number < Mutations; number++)
        {
            var dice = new Dice(Seed, number);
            var at = dice.Below(requests.Length);
            var body = dice.Chance(50) && Inner(bodies[at].Body) is var (name, inner)
                ? Wrapped(bodies[at].Body, name, Damaged(inner, dice, bodies))
                : Damaged(bodies[at].Body, dice, bodies);
            if (body.Length > provider.Route.MaxBodyBytes)
                continue; // Never believed, hence never read.
            try
            {
                var reading = provider.Read((requests[at] with { Body = body }).Verified(provider));
                events += reading.Events.Count;
                problems.AddRange(reading.Events.Select(Storable.Problem).OfType<string>().Select(p => $"{number}: {p}"));
                problems.AddRange(reading.Unreadable.Where(part => !IsSentence().IsMatch(part.Reason))
                    .Select(part => $"{number}: '{part.Reason}' tells nobody what is wrong"));
            }
            catch (Exception e)
            {
                problems.Add($"{number}: {e}\n{Convert.ToBase64String(body)}");
            }
        }

        Assert.True(problems.Count == 0, $"seed {Seed}, request " + string.Join('\n', problems.Take(10)));
        Assert.True(events > Mutations / 10, $"only {events} events: nothing much was read");
    }

    [GeneratedRegex(ConformanceTests.Sentence)]
    private static partial Regex IsSentence();

    static byte[] Damaged(byte[] body, Dice dice, IReadOnlyList<Draft> others)
    {
        var draft = new Draft { Method = "POST", Target = "/", Body = body };
        for (var i = dice.Below(3); i >= 0; i--)
            dice.Pick(BodyMutations.All).Apply(draft, dice, others);
        return draft.Body;
    }

    /// <summary>JSON within JSON, as text: what SNS carries.</summary>
    static (string Name, byte[] Text)? Inner(byte[] body)
    {
        if (body is not [(byte)'{', ..])
            return null;
        foreach (var (name, value) in JsonNode.Parse(body)!.AsObject())
        {
            if (value?.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is ['{', ..] inner)
                return (name, Encoding.UTF8.GetBytes(inner));
        }

        return null;
    }

    static byte[] Wrapped(byte[] body, string name, byte[] inner)
    {
        var outer = JsonNode.Parse(body)!.AsObject();
        outer[name] = Encoding.UTF8.GetString(inner);
        return Encoding.UTF8.GetBytes(outer.ToJsonString());
    }
}

using Tracking.Contracts;
using Tracking.Deliveries;
using Tracking.Simulator;
using Tracking.Simulator.Comparison;
using Tracking.Simulator.Scenarios;
using Xunit;

namespace Tracking.Unit.Simulator;

public sealed class ScriptTests
{
    static readonly DateTimeOffset Epoch = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_same_seed_draws_the_same_facts_and_the_same_schedule()
    {
        var one = Draw(300, seed: 5);
        var two = Draw(300, seed: 5);

        Assert.Equal(one.Facts.Select(Text), two.Facts.Select(Text));
        Assert.Equal(
            Schedule.Shuffled(one, 0.3).Select(s => (s.Fact.Number, s.Republished)),
            Schedule.Shuffled(two, 0.3).Select(s => (s.Fact.Number, s.Republished)));
    }

    [Fact]
    public void Another_seed_or_another_epoch_shares_no_delivery_and_no_message()
    {
        var one = Ids(Draw(200, seed: 5));

        Assert.Empty(one.Intersect(Ids(Draw(200, seed: 6))));
        Assert.Empty(one.Intersect(Ids(Draw(200, seed: 5, Epoch.AddSeconds(1)))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(997)]
    public void A_script_has_exactly_as_many_deliveries_as_asked(int deliveries)
    {
        var script = Draw(deliveries, seed: 3);

        Assert.Equal(deliveries, script.Plays.SelectMany(p => p.Deliveries).Distinct().Count());
    }

    [Fact]
    public void Every_scenario_is_drawn_and_only_those_of_the_configured_providers()
    {
        var all = Draw(8_000, seed: 1);
        var none = Script.Draw(Options(500, 1, Epoch).For(new Cast()));

        Assert.Equal(
            ScenarioMix.Of(all.Options).Scenarios.Select(s => s.Name).Order(),
            all.Plays.Select(p => p.Scenario).Distinct().Order());
        Assert.DoesNotContain(none.Facts, f => f.IsCallback);
    }

    [Fact]
    public void Every_message_keeps_the_rules_of_the_contracts()
    {
        foreach (var message in Draw(2_000, seed: 8).Facts.OfType<ProducerFact>().Select(f => f.Message))
        {
            Assert.Null(message switch
            {
                NotificationQueued m => MessageRules.Check(m, Epoch),
                NotificationSent m => MessageRules.Check(m, Epoch),
                NotificationFailed m => MessageRules.Check(m, Epoch),
                ProviderMessageAssigned m => MessageRules.Check(m, Epoch),
                ReceiptReported m => MessageRules.Check(m, Epoch),
                _ => "unheard of",
            });
        }
    }

    [Fact]
    public void All_of_a_script_is_past_at_its_epoch_and_young_enough_to_be_believed() =>
        Assert.All(Draw(2_000, seed: 9).Facts, f => Assert.InRange(f.At, Epoch.AddHours(-5), Epoch));

    // An expectation must not rest on how two event ids are ordered: those of the system are not known here.
    [Fact]
    public void No_expected_state_hangs_on_the_order_of_event_ids()
    {
        foreach (var play in Draw(5_000, seed: 10).Plays)
        {
            foreach (var delivery in Expectation.Of(play, _ => (Epoch, Epoch)).Deliveries)
            {
                var rivals = delivery.Events.Select(e => e.Event.Observation).Where(o =>
                    o.Evidence.Strength() == delivery.Earliest.Decisive.Evidence.Strength()
                    && o.StatedAt == delivery.Earliest.Decisive.StatedAt);

                Assert.Single(rivals.Select(o => (o.Evidence.Status(), o.Reason, o.ErrorCode, o.ErrorMessage)).Distinct());
                Assert.Distinct(delivery.Events.Select(e => e.Event.Description is null ? (DateTimeOffset?)null : e.Event.StatedAt)
                    .OfType<DateTimeOffset>());
            }
        }
    }

    // Two facts that say the same would rightly become one event, and the timeline would seem to lack one.
    [Fact]
    public void No_two_facts_say_the_same()
    {
        var told = Draw(5_000, seed: 11).Facts.SelectMany(f => f.Evidence(Epoch).Select(e =>
            (f.Kind, e.DeliveryId, e.ProviderMessageId, e.Recipient, e.StatedAt, e.ErrorCode, e.Reason)));

        Assert.Distinct(told);
    }

    // Else one play's opt-out would stand in the other's entry, and one run's in the next one's.
    [Fact]
    public void No_address_is_another_plays_or_another_runs()
    {
        var addresses = Draw(3_000, seed: 15).Plays
            .Concat(Draw(300, seed: 16).Plays)
            .Concat(Draw(300, seed: 15, Epoch.AddSeconds(1)).Plays)
            .SelectMany(play => play.Facts.SelectMany(AddressesOf).Distinct());

        Assert.Distinct(addresses);
    }

    // Which of several reasons stands must follow from what is stated, for of two arrivals it is not known which was first.
    [Fact]
    public void No_expected_suppression_hangs_on_when_anything_arrived()
    {
        foreach (var play in Draw(5_000, seed: 17).Plays)
        {
            var forward = Expectation.Of(play, f => (Epoch.AddSeconds(f), Epoch.AddSeconds(f))).Suppressions;
            var backward = Expectation.Of(play, f => (Epoch.AddSeconds(-f), Epoch.AddSeconds(-f))).Suppressions;

            Assert.Equal(
                forward.Select(s => (s.Address, s.Reason, s.DeliveryId)).OrderBy(s => s.Address.ToString()),
                backward.Select(s => (s.Address, s.Reason, s.DeliveryId)).OrderBy(s => s.Address.ToString()));
        }
    }

    [Fact]
    public void A_schedule_has_every_fact_and_repeats_the_share_asked_for()
    {
        var script = Draw(3_000, seed: 12);

        var schedule = Schedule.Shuffled(script, duplicates: 0.2);

        Assert.Equal(script.Facts.Count, schedule.Select(s => s.Fact.Number).Distinct().Count());
        // Each repeat may be repeated again: 0.2 / (1 - 0.2) of the facts.
        Assert.InRange((double)(schedule.Count - script.Facts.Count) / script.Facts.Count, 0.2, 0.3);
        Assert.Contains(schedule, s => s.Republished);
    }

    [Fact]
    public void The_callbacks_of_an_early_play_precede_its_producer()
    {
        var script = Script.Draw(Options(2_000, 13, Epoch) with { Early = 0.5 });
        var first = Schedule.Shuffled(script, duplicates: 0).Select((s, at) => (s.Fact.Number, at)).ToDictionary(x => x.Number, x => x.at);
        var plays = script.Plays.Where(p => p.Early && p.Facts.Any(f => f.IsCallback) && p.Facts.Any(f => !f.IsCallback)).ToArray();

        var early = plays.Count(p =>
            p.Facts.Where(f => f.IsCallback).Min(f => first[f.Number]) < p.Facts.Where(f => !f.IsCallback).Min(f => first[f.Number]));

        // One fact in fifty is sent at any time at all, hence not quite all of them.
        Assert.InRange((double)early / plays.Length, 0.9, 1);
    }

    [Fact]
    public void As_it_happens_each_fact_is_due_when_the_script_says()
    {
        var script = Script.Draw(Options(200, 14, Epoch) with
        {
            Begins = TimeSpan.Zero,
            Spread = TimeSpan.FromMinutes(1),
            Pace = 0.05,
            Early = 0,
        });

        var schedule = Schedule.AsItHappens(script, duplicates: 0);

        Assert.Equal(script.Facts.Count, schedule.Count);
        Assert.All(schedule, s => Assert.Equal(s.Fact.At - Epoch, s.Due));
        Assert.Equal(schedule.Select(s => s.Due).Order(), schedule.Select(s => s.Due));
    }

    static Script Draw(int deliveries, int seed, DateTimeOffset? epoch = null) =>
        Script.Draw(Options(deliveries, seed, epoch ?? Epoch));

    static ScriptOptions Options(int deliveries, int seed, DateTimeOffset epoch) =>
        new ScriptOptions { Deliveries = deliveries, Seed = seed, Epoch = epoch }.For(Casts.Everybody);

    static string Text(Fact fact) => fact switch
    {
        ProducerFact f => System.Text.Encoding.UTF8.GetString(Tracking.Simulator.Players.ProducerJson.Write(f.Message)),
        SesFact f => Tracking.Simulator.Players.SesPayload.Write(f),
        _ => fact.ToString(),
    };

    static IEnumerable<string> AddressesOf(Fact fact) => fact.Evidence(Epoch)
        .SelectMany(e => (string?[])[e.Recipient, Recipient.Normalize(e.Description?[DescriptionField.Recipient])])
        .Append(Recipient.Normalize((fact as UnsubscribeFact)?.Recipient))
        .OfType<string>();

    static HashSet<string> Ids(Script script) =>
    [
        .. script.Plays.SelectMany(p => p.Deliveries),
        .. script.Facts.SelectMany(f => f.Evidence(Epoch)).Select(e => e.ProviderMessageId).OfType<string>(),
    ];
}

using FsCheck;
using FsCheck.Fluent;
using Tracking.Deliveries;
using Xunit;

namespace Tracking.Unit.Deliveries;

/// <summary>The laws, over small domains: each failing case is printed, shrunk.</summary>
public sealed class JoinTests
{
    static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(1_000);

    static readonly Gen<Observation> Observations =
        from evidence in Gen.Elements(Enum.GetValues<Evidence>().Where(e => e.Strength() > 0).ToArray())
        from minute in Gen.Elements<int?>(0, 1, null)
        from id in Gen.Choose(1, 2)
        from reason in Gen.Elements<string?>(null, "", "blocked", "expired")
        from code in Gen.Elements<string?>(null, "1", "2")
        from message in Gen.Elements<string?>(null, "a", "b")
        select new Observation(
            evidence, minute is { } m ? Sample.Noon.AddMinutes(m) : DateTimeOffset.MaxValue, Sample.Id(id),
            reason, code, message);

    static readonly Gen<Description> Descriptions =
        from minute in Gen.Choose(0, 1)
        from id in Gen.Choose(1, 2)
        from tenant in Gen.Elements<string?>(null, "acme", "globex")
        from type in Gen.Elements<string?>(null, "InvoicePaid", "InvoiceDue")
        select Description.Of(
            Sample.Noon.AddMinutes(minute), Sample.Id(id),
            (DescriptionField.TenantId, tenant), (DescriptionField.NotificationType, type));

    [Fact]
    public void Observations_join_commutatively() =>
        Check(Observations.Two(), pair => Observation.Join(pair.Item1, pair.Item2) == Observation.Join(pair.Item2, pair.Item1));

    [Fact]
    public void Observations_join_associatively() =>
        Check(Observations.Three(), o => Observation.Join(Observation.Join(o.Item1, o.Item2), o.Item3)
            == Observation.Join(o.Item1, Observation.Join(o.Item2, o.Item3)));

    [Fact]
    public void Observations_join_idempotently_and_bottom_adds_nothing() =>
        Check(Observations, o => Observation.Join(o, o) == o
            && Observation.Join(o, Observation.Bottom) == o
            && Observation.Join(Observation.Bottom, o) == o);

    [Fact]
    public void Descriptions_join_commutatively() =>
        Check(Descriptions.Two(), pair => pair.Item1.Join(pair.Item2).Equals(pair.Item2.Join(pair.Item1)));

    [Fact]
    public void Descriptions_join_associatively() =>
        Check(Descriptions.Three(), d => d.Item1.Join(d.Item2).Join(d.Item3).Equals(d.Item1.Join(d.Item2.Join(d.Item3))));

    [Fact]
    public void Descriptions_join_idempotently_and_empty_adds_nothing() =>
        Check(Descriptions, d => d.Join(d).Equals(d)
            && d.Join(Description.Empty).Equals(d)
            && Description.Empty.Join(d).Equals(d));

    [Fact]
    public void Any_order_and_any_duplication_of_a_history_ends_in_the_same_deliveries() =>
        Check(
            from history in Histories.Reworded
            from replayed in Histories.Replayed(history)
            select (history, replayed),
            h => Same(Histories.Deliveries(h.history), Histories.Deliveries(h.replayed))
                && Histories.Orphans(h.history).SetEquals(Histories.Orphans(h.replayed)));

    [Fact]
    public void Any_partition_of_a_history_ends_in_the_same_delivery_however_often_it_is_stored_in_between() =>
        Check(
            from history in Histories.Reworded
            from replayed in Histories.Replayed(history)
            from parts in Histories.Cut(replayed)
            select (history, parts),
            h => FoldStored(h.parts) == Sample.Fold(h.history));

    /// <summary>A law proved only over cases without ties would prove little.</summary>
    [Fact]
    public void The_histories_bring_up_ties_repeats_orphans_and_shared_messages()
    {
        var histories = Histories.Reworded.Sample(300);

        Assert.All(
            new Func<IReadOnlyList<DeliveryEvent>, bool>[]
            {
                h => Pairs(h).Any(p => Tied(p) && p.A.StatedAt == p.B.StatedAt && p.A.Id != p.B.Id),
                h => Pairs(h).Any(p => Tied(p) && p.A.StatedAt is null && p.B.StatedAt is null && p.A.Id != p.B.Id),
                h => Pairs(h).Any(p => p.A.Id == p.B.Id && p.A.Evidence != p.B.Evidence && Tied(p)),
                h => Pairs(h).Any(p => p.A.Id == p.B.Id && p.A.ReceivedAt != p.B.ReceivedAt && p.A.StatedAt is null),
                h => h.Any(e => e.Ambiguous),
                h => h.Any(e => e.ByMachine),
                h => Histories.Orphans(h).Count > 0,
                h => h.Any(e => e.DeliveryId is null && h.Count(claiming => claiming.Claim?.Matches(e) == true) > 1),
            },
            occurs => Assert.True(histories.Count(occurs) >= 10, $"occurred in {histories.Count(occurs)} of 300"));

        static IEnumerable<(DeliveryEvent A, DeliveryEvent B)> Pairs(IReadOnlyList<DeliveryEvent> h) =>
            from a in h from b in h where !ReferenceEquals(a, b) select (a, b);

        static bool Tied((DeliveryEvent A, DeliveryEvent B) pair) =>
            pair.A.Evidence.Strength() > 0 && pair.A.Evidence.Strength() == pair.B.Evidence.Strength();
    }

    static void Check<T>(Gen<T> cases, Func<T, bool> holds) => Prop.ForAll(Arb.From(cases), holds).Check(Thorough);

    static bool Same(IReadOnlyDictionary<string, Delivery> a, IReadOnlyDictionary<string, Delivery> b) =>
        a.Count == b.Count && a.All(pair => b.TryGetValue(pair.Key, out var other) && pair.Value == other);

    // As a store does it: between two parts only the row is kept, its counts as numbers; before it counts on, it adds the
    // counted events again.
    static Delivery FoldStored(IEnumerable<IReadOnlyList<DeliveryEvent>> parts)
    {
        var row = Sample.Fold();
        var before = new List<DeliveryEvent>();
        foreach (var part in parts)
        {
            var counted = before.Where(e => !e.Ambiguous && e.Evidence is Evidence.Opened or Evidence.Clicked);
            row = counted.Concat(part).Aggregate(Stored(row), (delivery, e) => delivery.With(e));
            before.AddRange(part);
        }

        return Stored(row);
    }

    static Delivery Stored(Delivery row) => row with
    {
        Opens = new DistinctCount(row.Opens.Value),
        MachineOpens = new DistinctCount(row.MachineOpens.Value),
        Clicks = new DistinctCount(row.Clicks.Value),
        Description = Description.Of([.. Enum.GetValues<DescriptionField>().Select(row.Description.Said)]),
    };
}

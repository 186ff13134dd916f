using Dapper;
using Npgsql;
using Tracking.Deliveries;

namespace Tracking.Storage.Postgres;

/// <summary>A delivery before and after a batch; before is null where it was not known.</summary>
readonly record struct DeliveryChange(TrackedDelivery? Before, TrackedDelivery After);

/// <summary>Matches a batch with what is known around it, and joins it into the deliveries it belongs to.</summary>
sealed class BatchJoin
{
    readonly Dictionary<string, Delivery> _joined = new(StringComparer.Ordinal);
    readonly HashSet<string> _engaged = new(StringComparer.Ordinal);
    readonly Dictionary<(string DeliveryId, Guid EventId), SaidOfRecipient> _said = [];
    readonly HashSet<string> _described = new(StringComparer.Ordinal);
    readonly HashSet<EventKey> _claimed = [];
    readonly List<EventKey> _unclaimed = [];
    readonly HashSet<EventKey> _adopted;
    readonly Surroundings _around;

    public BatchJoin(DeliveryEvent[] batch, Surroundings around)
    {
        _around = around;
        _adopted = [.. around.Adopted.Select(EventKey.Of)];
        var claims = around.Claims.ToLookup(c => (c.Provider, c.ProviderMessageId));
        var adopted = around.Adopted.DistinctBy(EventKey.Of).ToLookup(e => (e.Provider ?? "", e.ProviderMessageId ?? ""));
        foreach (var e in batch)
        {
            if (e.DeliveryId is { } named)
                Join(named, e);
            else
                JoinClaimed(e, claims[(e.Provider ?? "", e.ProviderMessageId ?? "")]);

            // What came before its claim.
            if (e.Claim is { } claim)
            {
                foreach (var early in adopted[(claim.Provider, claim.ProviderMessageId)].Where(claim.Matches))
                {
                    Join(claim.DeliveryId, early);
                    _claimed.Add(EventKey.Of(early));
                }
            }
        }
    }

    /// <summary>Events of the batch that nobody claims.</summary>
    public int Orphans => _unclaimed.Count;

    /// <summary>
    /// Whether an event that had a claim when it was added has none any more: its delivery was deleted since. It must be added again,
    /// to be marked.
    /// </summary>
    /// <param name="marked">Those of the batch that were marked as orphans when they were added.</param>
    public bool LostClaims(HashSet<EventKey> marked) => _unclaimed.Exists(key => !marked.Contains(key));

    /// <summary>The marks that are no longer true: events, of the batch or before it, that have found their delivery.</summary>
    /// <param name="marked">Those of the batch that were marked as orphans when they were added.</param>
    public IReadOnlyList<EventKey> Found(HashSet<EventKey> marked) =>
        [.. _claimed.Where(key => marked.Contains(key) || _adopted.Contains(key)).Order()];

    /// <summary>
    /// A row keeps only how many opens and clicks it has. To count on from there, all of them are added again; they are read
    /// after the row, so that none which it counts is missed.
    /// </summary>
    public async Task CountEngagementAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (_engaged.Count == 0)
            return;
        var rows = await connection.QueryAsync<EngagementRow>(new CommandDefinition(
            EngagementSql, new { DeliveryIds = _engaged.ToArray() }, cancellationToken: cancellationToken));
        foreach (var row in rows)
            _joined[row.CountsFor] = _joined[row.CountsFor].With(row.Event);
    }

    /// <summary>What the batch says of sending to the recipients of its deliveries, in the order of the keys it is kept under.</summary>
    public IReadOnlyList<SaidOfRecipient> Said =>
        [.. _said.Values.OrderBy(s => s.DeliveryId, StringComparer.Ordinal).ThenBy(s => s.Event.Id)];

    /// <summary>The deliveries of which such a thing is said, and those that are described, so that what was said of them finds its address.</summary>
    public IReadOnlyCollection<string> ToSettle => [.. _described.Union(_said.Values.Select(s => s.DeliveryId), StringComparer.Ordinal)];

    /// <summary>The deliveries that the batch changes, in the order of their ids.</summary>
    public IReadOnlyList<DeliveryChange> Changed(DateTimeOffset now) =>
    [
        .. from joined in _joined.OrderBy(j => j.Key, StringComparer.Ordinal)
           let before = _around.Deliveries.GetValueOrDefault(joined.Key)
           let after = TrackedDelivery.Advance(before, joined.Value, now)
           where !ReferenceEquals(before, after)
           select new DeliveryChange(before, after),
    ];

    void JoinClaimed(DeliveryEvent e, IEnumerable<Claim> claims)
    {
        var deliveries = claims.Where(c => c.Matches(e)).Select(c => c.DeliveryId).Distinct().ToArray();
        foreach (var deliveryId in deliveries)
            Join(deliveryId, e);
        if (deliveries.Length == 0)
            _unclaimed.Add(EventKey.Of(e));
        else
            _claimed.Add(EventKey.Of(e));
    }

    void Join(string deliveryId, DeliveryEvent e)
    {
        if (!_joined.TryGetValue(deliveryId, out var delivery))
            delivery = _around.Deliveries.GetValueOrDefault(deliveryId)?.Delivery ?? new Delivery { DeliveryId = deliveryId };
        _joined[deliveryId] = delivery.With(e);
        if (e.Evidence.IsEngagement() && !e.Ambiguous)
            _engaged.Add(deliveryId);
        if (e.Description is not null)
            _described.Add(deliveryId);

        // An event may be here twice, as it came now and as it was kept before: what counts is when it was said first.
        if (e.Suppression is { } said
            && (!_said.TryGetValue((deliveryId, e.Id), out var known) || e.OccurredAt < known.Event.OccurredAt))
        {
            _said[(deliveryId, e.Id)] = new SaidOfRecipient(deliveryId, e, said);
        }
    }

    sealed record EngagementRow : EventRow
    {
        public required string CountsFor { get; init; }
    }

    // language=sql
    internal const string EngagementSql = $"""
        select {EventRow.Columns}, c.delivery_id as counts_for
          from claim c
          join event e on {Correlation.Matches}
         where c.delivery_id = any(@DeliveryIds::text[])
           and e.delivery_id is null and e.evidence in ('opened', 'clicked') and not e.ambiguous
        union all
        select {EventRow.Columns}, e.delivery_id
          from event e
         where e.delivery_id = any(@DeliveryIds::text[]) and e.evidence in ('opened', 'clicked') and not e.ambiguous
        """;
}

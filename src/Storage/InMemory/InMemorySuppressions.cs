using Tracking.Deliveries;

namespace Tracking.Storage.InMemory;

/// <summary>The signals, and the entries that they come to. Its owner's gate is held.</summary>
sealed class InMemorySuppressions(LinkedList<Announcement> outbox)
{
    readonly Dictionary<(string? DeliveryId, Guid SourceId, string Scope), Held> _signals = [];
    readonly Dictionary<string, List<Held>> _byDelivery = new(StringComparer.Ordinal);
    readonly Dictionary<(string? TenantId, string Channel, string Recipient), List<Row>> _rows = [];

    public IEnumerable<SuppressionView> Entries => _rows.Values.SelectMany(rows => rows).Select(row => row.View).OfType<SuppressionView>();

    public IEnumerable<SuppressionView> EntriesOf(string? tenantId, string channel, string recipient) =>
        _rows.GetValueOrDefault((tenantId, channel, recipient), []).Select(row => row.View).OfType<SuppressionView>();

    /// <summary>Adds what was said of an address itself; what is known already changes nothing.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Add(SuppressedAddress address, SuppressionSignal signal, DateTimeOffset now)
    {
        var held = new Held(signal, address.Scope, address.Recipient);
        if (!_signals.TryAdd((signal.DeliveryId, signal.SourceId, address.Scope), held))
            return false;
        Settle(Place(held, address), now);
        return true;
    }

    /// <summary>
    /// Adds what an event says of its delivery's recipient. A repetition says nothing new, but that it may have arrived earlier where the
    /// source states no time.
    /// </summary>
    public void Add(string deliveryId, DeliveryEvent e, Suppression said)
    {
        var signal = new SuppressionSignal(e.Id, deliveryId, e.Provider ?? "", said.Reason, e.OccurredAt);
        if (_signals.TryGetValue((deliveryId, e.Id, said.Scope), out var known))
        {
            if (signal.OccurredAt < known.Signal.OccurredAt)
            {
                known.Signal = known.Signal with { OccurredAt = signal.OccurredAt };
                known.IsSettled = false;
            }

            return;
        }

        var held = new Held(signal, said.Scope, e.Recipient);
        _signals.Add((deliveryId, e.Id, said.Scope), held);
        if (!_byDelivery.TryGetValue(deliveryId, out var signals))
            _byDelivery.Add(deliveryId, signals = []);
        signals.Add(held);
    }

    /// <summary>Finds for which address the signals of a delivery count, now that more may be known of it.</summary>
    /// <returns>Whether any counts for another than before.</returns>
    public bool Settle(Delivery delivery, DateTimeOffset now)
    {
        var description = delivery.Description;
        if (description[DescriptionField.Channel] is not { } channel || !_byDelivery.TryGetValue(delivery.DeliveryId, out var signals))
            return false;
        var moved = new List<Row>();
        foreach (var held in signals)
        {
            if ((held.GivenRecipient ?? Recipient.Normalize(description[DescriptionField.Recipient])) is { } recipient)
                moved.AddRange(Place(held, new SuppressedAddress(description[DescriptionField.TenantId], channel, recipient, held.Scope)));
        }

        Settle(moved, now);
        return moved.Count > 0;
    }

    public SuppressionView? Lift(Guid id, DateTimeOffset now)
    {
        if (_rows.Values.SelectMany(rows => rows).FirstOrDefault(row => row.View?.Id == id) is not { View: { } lifted } row)
            return null;
        foreach (var held in row.Signals)
            held.Signal = held.Signal with { Lifted = true };
        Settle([row], now);
        return lifted;
    }

    /// <returns>The rows that may come to something else now.</returns>
    List<Row> Place(Held held, SuppressedAddress address)
    {
        if (held.Row is { } before)
        {
            if (before.Address == address && held.IsSettled)
                return [];
            before.Signals.Remove(held);
        }

        var key = (address.TenantId, address.Channel, address.Recipient);
        if (!_rows.TryGetValue(key, out var rows))
            _rows.Add(key, rows = []);
        if (rows.Find(r => r.Address == address) is not { } row)
            rows.Add(row = new Row(address));
        row.Signals.Add(held);
        List<Row> concerned = held.Row is null ? [row] : [held.Row, row];
        held.Row = row;
        held.IsSettled = true;
        return concerned;
    }

    void Settle(List<Row> rows, DateTimeOffset now)
    {
        foreach (var row in rows.Distinct())
        {
            var standing = SuppressionSignal.Standing([.. row.Signals.Select(held => held.Signal)]);
            if (SuppressionNotice.Of(row.Address, row.View is not null, standing, row.Version + 1, now) is { } notice)
            {
                row.Version++;
                outbox.AddLast(notice);
            }

            row.View = standing?.Entry(row.Id, row.Address);
        }
    }

    sealed class Held(SuppressionSignal signal, string scope, string? givenRecipient)
    {
        public SuppressionSignal Signal { get; set; } = signal;

        public string Scope => scope;

        public string? GivenRecipient => givenRecipient;

        /// <summary>Null while it is not known for which address it counts.</summary>
        public Row? Row { get; set; }

        public bool IsSettled { get; set; }
    }

    sealed class Row(SuppressedAddress address)
    {
        public SuppressedAddress Address => address;

        public Guid Id { get; } = EventId.Of(nameof(SuppressedAddress), address.TenantId, address.Channel, address.Recipient, address.Scope);

        public List<Held> Signals { get; } = [];

        public int Version { get; set; }

        /// <summary>Null while it is not on the list.</summary>
        public SuppressionView? View { get; set; }
    }
}

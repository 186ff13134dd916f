using Tracking.Deliveries;

namespace Tracking.Storage.InMemory;

/// <summary>What the in-memory stores share. Every access holds <see cref="Gate"/>.</summary>
sealed class InMemoryTables
{
    public InMemoryTables() => Suppressions = new InMemorySuppressions(Outbox);

    public Lock Gate { get; } = new();

    public Dictionary<EventKey, DeliveryEvent> Events { get; } = [];

    public Dictionary<string, DeliveryRow> Deliveries { get; } = new(StringComparer.Ordinal);

    /// <summary>The oldest first: a new one nearly always goes to the end.</summary>
    public List<DeliveryRow> ByCreation { get; } = [];

    public Dictionary<Guid, Unsubscribe> Unsubscribes { get; } = [];

    public SortedDictionary<Guid, KeptCallback> Callbacks { get; } = [];

    /// <summary>The oldest first.</summary>
    public SortedDictionary<(DateTimeOffset At, Guid Id), AuditEntry> Audit { get; } = [];

    /// <summary>The longest waiting first.</summary>
    public SortedDictionary<(DateTimeOffset ReceivedAt, Guid Id), EventKey> Orphans { get; } = [];

    /// <summary>The oldest first.</summary>
    public LinkedList<Announcement> Outbox { get; } = [];

    public InMemorySuppressions Suppressions { get; }

    /// <summary>Deliveries that wait for a verdict, by id.</summary>
    public Dictionary<string, Watch> Watched { get; } = new(StringComparer.Ordinal);

    public Dictionary<(CallbackSource Source, DateTimeOffset Bucket, string Verdict), CallbackCount> CallbackActivity { get; } = [];

    public InMemoryCounts Counts { get; } = new();

    /// <summary>Open and cleared ones.</summary>
    public Dictionary<Guid, AlertView> Alerts { get; } = [];

    /// <summary>Dead letters by number.</summary>
    public SortedDictionary<long, InMemoryLetter> Letters { get; } = [];

    public Dictionary<Guid, InMemoryJob> LetterJobs { get; } = [];

    public MessageFacts Message(string provider, string providerMessageId)
    {
        if (!_messages.TryGetValue((provider, providerMessageId), out var facts))
            _messages.Add((provider, providerMessageId), facts = new MessageFacts());
        return facts;
    }

    /// <summary>Takes something out of a message's facts, and the message where nothing is left of it.</summary>
    public void Forget(string provider, string providerMessageId, Action<MessageFacts> take)
    {
        if (!_messages.TryGetValue((provider, providerMessageId), out var facts))
            return;
        take(facts);
        if (facts.Claims.Count + facts.Events.Count == 0)
            _messages.Remove((provider, providerMessageId));
    }

    public DeliveryRow Delivery(string deliveryId)
    {
        if (!Deliveries.TryGetValue(deliveryId, out var row))
            Deliveries.Add(deliveryId, row = new DeliveryRow(deliveryId));
        return row;
    }

    /// <returns>Null where no such delivery is known.</returns>
    public DeliveryView? View(string? deliveryId) =>
        deliveryId is not null && Deliveries.TryGetValue(deliveryId, out var row) ? row.Tracked?.View(row.Claims) : null;

    readonly Dictionary<(string Provider, string ProviderMessageId), MessageFacts> _messages = [];
}

/// <param name="LookAt">When its verdict is due, is looked for again, or the lease of whoever looks ends.</param>
readonly record struct Watch(DateTimeOffset LookAt, int Looks = 0, bool Announced = false);

/// <summary>Both halves of the correlations of one provider message.</summary>
sealed class MessageFacts
{
    public List<Claim> Claims { get; } = [];

    /// <summary>Those that do not name their delivery.</summary>
    public List<EventKey> Events { get; } = [];
}

sealed class DeliveryRow(string deliveryId)
{
    public string DeliveryId => deliveryId;

    /// <summary>Null until the call that first names the delivery has joined its evidence.</summary>
    public TrackedDelivery? Tracked { get; set; }

    public List<Claim> Claims { get; } = [];

    /// <summary>Null where none was sampled.</summary>
    public ProducerTrace? Trace { get; set; }

    /// <summary>The events that name this delivery.</summary>
    public List<EventKey> Named { get; } = [];
}

using Tracking.Deliveries;

namespace Tracking.Storage.Postgres;

/// <summary>A row of <c>event</c>. What its event said of the delivery, and its claim, are in tables of their own.</summary>
record EventRow
{
    /// <summary>Its columns, of a table called <c>e</c>.</summary>
    public const string Columns = """
        e.provider, e.provider_message_id, e.event_id, e.delivery_id, e.source, e.evidence, e.account, e.recipient, e.reason,
               e.error_code, e.error_message, e.stated_at, e.received_at, e.ambiguous, e.by_machine, e.url,
               e.callback_id, e.suppression_reason, e.suppression_scope
        """;

    public required string Provider { get; init; }
    public required string ProviderMessageId { get; init; }
    public required Guid EventId { get; init; }
    public string? DeliveryId { get; init; }
    public required string Source { get; init; }
    public required string Evidence { get; init; }
    public string? Account { get; init; }
    public string? Recipient { get; init; }
    public string? Reason { get; init; }
    public string? ErrorCode { get; init; }
    public string? ErrorMessage { get; init; }
    public DateTimeOffset? StatedAt { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public required bool Ambiguous { get; init; }
    public required bool ByMachine { get; init; }
    public string? Url { get; init; }
    public Guid? CallbackId { get; init; }
    public string? SuppressionReason { get; init; }
    public string? SuppressionScope { get; init; }

    public DeliveryEvent Event => new()
    {
        Id = EventId,
        Source = Source,
        Evidence = EvidenceWords.Parse(Evidence),
        DeliveryId = DeliveryId,
        Provider = Provider is "" ? null : Provider,
        Account = Account,
        ProviderMessageId = ProviderMessageId is "" ? null : ProviderMessageId,
        Recipient = Recipient,
        Reason = Reason,
        ErrorCode = ErrorCode,
        ErrorMessage = ErrorMessage,
        StatedAt = StatedAt,
        ReceivedAt = ReceivedAt,
        Ambiguous = Ambiguous,
        ByMachine = ByMachine,
        Url = Url,
        CallbackId = CallbackId,
        Suppression = SuppressionScope is null ? null : new Suppression(SuppressionReason, SuppressionScope),
    };
}

static class EvidenceWords
{
    static readonly Dictionary<string, Evidence> ByWord = Enum.GetValues<Evidence>().ToDictionary(e => e.Word());

    public static Evidence Parse(string word) => ByWord[word];
}

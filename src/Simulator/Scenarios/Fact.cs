namespace Tracking.Simulator.Scenarios;

/// <summary>
/// Something that happened and is told once or more: a producer's message, a provider's callback, what a device or a person does. It
/// carries both the words in which it is told and what they stand for, so that what is expected is never read back from the words.
/// </summary>
abstract record Fact
{
    /// <summary>Its place in the ledger; set once, when the script is complete.</summary>
    public int Number { get; set; }

    /// <summary>When it happened: what its teller states, or would state if it stated times.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>For the summary: <c>NotificationSent</c>, <c>twilio delivered</c>, <c>ses Bounce</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>Told by a provider, a device or a person, not by a producer.</summary>
    public abstract bool IsCallback { get; }

    /// <summary>What it stands for.</summary>
    /// <param name="receivedAt">Its arrival, which stands in for a time that the source does not state.</param>
    public abstract IEnumerable<DeliveryEvent> Evidence(DateTimeOffset receivedAt);

    /// <summary>An id for the expected event: any that is its own will do, for no expectation rests on how ids are ordered.</summary>
    protected Guid IdOf(string? part = null) => EventId.Of("simulated", Number.ToString(CultureInfo.InvariantCulture), part);
}

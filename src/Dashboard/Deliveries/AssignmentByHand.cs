using System.Security.Claims;
using Tracking.Contracts;
using Tracking.Dashboard.Audit;
using Tracking.Deliveries;
using Tracking.Storage;
using EventId = Tracking.Deliveries.EventId;

namespace Tracking.Dashboard.Deliveries;

/// <summary>Correlates deliveries as people ask for it, by the API or by a page.</summary>
sealed partial class AssignmentByHand(
    IDeliveryStore store, IDeliveryQuery deliveries, IAuditTrail audit, TimeProvider clock, ILogger<AssignmentByHand> logger)
{
    /// <returns>Whether the delivery is known; and what breaks a rule, by member, where something does.</returns>
    public async Task<(bool IsKnown, Dictionary<string, string[]>? Errors)> AssignAsync(
        ClaimsPrincipal person, string deliveryId, Assignment assignment, CancellationToken cancellationToken)
    {
        if (MessageRules.CheckDeliveryId(deliveryId) is not null)
            return (false, null);
        var now = clock.GetUtcNow();
        var message = new ProviderMessageAssigned
        {
            DeliveryId = deliveryId,
            Provider = assignment.Provider?.Trim() ?? "",
            ProviderMessageId = assignment.ProviderMessageId?.Trim() ?? "",
            OccurredAt = now,
        };
        if (Check(message, now) is { } errors)
            return (true, errors);
        if (await deliveries.FindAsync(deliveryId, cancellationToken) is null)
            return (false, null);

        var assigned = Event(message);
        await store.ApplyAsync([assigned], cancellationToken);
        await audit.RecordAsync(
            person, clock, AuditAction.ProviderMessageAssigned, deliveryId,
            new Dictionary<string, string>
            {
                ["provider"] = assigned.Provider!,
                ["providerMessageId"] = assigned.ProviderMessageId!,
            },
            cancellationToken);
        Assigned(person.Identity?.Name, deliveryId);
        return (true, null);
    }

    // The id says what is assigned and not when, so that a repetition adds no second line to the timeline.
    static DeliveryEvent Event(ProviderMessageAssigned message)
    {
        var provider = message.Provider.ToLowerInvariant();
        return new DeliveryEvent
        {
            Id = EventId.Of(
                EventSource.Operator, nameof(ProviderMessageAssigned), message.DeliveryId, provider, message.ProviderMessageId),
            Source = EventSource.Operator,
            Evidence = Evidence.Assigned,
            DeliveryId = message.DeliveryId,
            Provider = provider,
            ProviderMessageId = message.ProviderMessageId,
            StatedAt = message.OccurredAt,
            ReceivedAt = message.OccurredAt,
            Claims = true,
        };
    }

    // The rules name the first breach only: asked about one member at a time, they name both.
    static Dictionary<string, string[]>? Check(ProviderMessageAssigned message, DateTimeOffset now)
    {
        var errors = new Dictionary<string, string[]>();
        if (MessageRules.Check(message with { ProviderMessageId = "good" }, now) is { } inProvider)
            errors.Add("provider", [$"{inProvider}."]);
        if (MessageRules.Check(message with { Provider = "good" }, now) is { } inId)
            errors.Add("providerMessageId", [$"{inId}."]);
        return errors.Count > 0 ? errors : null;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Person} assigned a provider message to delivery {DeliveryId}")]
    partial void Assigned(string? person, string deliveryId);
}

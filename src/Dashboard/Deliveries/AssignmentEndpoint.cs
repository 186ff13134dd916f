using System.ComponentModel;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Tracking.Contracts;
using Tracking.Dashboard.Access;
using Tracking.Dashboard.Audit;
using Tracking.Deliveries;
using Tracking.Storage;
using EventId = Tracking.Deliveries.EventId;

namespace Tracking.Dashboard.Deliveries;

/// <summary>Which provider message a delivery is.</summary>
/// <param name="Provider">Its name, such as <c>twilio</c>.</param>
/// <param name="ProviderMessageId">The id under which the provider calls back.</param>
sealed record Assignment(string? Provider, string? ProviderMessageId);

/// <summary>Correlation by hand: an operator says which provider message a delivery is, and the orphans of that message join it.</summary>
static partial class AssignmentEndpoint
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPut("/deliveries/{deliveryId}/provider-message-id", Assign)
        .RequireAuthorization(Roles.Operator)
        .WithName("assignProviderMessageId")
        .WithTags("Deliveries")
        .WithSummary("Correlates a delivery by hand")
        .WithDescription(
            "Adds the claim that this delivery is that provider message; callbacks that waited for it join at once. Claims are "
            + "never taken back. Repeating a request changes nothing, and leaves an audit entry like the first. Needs the role `operator`.")
        .Accepts<Assignment>("application/json")
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

    static async Task<Results<Ok<DeliveryWithTimeline>, ValidationProblem, ProblemHttpResult>> Assign(
        [Description(DeliveryEndpoint.DeliveryIdDescription)] string deliveryId, HttpRequest request, ClaimsPrincipal person,
        IDeliveryStore store, IDeliveryQuery deliveries, IAuditTrail audit, TimeProvider clock, ILogger<Assignment> logger,
        CancellationToken cancellationToken)
    {
        var (assignment, problem) = await JsonBody.ReadAsync(
            request, RequestJson.Default.Assignment,
            "The body must be a JSON object with the members provider and providerMessageId, both text, and no others.");
        if (assignment is null)
            return problem!;

        if (MessageRules.CheckDeliveryId(deliveryId) is not null)
            return DeliveryEndpoint.Unknown;
        var now = clock.GetUtcNow();
        var message = new ProviderMessageAssigned
        {
            DeliveryId = deliveryId,
            Provider = assignment.Provider?.Trim() ?? "",
            ProviderMessageId = assignment.ProviderMessageId?.Trim() ?? "",
            OccurredAt = now,
        };
        if (Check(message, now) is { } invalid)
            return invalid;
        if (await deliveries.FindAsync(deliveryId, cancellationToken) is null)
            return DeliveryEndpoint.Unknown;

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
        logger.Assigned(person.Identity?.Name, deliveryId);
        return await DeliveryEndpoint.FindAsync(deliveries, deliveryId, cancellationToken) is { } delivery
            ? TypedResults.Ok(delivery)
            : DeliveryEndpoint.Unknown; // Retention took it in between.
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
    static ValidationProblem? Check(ProviderMessageAssigned message, DateTimeOffset now)
    {
        var errors = new Dictionary<string, string[]>();
        if (MessageRules.Check(message with { ProviderMessageId = "good" }, now) is { } inProvider)
            errors.Add("provider", [$"{inProvider}."]);
        if (MessageRules.Check(message with { Provider = "good" }, now) is { } inId)
            errors.Add("providerMessageId", [$"{inId}."]);
        return JsonBody.Invalid(errors);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Person} assigned a provider message to delivery {DeliveryId}")]
    static partial void Assigned(this ILogger logger, string? person, string deliveryId);
}

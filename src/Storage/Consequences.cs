using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Tracking.Deliveries;

namespace Tracking.Storage;

/// <summary>What follows from a change of a delivery. A store writes it with the change, both or neither.</summary>
sealed class Consequences(IOptions<AnnouncementOptions> announcements, IOptions<ConfirmationWindows> windows)
{
    /// <returns>Null where neither status nor reason changed, or nobody wants to know.</returns>
    public StatusChange? Announce(TrackedDelivery? before, TrackedDelivery after)
    {
        var delivery = after.Delivery;
        if (!announcements.Value.StatusChanges || !TrackedDelivery.IsTransition(before?.Delivery, delivery))
            return null;
        return new StatusChange
        {
            DeliveryId = delivery.DeliveryId,
            Version = after.Version,
            From = before?.Delivery.Status.Word(),
            To = delivery.Status.Word(),
            Reason = delivery.Reason,
            ErrorCode = delivery.Decisive.ErrorCode,
            ErrorMessage = delivery.Decisive.ErrorMessage,
            // A delivery that is known only by an assignment has no evidence yet, and is queued from when we heard of it.
            OccurredAt = delivery.DecidedAt ?? after.UpdatedAt,
        };
    }

    /// <returns>When its verdict is due, for a delivery that begins to wait for one; otherwise null.</returns>
    public DateTimeOffset? AwaitVerdict(TrackedDelivery? before, TrackedDelivery after) =>
        before is not null && DueAt(before.Delivery) is not null ? null : DueAt(after.Delivery);

    DateTimeOffset? DueAt(Delivery delivery) =>
        delivery.Status == DeliveryStatus.Sent
        && windows.Value.Of(delivery.Description[DescriptionField.Channel]) is { } window
            ? delivery.SentAt + window
            : null;
}

static class ConsequencesServices
{
    public static void AddConsequences(this IServiceCollection services)
    {
        services.AddConfirmationWindows();
        services.AddOptions<AnnouncementOptions>()
            .Configure<IConfiguration>((options, configuration) =>
                options.StatusChanges = configuration.GetValue(AnnouncementOptions.StatusChangesKey, options.StatusChanges))
            .ValidateOnStart();
        services.AddSingleton<Consequences>();
    }
}

using MassTransit;
using Tracking.Contracts;
using Tracking.Deliveries;
using Tracking.Providers;
using Tracking.Worker.Telemetry;

namespace Tracking.Worker.Notifications;

// One for each queue: what arrives on it is one event, which is acknowledged when the write that holds it is committed.

sealed class NotificationQueuedConsumer(EvidenceWriter writer, TimeProvider clock) : IConsumer<NotificationQueued>
{
    public Task Consume(ConsumeContext<NotificationQueued> context) =>
        writer.WriteAsync(context, MessageEvidence.Of(context.Message, clock.GetUtcNow()));
}

sealed class NotificationSentConsumer(EvidenceWriter writer, TimeProvider clock) : IConsumer<NotificationSent>
{
    public Task Consume(ConsumeContext<NotificationSent> context) =>
        writer.WriteAsync(context, MessageEvidence.Of(context.Message, clock.GetUtcNow()));
}

sealed class NotificationFailedConsumer(EvidenceWriter writer, FailureCatalog failures, TimeProvider clock)
    : IConsumer<NotificationFailed>
{
    public Task Consume(ConsumeContext<NotificationFailed> context) =>
        writer.WriteAsync(context, MessageEvidence.Of(context.Message, failures, clock.GetUtcNow()));
}

sealed class ProviderMessageAssignedConsumer(EvidenceWriter writer, TimeProvider clock) : IConsumer<ProviderMessageAssigned>
{
    public Task Consume(ConsumeContext<ProviderMessageAssigned> context) =>
        writer.WriteAsync(context, MessageEvidence.Of(context.Message, clock.GetUtcNow()));
}

sealed class ReceiptReportedConsumer(EvidenceWriter writer, TimeProvider clock) : IConsumer<ReceiptReported>
{
    public Task Consume(ConsumeContext<ReceiptReported> context) =>
        writer.WriteAsync(context, MessageEvidence.Of(context.Message, clock.GetUtcNow()));
}

static class MessageWriting
{
    /// <summary>Writes what a producer's message says, within its trace.</summary>
    public static async Task WriteAsync(this EvidenceWriter writer, ConsumeContext context, DeliveryEvent evidence)
    {
        using var span = EvidenceSpans.StartMessage(context);
        await writer.WriteAsync([evidence], span, context.CancellationToken);
    }
}

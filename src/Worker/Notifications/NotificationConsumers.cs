using MassTransit;
using Tracking.Contracts;
using Tracking.Providers;

namespace Tracking.Worker.Notifications;

// One for each queue: what arrives on it is one event, which is acknowledged when the write that holds it is committed.

sealed class NotificationQueuedConsumer(EvidenceWriter writer, TimeProvider clock) : IConsumer<NotificationQueued>
{
    public Task Consume(ConsumeContext<NotificationQueued> context) =>
        writer.WriteAsync([MessageEvidence.Of(context.Message, clock.GetUtcNow())], context.CancellationToken);
}

sealed class NotificationSentConsumer(EvidenceWriter writer, TimeProvider clock) : IConsumer<NotificationSent>
{
    public Task Consume(ConsumeContext<NotificationSent> context) =>
        writer.WriteAsync([MessageEvidence.Of(context.Message, clock.GetUtcNow())], context.CancellationToken);
}

sealed class NotificationFailedConsumer(EvidenceWriter writer, FailureCatalog failures, TimeProvider clock)
    : IConsumer<NotificationFailed>
{
    public Task Consume(ConsumeContext<NotificationFailed> context) =>
        writer.WriteAsync([MessageEvidence.Of(context.Message, failures, clock.GetUtcNow())], context.CancellationToken);
}

sealed class ProviderMessageAssignedConsumer(EvidenceWriter writer, TimeProvider clock) : IConsumer<ProviderMessageAssigned>
{
    public Task Consume(ConsumeContext<ProviderMessageAssigned> context) =>
        writer.WriteAsync([MessageEvidence.Of(context.Message, clock.GetUtcNow())], context.CancellationToken);
}

sealed class ReceiptReportedConsumer(EvidenceWriter writer, TimeProvider clock) : IConsumer<ReceiptReported>
{
    public Task Consume(ConsumeContext<ReceiptReported> context) =>
        writer.WriteAsync([MessageEvidence.Of(context.Message, clock.GetUtcNow())], context.CancellationToken);
}

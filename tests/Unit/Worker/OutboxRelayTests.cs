using System.Reflection;
using MassTransit;
using Microsoft.Extensions.Logging.Abstractions;
using Tracking.Storage;
using Tracking.Storage.InMemory;
using Tracking.Worker;
using Tracking.Worker.Announcements;
using Xunit;

namespace Tracking.Unit.Worker;

public sealed class OutboxRelayTests
{
    [Fact]
    public async Task A_publish_that_is_never_confirmed_keeps_nobody_from_stopping_and_loses_nothing()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var outbox = new OneChange();
        var patience = new StoragePatience(new InMemorySchema(), TimeProvider.System, NullLogger<StoragePatience>.Instance);
        using var relay = new OutboxRelay(
            outbox, new OutboxSignal(TimeProvider.System), DispatchProxy.Create<IBus, NeverConfirms>(), patience, TimeProvider.System,
            NullLogger<OutboxRelay>.Instance);
        await patience.PrepareAsync(cancelled);
        await relay.StartAsync(cancelled);
        await outbox.IsPublished.Task.WaitAsync(cancelled);

        await relay.StoppingAsync(cancelled);
        await relay.StopAsync(cancelled);

        Assert.True(relay.ExecuteTask!.IsCompleted);
        Assert.True(outbox.IsKept);
    }

    sealed class OneChange : IOutbox
    {
        public TaskCompletionSource IsPublished { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsKept { get; private set; }

        public async Task<int> RelayAsync(
            int limit, Func<IReadOnlyList<OutgoingAnnouncement>, CancellationToken, Task> publish, CancellationToken cancellationToken)
        {
            var change = new StatusChange { DeliveryId = "d", Version = 1, To = "sent", OccurredAt = DateTimeOffset.UnixEpoch };
            var publishing = publish([new OutgoingAnnouncement(change, null)], cancellationToken);
            IsPublished.TrySetResult();
            try
            {
                await publishing;
                return 1;
            }
            catch
            {
                IsKept = true;
                throw;
            }
        }
    }

    /// <summary>A bus that has lost its connection: it heeds no token.</summary>
    public class NeverConfirms : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => new TaskCompletionSource().Task;
    }
}

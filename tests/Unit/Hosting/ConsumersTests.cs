using MassTransit;
using Tracking.Hosting.Broker;
using Xunit;

namespace Tracking.Unit.Hosting;

public sealed class ConsumersTests
{
    static readonly object OneConnection = new();
    static readonly object Another = new();

    readonly Consumers _consumers = new();

    [Fact]
    public async Task A_queue_is_consumed_by_the_connection_that_was_open_when_it_began()
    {
        await BeginsAsync("a");
        await BeginsAsync("b");

        Assert.True(_consumers.AllConsumeBy(OneConnection));
        Assert.True(_consumers.AllConsumeBy(OneConnection));
    }

    [Fact]
    public async Task An_endpoint_that_has_not_noticed_the_end_of_its_connection_does_not_consume()
    {
        await BeginsAsync("a");
        await BeginsAsync("b");
        Assert.True(_consumers.AllConsumeBy(OneConnection));

        await BeginsAsync("a");

        Assert.False(_consumers.AllConsumeBy(Another));
        await BeginsAsync("b");
        Assert.True(_consumers.AllConsumeBy(Another));
    }

    [Fact]
    public async Task A_queue_whose_consumer_has_ended_is_not_consumed_until_it_begins_again()
    {
        await BeginsAsync("a");
        Assert.True(_consumers.AllConsumeBy(OneConnection));

        await _consumers.Completed(new Event("a"));

        Assert.False(_consumers.AllConsumeBy(OneConnection));
        await BeginsAsync("a");
        Assert.True(_consumers.AllConsumeBy(OneConnection));
    }

    [Fact]
    public async Task An_endpoint_that_never_starts_is_not_waited_for()
    {
        await _consumers.Ready(new Event("bus", IsStarted: false));

        Assert.True(_consumers.AllConsumeBy(OneConnection));
        Assert.Equal(0, _consumers.Beginnings);
    }

    Task BeginsAsync(string queue) => _consumers.Ready(new Event(queue));

    sealed record Event(string Queue, bool IsStarted = true) : ReceiveEndpointReady, ReceiveEndpointCompleted
    {
        public Uri InputAddress => new($"rabbitmq://broker/{Queue}");

        public IReceiveEndpoint ReceiveEndpoint => null!;

        public long DeliveryCount => 0;

        public long ConcurrentDeliveryCount => 0;
    }
}

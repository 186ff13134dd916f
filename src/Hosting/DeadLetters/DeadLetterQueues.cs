using Tracking.Hosting.Broker;

namespace Tracking.Hosting.DeadLetters;

static class DeadLetterQueues
{
    /// <summary>The queues that a query means.</summary>
    public static IReadOnlyList<string> Of(DeadLetterQuery query)
    {
        if (query.Limit is < 1 or > DeadLetterQuery.MaxLimit)
            throw new ArgumentException($"The limit must be from 1 to {DeadLetterQuery.MaxLimit} letters.", nameof(query));
        if (query.Queue is null)
            return BrokerTopology.Consumed;
        Require(query.Queue);
        return [query.Queue];
    }

    public static void Require(string queue)
    {
        if (!BrokerTopology.Consumed.Contains(queue))
            throw new ArgumentException($"{queue} is not a queue that has dead letters.");
    }
}

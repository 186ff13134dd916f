using Tracking.Worker;
using Xunit;

namespace Tracking.Unit.Worker;

public sealed class WorkerOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.True(new WorkerOptionsValidator().Validate(null, new WorkerOptions()).Succeeded);

    [Fact]
    public void A_wrong_value_is_refused_with_a_sentence_that_names_its_key()
    {
        var options = new WorkerOptions { BatchSize = 0, Concurrency = 65, Prefetch = -1, CallbacksPrefetch = 60_001 };

        var result = new WorkerOptionsValidator().Validate(null, options);

        Assert.Equal(
            [
                "Worker:BatchSize must be between 1 and 5000 events.",
                "Worker:Concurrency must be between 1 and 64 writes.",
                "Worker:Prefetch must be between 1 and 60000 messages.",
                "Worker:CallbacksPrefetch must be between 1 and 60000 messages.",
            ],
            result.Failures);
    }
}

using Tracking.Worker.Retention;
using Xunit;

namespace Tracking.Unit.Worker;

public sealed class RetentionOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() =>
        Assert.True(new RetentionOptionsValidator().Validate(null, new RetentionOptions()).Succeeded);

    [Fact]
    public void Raw_callbacks_may_be_kept_for_no_time_at_all() => Assert.True(
        new RetentionOptionsValidator().Validate(null, new RetentionOptions { RawCallbacks = TimeSpan.Zero }).Succeeded);

    [Fact]
    public void A_wrong_value_is_refused_with_a_sentence_that_names_its_key()
    {
        var options = new RetentionOptions
        {
            Events = TimeSpan.FromHours(23),
            Deliveries = TimeSpan.Zero,
            RawCallbacks = TimeSpan.FromMinutes(1),
            Audit = TimeSpan.FromDays(40_000),
            Interval = TimeSpan.Zero,
        };

        var result = new RetentionOptionsValidator().Validate(null, options);

        Assert.Equal(
            [
                "Retention:Events must be a time from 1 to 36500 days, such as 90.00:00:00 for 90 days.",
                "Retention:Deliveries must be a time from 1 to 36500 days, such as 90.00:00:00 for 90 days.",
                "Retention:Audit must be a time from 1 to 36500 days, such as 90.00:00:00 for 90 days.",
                "Retention:RawCallbacks must be 0, or a time from 1 to 36500 days, such as 90.00:00:00 for 90 days.",
                "Retention:Interval must be a time from 00:00:01 to 1.00:00:00.",
                "Retention:Events must not be longer than Retention:Deliveries, for a delivery goes with its events.",
            ],
            result.Failures);
    }
}

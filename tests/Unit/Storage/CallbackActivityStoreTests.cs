using Tracking.Storage;
using Xunit;
using static Tracking.Unit.Storage.Facts;

namespace Tracking.Unit.Storage;

/// <summary>What every store of callbacks counted keeps to.</summary>
public abstract class CallbackActivityStoreTests
{
    static readonly CallbackSource Twilio = new("twilio", null);
    static readonly CallbackSource TwilioEu = new("twilio", "eu");

    static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Task<AlertStores> NewStoresAsync();

    [Fact]
    public async Task Counts_of_one_bucket_add_up_and_others_stand_apart()
    {
        var activity = (await NewStoresAsync()).Activity;

        await activity.AddAsync([Accepted(Twilio, 0, 3), Accepted(Twilio, 4, 2), Accepted(TwilioEu, 0, 1)], Token);
        await activity.AddAsync([Accepted(Twilio, 1, 5), CallbackCount.Of(Twilio, "mismatch", 7, At(1)), Accepted(Twilio, 5, 1)], Token);
        await activity.AddAsync([], Token);

        Assert.Equal(
            [
                new(Twilio, At(0), "accepted", 10, At(4)), new(TwilioEu, At(0), "accepted", 1, At(0)),
                new(Twilio, At(0), "mismatch", 7, At(1)), new(Twilio, At(5), "accepted", 1, At(5)),
            ],
            (await activity.SinceAsync(At(0), Token)).OrderBy(c => c.Bucket).ThenBy(c => c.Verdict).ThenBy(c => c.Source.Account));
        Assert.Equal([At(5)], (await activity.SinceAsync(At(1), Token)).Select(c => c.Bucket));
    }

    [Fact]
    public async Task A_source_was_last_heard_of_when_it_was_last_accepted()
    {
        var activity = (await NewStoresAsync()).Activity;
        await activity.AddAsync(
            [Accepted(Twilio, 0, 3), Accepted(Twilio, 9, 1), CallbackCount.Of(Twilio, "missing", 1, At(20)), Accepted(TwilioEu, 2, 1)],
            Token);
        await activity.AddAsync([CallbackCount.Of(new("ses", null), "missing", 1, At(20))], Token);

        var latest = await activity.LatestAcceptedAsync(Token);

        Assert.Equal(2, latest.Count);
        Assert.Equal((At(9), At(2)), (latest[Twilio], latest[TwilioEu]));
    }

    [Fact]
    public async Task One_source_is_told_by_its_account_and_in_order()
    {
        var activity = (await NewStoresAsync()).Activity;
        await activity.AddAsync(
            [Accepted(Twilio, 30, 3), Accepted(Twilio, 0, 1), Accepted(Twilio, 10, 2), Accepted(TwilioEu, 10, 1),
                CallbackCount.Of(Twilio, "missing", 1, At(10))],
            Token);

        Assert.Equal([2, 3], (await activity.AcceptedAsync(Twilio, At(5), Token)).Select(c => c.Count));
        Assert.Equal([1], (await activity.AcceptedAsync(TwilioEu, At(5), Token)).Select(c => c.Count));
    }

    [Fact]
    public async Task What_is_old_is_forgotten()
    {
        var activity = (await NewStoresAsync()).Activity;
        await activity.AddAsync([Accepted(Twilio, 0, 1), Accepted(Twilio, 5, 2)], Token);

        await activity.ForgetAsync(At(5), Token);

        Assert.Equal([2], (await activity.SinceAsync(At(0), Token)).Select(c => c.Count));
    }

    static CallbackCount Accepted(CallbackSource source, int minute, long count) =>
        CallbackCount.Of(source, CallbackCount.Accepted, count, At(minute));
}

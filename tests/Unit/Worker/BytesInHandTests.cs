using Tracking.Worker.Callbacks;
using Xunit;

namespace Tracking.Unit.Worker;

public sealed class BytesInHandTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly BytesInHand _inHand = new(kibibytes: 4);

    public void Dispose() => _inHand.Dispose();

    [Fact]
    public async Task Lets_in_what_there_is_room_for_and_the_rest_in_turn()
    {
        var first = await EnterAsync(2_000);
        using var second = await EnterAsync(1_500);
        var third = EnterAsync(1_500);
        Assert.False(third.IsCompleted);

        first.Dispose();
        using var place = await third.WaitAsync(Patience, CancellationToken.None);
    }

    [Fact]
    public async Task One_that_is_larger_than_all_goes_in_by_itself()
    {
        var small = await EnterAsync(100);
        var large = EnterAsync(1_000_000);
        var next = EnterAsync(100);
        Assert.False(large.IsCompleted);

        small.Dispose();
        var alone = await large.WaitAsync(Patience, CancellationToken.None);
        Assert.False(next.IsCompleted);

        alone.Dispose();
        using var place = await next.WaitAsync(Patience, CancellationToken.None);
    }

    [Fact]
    public async Task What_waits_can_be_cancelled_and_takes_no_room()
    {
        using var stopping = new CancellationTokenSource();
        var held = await EnterAsync(4_000);
        var waiting = _inHand.EnterAsync(4_000, stopping.Token);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        held.Dispose();
        using var place = await EnterAsync(4_000).WaitAsync(Patience, CancellationToken.None);
    }

    Task<IDisposable> EnterAsync(int bytes) => _inHand.EnterAsync(bytes, CancellationToken.None);
}

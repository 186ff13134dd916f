using Xunit;

namespace Tracking;

/// <summary>Waits on a condition with a deadline, never for a time.</summary>
static class Eventually
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static Task HoldsAsync(Action assertions, TimeSpan? within = null) => HoldsAsync(
        () =>
        {
            assertions();
            return Task.CompletedTask;
        },
        within);

    /// <summary>Repeats the assertions until they hold; after the deadline, fails as they failed last.</summary>
    /// <param name="within">The deadline, where half a minute is not meant.</param>
    public static async Task HoldsAsync(Func<Task> assertions, TimeSpan? within = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (true)
        {
            try
            {
                await assertions();
                return;
            }
            catch (Exception) when (TimeProvider.System.GetElapsedTime(started) < (within ?? Deadline))
            {
                await pause.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            }
        }
    }
}

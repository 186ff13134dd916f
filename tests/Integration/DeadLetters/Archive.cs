using Tracking.Hosting.DeadLetters;
using Tracking.Integration.Pipeline;
using Tracking.Storage;
using Xunit;

namespace Tracking.Integration.DeadLetters;

/// <summary>The archive of dead letters, as the dashboard reads it.</summary>
static class Archive
{
    static readonly LetterFilter Waiting = new() { State = LetterState.Waiting };

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static IDeadLetterQuery Letters(this Hosts hosts) => hosts.Get<IDeadLetterQuery>();

    /// <summary>Those of a queue that wait, in the order of their arrival, once there are so many.</summary>
    public static async Task<IReadOnlyList<LetterWithContent>> LettersAsync(this Hosts hosts, string queue, int count)
    {
        IReadOnlyList<LetterView> found = [];
        await Eventually.HoldsAsync(async () => Assert.Equal(
            count, (found = await hosts.Letters().ListAsync(Waiting with { Queue = queue }, null, count + 1, Cancelled)).Count));
        var letters = new List<LetterWithContent>();
        foreach (var view in found.Reverse())
            letters.Add((await hosts.Letters().FindAsync(view.Id, Cancelled))!);
        return letters;
    }

    public static async Task<LetterWithContent> OnlyLetterAsync(this Hosts hosts, string queue) =>
        Assert.Single(await hosts.LettersAsync(queue, 1));

    public static async Task<long> WaitingAsync(this Hosts hosts) =>
        (await hosts.Letters().WaitingAsync(Cancelled)).Sum(count => count.Count);

    /// <summary>A header as text; null where it is missing.</summary>
    public static string? Header(this LetterWithContent letter, string name) =>
        HeaderJson.Read(letter.Headers).TryGetValue(name, out var value) ? HeaderText.Of(value) : null;
}

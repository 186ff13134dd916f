using System.Collections.Concurrent;
using Tracking.Storage;

namespace Tracking.Dashboard.Overview;

/// <summary>
/// Answers that several viewers share: a page that is live asks every few seconds, and so does everybody who looks at it. What covers days moves
/// slowly, and is asked more seldom.
/// </summary>
sealed class AnalyticsAnswers(IAnalyticsQuery analytics, TimeProvider clock)
{
    const int MaxKept = 500;

    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    readonly ConcurrentDictionary<string, (DateTimeOffset At, Task<AnalyticsAnswer> Answer)> _kept = new(StringComparer.Ordinal);

    public async Task<AnalyticsAnswer> AskAsync(AnalyticsQuestion question, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var age = (now - question.From) / 10_000; // A day: nine seconds.
        age = age < Fresh ? Fresh : age > Longest ? Longest : age;
        var key = $"{question with { GroupBy = [] }}{string.Join(',', question.GroupBy)}";
        if (_kept.TryGetValue(key, out var kept) && now - kept.At < age && !kept.Answer.IsFaulted && !kept.Answer.IsCanceled)
            return await kept.Answer.WaitAsync(cancellationToken);
        if (_kept.Count >= MaxKept)
            _kept.Clear();

        // Not cancelled with the viewer who happened to come first.
        var answer = analytics.AskAsync(question, CancellationToken.None);
        _kept[key] = (now, answer);
        return await answer.WaitAsync(cancellationToken);
    }
}

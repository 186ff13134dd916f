using System.Text.RegularExpressions;

namespace Tracking.Integration.EndToEnd.Ledger;

/// <summary>What was planted to become a dead letter, and was acknowledged.</summary>
/// <param name="Mark">Which of them, found again in the letter's body.</param>
/// <param name="Reason">What the letter must say.</param>
sealed record Planted(string Mark, string Queue, string Reason);

/// <param name="Mark">Of what was planted; null for anything else.</param>
sealed partial record Letter(string Queue, string? Class, string Reason, string? Mark)
{
    /// <summary>The mark that a body holds.</summary>
    public static string? MarkIn(string body) => Marks().Match(body) is { Success: true } mark ? mark.Value : null;

    [GeneratedRegex("poison-(callback|event)-[0-9]+")]
    private static partial Regex Marks();
}

/// <summary>Everything that was planted ends in the dead letters of its queue, as unreadable, and nothing else ends there at all.</summary>
static class DeadLetterCheck
{
    /// <param name="mayRepeat">A crash between a letter and the acknowledgement of its message repeats the letter.</param>
    public static IEnumerable<string> Problems(
        IReadOnlyCollection<Planted> planted, IReadOnlyCollection<Letter> letters, bool mayRepeat)
    {
        foreach (var poison in planted)
        {
            var own = letters.Where(letter => letter.Mark == poison.Mark).ToArray();
            if (own.Length == 0)
                yield return $"{poison.Mark} is no dead letter";
            if (own.Length > 1 && !mayRepeat)
                yield return $"{poison.Mark} is {own.Length} dead letters, and nothing went wrong";
            foreach (var wrong in own.Distinct().Where(letter => letter != new Letter(poison.Queue, "unreadable", poison.Reason, poison.Mark)))
                yield return $"{poison.Mark} became {wrong}, and should be unreadable in {poison.Queue}: {poison.Reason}";
        }

        var known = planted.Select(poison => poison.Mark).ToHashSet();
        foreach (var other in letters.Where(letter => letter.Mark is null || !known.Contains(letter.Mark)).CountBy(letter => letter with { Mark = null }))
            yield return $"{other.Value} dead letters that nobody planted: {other.Key.Queue}, {other.Key.Class}: {other.Key.Reason}";
    }
}

namespace Tracking.Dashboard.DeadLetters;

/// <summary>A line of what changes between two texts.</summary>
/// <param name="Kind">A minus for one that goes, a plus for one that comes, a blank for one that stays.</param>
readonly record struct LineDiff(char Kind, string Text)
{
    // A table of so many lines by so many has 4 MB. Longer parts are shown as taken out and put in.
    const int MostLines = 1_000;

    /// <summary>The shortest way from one text to the other, line by line.</summary>
    public static IReadOnlyList<LineDiff> Between(string before, string after)
    {
        var (a, b) = (Lines(before), Lines(after));
        var head = 0;
        while (head < Math.Min(a.Length, b.Length) && a[head] == b[head])
            head++;
        var tail = 0;
        while (tail < Math.Min(a.Length, b.Length) - head && a[^(tail + 1)] == b[^(tail + 1)])
            tail++;
        return
        [
            .. a.Take(head).Select(line => new LineDiff(' ', line)),
            .. Middle(a[head..^tail], b[head..^tail]),
            .. a.TakeLast(tail).Select(line => new LineDiff(' ', line)),
        ];
    }

    static IEnumerable<LineDiff> Middle(string[] a, string[] b)
    {
        if (a.Length > MostLines || b.Length > MostLines)
            return [.. a.Select(line => new LineDiff('-', line)), .. b.Select(line => new LineDiff('+', line))];

        // How many lines the rests have in common.
        var common = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }

        return Walk(a, b, common);
    }

    static IEnumerable<LineDiff> Walk(string[] a, string[] b, int[,] common)
    {
        for (var (i, j) = (0, 0); i < a.Length || j < b.Length;)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
            {
                yield return new LineDiff(' ', a[i++]);
                j++;
            }
            else
            {
                var goes = j == b.Length || i < a.Length && common[i + 1, j] >= common[i, j + 1];
                yield return goes ? new LineDiff('-', a[i++]) : new LineDiff('+', b[j++]);
            }
        }
    }

    static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');
}

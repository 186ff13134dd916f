using Tracking.Storage;

namespace Tracking.Dashboard.Queries;

/// <summary>A page of a list.</summary>
/// <param name="Items">In the order of the list.</param>
/// <param name="Next">The <c>cursor</c> of the page after this one; null where this is the last.</param>
sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Which page is asked for. Pages are cut by key and never by count, so they are stable while rows change.</summary>
sealed record Paging
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 500;

    public static readonly Parameter<int?> LimitParameter =
        Parameter.Number("limit", "How many items a page has at most.", 1, MaxLimit, DefaultLimit);

    public static readonly Parameter<string> CursorParameter = Parameter.Text(
        "cursor", "Where the page begins: `next` of the page before, with the same filters. Absent: the first page.",
        Cursor.MaxLength);

    readonly string _question;
    readonly int _limit;

    Paging(string question, int limit, PagePosition? after) => (_question, _limit, After) = (question, limit, after);

    public PagePosition? After { get; }

    /// <summary>One row more than the page holds, to know whether there is a next one.</summary>
    public int Rows => _limit + 1;

    /// <param name="list">The name of the list: a cursor of one means nothing to another.</param>
    /// <param name="isId">What an id of that list looks like.</param>
    public static Paging Read(QueryReader query, string list, Func<string, bool> isId)
    {
        var question = $"{list}?{query.Question(LimitParameter, CursorParameter)}";
        var limit = query.Read(LimitParameter) ?? DefaultLimit;
        if (query.Read(CursorParameter) is not { } text)
            return new Paging(question, limit, null);

        if (Cursor.Decode(text, question) is not var (position, belongs) || !isId(position.Id))
            query.Refuse(CursorParameter.Name, "must be the next of an earlier page, unchanged");
        else if (!belongs)
            query.Refuse(CursorParameter.Name, "belongs to other filters; keep the filters, or begin without a cursor");
        else
            return new Paging(question, limit, position);
        return new Paging(question, limit, null);
    }

    /// <param name="rows">At most <see cref="Rows"/>.</param>
    /// <param name="searchedTo">Where the search stopped before it had found so many; null where it came to the end of the list.</param>
    public Page<T> Cut<T>(IReadOnlyList<T> rows, Func<T, PagePosition> position, PagePosition? searchedTo = null) => rows.Count <= _limit
        ? new Page<T>(rows, searchedTo is { } end ? Cursor.Encode(end, _question) : null)
        : new Page<T>([.. rows.Take(_limit)], Cursor.Encode(position(rows[_limit - 1]), _question));
}

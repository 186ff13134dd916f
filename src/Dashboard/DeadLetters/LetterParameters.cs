using Tracking.Contracts;
using Tracking.Dashboard.Queries;
using Tracking.Hosting.Broker;
using Tracking.Hosting.DeadLetters;
using Tracking.Storage;

namespace Tracking.Dashboard.DeadLetters;

/// <summary>Which letters, as it is asked for: in a query, and in the plan of a job by the same rules.</summary>
static class LetterParameters
{
    /// <summary>Asks for letters that have none.</summary>
    public const string None = "none";

    /// <summary>Every state.</summary>
    const string All = "all";

    public static readonly Parameter<string> Queue = Parameter.Word<string>(
        "queue", "Of this queue.", word => BrokerTopology.DeadLettering.Contains(word) ? word : null!, [.. BrokerTopology.DeadLettering]);

    public static readonly Parameter<string> Class = Parameter.Word<string>(
        "class", "`unreadable`: to be repaired, then replayed. `unapplied`: to be replayed as it is.",
        word => Classes.Contains(word) ? word : null!, Classes);

    public static readonly Parameter<string> ExceptionType = Parameter.Text(
        "exceptionType", $"Of this exception; `{None}` for those without one.", MessageRules.MaxNameLength);

    public static readonly Parameter<string> Provider = Parameter.Text(
        "provider", $"Of this provider; `{None}` for those without one.", MessageRules.MaxNameLength);

    public static readonly Parameter<DateTimeOffset?> From = Parameter.Instant("from", "Failed at this instant or later.");
    public static readonly Parameter<DateTimeOffset?> To = Parameter.Instant("to", "Failed before this instant.");
    public static readonly Parameter<string> Text = Parameter.Text("text", "The reason holds this text, in any case.", 200);

    public static readonly Parameter<string> State = Parameter.Word<string>(
        "state", "What has become of it. Absent: those that wait.", word => States.Contains(word) ? word : null!, States);

    public static readonly Parameter<string> Id = Parameter.Text("id", "The letter of this id.", 64);

    public static readonly IReadOnlyList<Parameter> OfGroups = [Queue, Class, ExceptionType, Provider];

    public static readonly IReadOnlyList<Parameter> OfLetters =
        [Queue, Class, ExceptionType, Provider, From, To, Text, State, Id, Paging.LimitParameter, Paging.CursorParameter];

    static string[] Classes => [DeadLetterClass.Unreadable.ToWord(), DeadLetterClass.Unapplied.ToWord()];

    static string[] States => [.. LetterState.All, All];

    /// <summary>The filter of a query that takes the parameters of groups, or of letters.</summary>
    public static LetterFilter Read(QueryReader query, bool ofLetters)
    {
        var filter = new LetterFilter
        {
            Queue = query.Read(Queue),
            Class = query.Read(Class),
            ExceptionType = OrNone(query.Read(ExceptionType)),
            Provider = OrNone(query.Read(Provider)),
        };
        if (!ofLetters)
            return filter;
        filter = filter with
        {
            From = query.Read(From),
            To = query.Read(To),
            Text = query.Read(Text),
            State = query.Read(State) is { } state ? state == All ? null : state : LetterState.Waiting,
        };
        if (filter.From >= filter.To)
            query.Refuse(From.Name, "must be before to");
        return filter;
    }

    /// <summary>As it was asked for.</summary>
    public static LetterFilter Asked(LetterFilter filter) => filter with
    {
        ExceptionType = filter.ExceptionType == "" ? None : filter.ExceptionType,
        Provider = filter.Provider == "" ? None : filter.Provider,
    };

    public static string? OrNone(string? asked) => asked == None ? "" : asked;
}

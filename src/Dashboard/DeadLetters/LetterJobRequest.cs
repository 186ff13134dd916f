using Tracking.Dashboard.Queries;
using Tracking.Storage;

namespace Tracking.Dashboard.DeadLetters;

/// <summary>A bulk action to plan.</summary>
/// <param name="Action"><c>replay</c> or <c>discard</c>.</param>
/// <param name="Filter">All letters that wait and match it; <c>{}</c> for every letter that waits.</param>
/// <param name="Ids">Up to 10,000 letters; with a filter, those of them that match it.</param>
/// <param name="PerSecond">Letters a second. Absent: as fast as it goes.</param>
sealed record LetterJobRequest(string? Action, LetterJobFilter? Filter, IReadOnlyList<string?>? Ids, int? PerSecond)
{
    const int MaxIds = 10_000;
    const int MaxPerSecond = 100_000;

    static readonly string[] Actions = [LetterAction.Replay, LetterAction.Discard];

    /// <summary>What is wrong with it, by member.</summary>
    /// <param name="filter">The letters that it means, where nothing is.</param>
    public Dictionary<string, string[]> Check(out LetterFilter filter)
    {
        var errors = new Dictionary<string, string[]>();
        if (!Actions.Contains(Action))
            errors.Add("action", [$"action must be one of: {string.Join(", ", Actions)}."]);
        if (Filter is null && Ids is null)
            errors.Add("filter", ["filter must be an object, {} for every letter that waits, where there are no ids."]);
        if (Ids is not null && (Ids.Count is < 1 or > MaxIds || Ids.Any(id => id is not { Length: > 0 and <= 64 } || id.Contains('\0'))))
            errors.Add("ids", [$"ids must be an array of 1 to {MaxIds} ids of letters."]);
        if (PerSecond is < 1 or > MaxPerSecond)
            errors.Add("perSecond", [$"perSecond must be a whole number from 1 to {MaxPerSecond}, or absent."]);
        filter = (Filter ?? new LetterJobFilter(null, null, null, null, null, null, null)).Read(errors);
        return errors;
    }
}

/// <summary>Which letters: the parameters of the list, each absent where it does not restrict.</summary>
sealed record LetterJobFilter(
    string? Queue, string? Class, string? ExceptionType, string? Provider, string? From, string? To, string? Text)
{
    public LetterFilter Read(Dictionary<string, string[]> errors)
    {
        var filter = new LetterFilter
        {
            Queue = Read(LetterParameters.Queue, Queue, errors),
            Class = Read(LetterParameters.Class, Class, errors),
            ExceptionType = LetterParameters.OrNone(Read(LetterParameters.ExceptionType, ExceptionType, errors)),
            Provider = LetterParameters.OrNone(Read(LetterParameters.Provider, Provider, errors)),
            From = Read(LetterParameters.From, From, errors),
            To = Read(LetterParameters.To, To, errors),
            Text = Read(LetterParameters.Text, Text, errors),
        };
        if (filter.From >= filter.To)
            errors.TryAdd("filter.from", ["filter.from must be before filter.to."]);
        return filter;
    }

    static T? Read<T>(Parameter<T> parameter, string? text, Dictionary<string, string[]> errors)
    {
        if (text is null)
            return default;
        var value = parameter.Parse(text);
        if (value is null)
            errors.Add($"filter.{parameter.Name}", [$"filter.{parameter.Name} {parameter.Expected}."]);
        return value;
    }
}

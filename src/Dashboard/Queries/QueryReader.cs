using Microsoft.AspNetCore.Http.HttpResults;

namespace Tracking.Dashboard.Queries;

/// <summary>Reads a request's query, and collects everything that is wrong with it, so that one answer names it all.</summary>
sealed class QueryReader
{
    readonly IQueryCollection _query;
    readonly IReadOnlyList<Parameter> _known;
    readonly SortedDictionary<string, string[]> _problems = new(StringComparer.Ordinal);

    public QueryReader(IQueryCollection query, IReadOnlyList<Parameter> known)
    {
        (_query, _known) = (query, known);
        foreach (var (name, values) in query)
        {
            if (!known.Any(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                Refuse(Printable(name), $"is unknown; known are {string.Join(", ", known.Select(p => p.Name))}");
            else if (values.Count > 1)
                Refuse(known.First(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Name, "must be given once");
        }
    }

    /// <summary>Null where the parameter is absent, or wrong: then <see cref="Problem"/> says so.</summary>
    public T? Read<T>(Parameter<T> parameter)
    {
        if (_query[parameter.Name] is not [{ } text])
            return default;
        var value = parameter.Parse(text);
        if (value is null)
            Refuse(parameter.Name, parameter.Expected);
        return value;
    }

    /// <param name="problem">Completes the sentence that begins with the parameter's name. Never repeats its value.</param>
    public void Refuse(string parameter, string problem) => _problems.TryAdd(parameter, [$"{parameter} {problem}."]);

    /// <summary>A sentence for each problem, by parameter.</summary>
    public IReadOnlyDictionary<string, string[]> Errors => _problems;

    /// <summary>The 400 that names each problem; null where there is none.</summary>
    public ValidationProblem? Problem => _problems.Count == 0
        ? null
        : TypedResults.ValidationProblem(
            _problems, detail: string.Join(' ', _problems.Values.SelectMany(p => p)), title: "The request is not valid.");

    /// <summary>What is asked for, without the parameters that only cut it into pages: equal for every page of one list.</summary>
    public string Question(params ReadOnlySpan<Parameter> except)
    {
        var question = new List<string>();
        foreach (var parameter in _known)
        {
            if (!except.Contains(parameter) && _query[parameter.Name] is [{ } text])
                question.Add($"{parameter.Name}={Uri.EscapeDataString(text)}");
        }

        return string.Join('&', question);
    }

    // What a stranger wrote is repeated only where it can be nothing but a name.
    static string Printable(string name) =>
        name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
            ? name
            : "a parameter";
}

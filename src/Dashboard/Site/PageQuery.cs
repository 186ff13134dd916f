using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Primitives;
using Tracking.Dashboard.Queries;

namespace Tracking.Dashboard.Site;

/// <summary>A page's filters as they are in its address. A field that was left empty is none, and an instant without an offset is in UTC.</summary>
sealed class PageQuery
{
    readonly Dictionary<string, StringValues> _values;

    PageQuery(Dictionary<string, StringValues> values) => _values = values;

    /// <param name="instants">Names of the fields that hold instants, which browsers send as <c>2026-03-01T09:30</c>.</param>
    public static PageQuery Of(HttpRequest request, params string[] instants) => new(request.Query
        .Where(pair => pair.Value.Count > 1 || !string.IsNullOrWhiteSpace(pair.Value))
        .ToDictionary(
            pair => pair.Key,
            pair => instants.Contains(pair.Key) && pair.Value is [{ Length: 16 or 19 } local] ? new StringValues($"{local}Z") : pair.Value,
            StringComparer.OrdinalIgnoreCase));

    /// <summary>Null where it is absent, or given more than once.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name) is [{ } value] ? value : null;

    /// <summary>As a field for instants takes it: without the Z.</summary>
    public string? Local(string name) => this[name] is [.. var local, 'Z'] ? local : this[name];

    public IQueryCollection Collection => new QueryCollection(_values);

    /// <summary>The same filters with another value for one; null takes it away.</summary>
    public PageQuery With(string name, string? value)
    {
        var values = new Dictionary<string, StringValues>(_values, StringComparer.OrdinalIgnoreCase);
        if (value is null)
            values.Remove(name);
        else
            values[name] = value;
        return new PageQuery(values);
    }

    /// <returns>Null where this is the first page.</returns>
    public string? FirstAddress(string path) =>
        this[Paging.CursorParameter.Name] is null ? null : With(Paging.CursorParameter.Name, null).Address(path);

    /// <returns>Null where this is the last page.</returns>
    public string? NextAddress(string path, string? next) => next is null ? null : With(Paging.CursorParameter.Name, next).Address(path);

    public string Address(string path) => path + new QueryBuilder(_values).ToQueryString();
}

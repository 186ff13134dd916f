using System.Text.Json;

namespace Tracking.Deliveries;

/// <summary>What a delivery is: the fields that producers describe it by.</summary>
public enum DescriptionField
{
    NotificationId,
    TenantId,
    Channel,
    NotificationType,
    Category,
    TemplateId,
    NotifiableType,
    NotifiableId,
    Recipient,
    Provider,

    /// <summary>Whole milliseconds, in digits.</summary>
    DurationMs,

    /// <summary>A JSON object of strings, its members in order.</summary>
    Metadata,
}

/// <summary>One field's value, with when and by which event it was said.</summary>
public readonly record struct Said(string Value, DateTimeOffset At, Guid By)
{
    /// <summary>The one that was said first stands; then the smaller event id, then the smaller value.</summary>
    public static Said? Join(Said? a, Said? b)
    {
        if (a is not { } x || b is not { } y)
            return a ?? b;
        var order = x.At.CompareTo(y.At) is not 0 and var byTime ? byTime
            : x.By.CompareTo(y.By) is not 0 and var byEvent ? byEvent
            : string.CompareOrdinal(x.Value, y.Value);
        return order <= 0 ? x : y;
    }
}

/// <summary>
/// A field is filled when it is first known and never emptied; where two events disagree, the one that happened earlier
/// stands. Each field carries its own stamp, so that any order of arrival ends in the same description.
/// </summary>
public sealed class Description : IEquatable<Description>
{
    public static readonly Description Empty = new(new Said?[FieldCount]);

    public const int FieldCount = (int)DescriptionField.Metadata + 1;

    readonly Said?[] _fields;

    Description(Said?[] fields) => _fields = fields;

    /// <param name="fields">Null, empty and blank values are not said.</param>
    public static Description Of(DateTimeOffset at, Guid by, params ReadOnlySpan<(DescriptionField Field, string? Value)> fields)
    {
        var said = new Said?[FieldCount];
        foreach (var (field, value) in fields)
        {
            if (!string.IsNullOrWhiteSpace(value))
                said[(int)field] = new Said(value, at.ToMicroseconds(), by);
        }

        return new Description(said);
    }

    /// <summary>From its fields as they were stored, in the order of <see cref="DescriptionField"/>.</summary>
    public static Description Of(ReadOnlySpan<Said?> fields) =>
        fields.Length == FieldCount
            ? new Description(fields.ToArray())
            : throw new ArgumentException($"A description has {FieldCount} fields, not {fields.Length}.", nameof(fields));

    public Said? Said(DescriptionField field) => _fields[(int)field];

    public string? this[DescriptionField field] => _fields[(int)field]?.Value;

    /// <summary>Least upper bound: commutative, associative, idempotent, field by field.</summary>
    public Description Join(Description other)
    {
        var joined = new Said?[FieldCount];
        for (var i = 0; i < joined.Length; i++)
            joined[i] = Deliveries.Said.Join(_fields[i], other._fields[i]);
        return new Description(joined);
    }

    /// <summary>
    /// Metadata in the one form in which it is compared and kept: as text, for a database's own JSON type reorders it.
    /// </summary>
    public static string? MetadataText(IReadOnlyDictionary<string, string>? metadata) =>
        metadata is null or { Count: 0 }
            ? null
            : JsonSerializer.Serialize(new SortedDictionary<string, string>(
                metadata.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal));

    public bool Equals(Description? other) => other is not null && _fields.AsSpan().SequenceEqual(other._fields);

    public override bool Equals(object? obj) => Equals(obj as Description);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var field in _fields)
            hash.Add(field);
        return hash.ToHashCode();
    }
}

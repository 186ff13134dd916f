using System.Reflection;
using System.Runtime.CompilerServices;

namespace Tracking.Unit.Contracts;

/// <summary>The public members of an assembly as lines of text, and what a difference between two of them means.</summary>
static class Surface
{
    /// <summary>One line a member, such as <c>NotificationSent.DeliveryId: String required</c>.</summary>
    public static IReadOnlyList<string> Of(Assembly assembly)
    {
        var nullability = new NullabilityInfoContext();
        return [.. assembly.GetExportedTypes().SelectMany(Members).Order(StringComparer.Ordinal)];

        IEnumerable<string> Members(Type type)
        {
            var properties = type.GetProperties().Select(p =>
                $"{type.Name}.{p.Name}: {Name(p.PropertyType)}{(IsNullable(p) ? "?" : "")}"
                    + (p.IsDefined(typeof(RequiredMemberAttribute)) ? " required" : ""));
            var fields = type.GetFields().Select(f => $"{type.Name}.{f.Name}: {Name(f.FieldType)} = {Value(f)}");
            var methods = type.GetMethods()
                .Where(m => type is { IsAbstract: true, IsSealed: true } && m.DeclaringType == type)
                .Select(m => $"{type.Name}.{m.Name}({string.Join(", ", m.GetParameters().Select(p => Name(p.ParameterType)))}): "
                    + Name(m.ReturnType));
            return [.. properties, .. fields, .. methods];
        }

        bool IsNullable(PropertyInfo property) =>
            !property.PropertyType.IsValueType && nullability.Create(property).WriteState == NullabilityState.Nullable;
    }

    /// <summary>What would break somebody who was built against the recorded surface, or who writes the recorded messages.</summary>
    public static IReadOnlyList<string> Breaks(IReadOnlyCollection<string> recorded, IReadOnlyCollection<string> current)
    {
        var known = recorded.Select(line => line[..line.IndexOf('.')]).ToHashSet();
        var gone = recorded.Except(current).Select(line => $"gone or changed: {line}");
        var demanded = current.Except(recorded)
            .Where(line => line.EndsWith(" required", StringComparison.Ordinal) && known.Contains(line[..line.IndexOf('.')]))
            .Select(line => $"newly required: {line}");
        return [.. gone, .. demanded];
    }

    static string Name(Type type) =>
        Nullable.GetUnderlyingType(type) is { } underlying ? Name(underlying) + "?"
        : type.IsGenericType
            ? $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : type.Name;

    static string Value(FieldInfo field) => FormattableString.Invariant(
        $"{(field.GetValue(null) is DateTimeOffset instant ? instant.ToString("O") : field.GetValue(null))}");
}

using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Automation.Definitions;

namespace Automation.Json;

/// <summary>Finds out, before the first value is stored, whether values of a type can be written as JSON and read back.</summary>
/// <param name="json">How they are written.</param>
internal sealed class JsonShape(JsonSerializerOptions json)
{
    private readonly Dictionary<Type, string?> _known = [];

    /// <summary>Why values of the type cannot be stored, as the end of a sentence after a colon; null when they can.</summary>
    public string? Fault(Type type)
    {
        if (!_known.TryGetValue(type, out var fault))
        {
            _known[type] = fault = Look(type, TypeText.Of(type), []);
        }

        return fault;
    }

    private string? Look(Type type, string place, HashSet<Type> seen)
    {
        if (!seen.Add(type))
        {
            return null;
        }

        JsonTypeInfo info;
        try
        {
            info = json.GetTypeInfo(type);
        }
        catch (Exception exception) when (exception is InvalidOperationException or NotSupportedException or ArgumentException)
        {
            return $"{place}: {exception.Message}";
        }

        return LookAtWhole(type, info, place) ?? LookInside(type, info, place, seen);
    }

    private static string? LookAtWhole(Type type, JsonTypeInfo info, string place)
    {
        // The serializer accepts such types and throws at the first value; only the name of its converter tells before.
        if (info.Converter.GetType().Name.StartsWith("UnsupportedType", StringComparison.Ordinal) || IsAsync(type))
        {
            return $"{place} has no form in JSON.";
        }

        if (type.IsValueType && typeof(ITuple).IsAssignableFrom(type))
        {
            return $"{place} is a tuple, whose items JSON leaves out. Use a record.";
        }

        if (info.Kind != JsonTypeInfoKind.Object || info.PolymorphismOptions is { DerivedTypes.Count: > 0 })
        {
            return null;
        }

        if (type.IsAbstract)
        {
            return $"{place} is abstract and cannot be read back. Use the class itself, or name the classes with [JsonDerivedType].";
        }

        return LookAtConstructor(info, place);
    }

    private static string? LookAtConstructor(JsonTypeInfo info, string place)
    {
        if (info.CreateObject is not null)
        {
            return null;
        }

        if (info.ConstructorAttributeProvider is not ConstructorInfo constructor)
        {
            return $"{place} has no constructor for reading it back. Give it one public constructor, or mark one with [JsonConstructor].";
        }

        var bound = info.Properties.Count(property => property.AssociatedParameter is not null);
        return bound < constructor.GetParameters().Length
            ? $"{place} has a constructor with a parameter that is none of its properties. Give both the same name and type."
            : null;
    }

    private string? LookInside(Type type, JsonTypeInfo info, string place, HashSet<Type> seen)
    {
        if (info.ElementType is { } element && Look(element, $"{place}, item {TypeText.Of(element)}", seen) is { } ofElement)
        {
            return ofElement;
        }

        if (info.PolymorphismOptions is { DerivedTypes: var derivedTypes })
        {
            foreach (var derived in derivedTypes.Where(derived => derived.DerivedType != type))
            {
                if (Look(derived.DerivedType, TypeText.Of(derived.DerivedType), seen) is { } ofDerived)
                {
                    return ofDerived;
                }
            }
        }

        return info.Kind == JsonTypeInfoKind.Object
            ? info.Properties.Where(property => property.Get is not null || property.Set is not null)
                .Select(property => Look(property.PropertyType, $"{TypeText.Of(type)}.{MemberName(property)}", seen))
                .FirstOrDefault(fault => fault is not null)
            : null;
    }

    private static bool IsAsync(Type type) => typeof(Task).IsAssignableFrom(type)
        || type.GetInterfaces().Append(type).Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>));

    private static string MemberName(JsonPropertyInfo property) => (property.AttributeProvider as MemberInfo)?.Name ?? property.Name;
}

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Automation.Templates;

namespace Automation.Definitions.Json;

/// <summary>What a record has at a path, as it is written as JSON.</summary>
internal sealed class MemberPath
{
    private static readonly MemberPath Nobody = new();

    private MemberPath()
    {
    }

    /// <summary>The name that the record does not have; null when it has all of them, or nobody can tell.</summary>
    public string? Missing { get; private init; }

    /// <summary>For a missing name: the names that there are beside it; empty below what has none.</summary>
    public IReadOnlyList<string> Known { get; private init; } = [];

    /// <summary>Of which kind the value is, when it is there and not null; undefined when nobody can tell.</summary>
    public JsonValueKind Kind { get; private init; }

    /// <summary>Follows a path from a type on.</summary>
    public static MemberPath Of(Type type, ReadOnlySpan<PathSegment> names, JsonSerializerOptions json)
    {
        try
        {
            return Follow(json.GetTypeInfo(type), names, json);
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException)
        {
            // A type of the host's that is no JSON.
            return Nobody;
        }
    }

    private static MemberPath Follow(JsonTypeInfo type, ReadOnlySpan<PathSegment> names, JsonSerializerOptions json)
    {
        if (Nullable.GetUnderlyingType(type.Type) is { } plain)
        {
            return Follow(json.GetTypeInfo(plain), names, json);
        }

        if (names.IsEmpty)
        {
            return new MemberPath { Kind = KindOf(type, json) };
        }

        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when type.PolymorphismOptions is null && !type.Properties.Any(property => property.IsExtensionData):
                var name = names[0].Name;
                if (type.Properties.FirstOrDefault(property => property.Get is not null && property.Name == name) is not { } member)
                {
                    return new MemberPath { Missing = name, Known = [.. type.Properties.Where(property => property.Get is not null).Select(property => property.Name)] };
                }

                return member.CustomConverter is null && member.NumberHandling is null ? Follow(json.GetTypeInfo(member.PropertyType), names[1..], json) : Nobody;
            case JsonTypeInfoKind.Enumerable when type.ElementType is { } element:
                return names[0].Index < 0 ? new MemberPath { Missing = names[0].Name } : Follow(json.GetTypeInfo(element), names[1..], json);
            case JsonTypeInfoKind.Dictionary when type.ElementType is { } element:
                return Follow(json.GetTypeInfo(element), names[1..], json);
            default:
                return KindOf(type, json) is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True ? new MemberPath { Missing = names[0].Name } : Nobody;
        }
    }

    /// <summary>True stands for true and false.</summary>
    private static JsonValueKind KindOf(JsonTypeInfo type, JsonSerializerOptions json) => type.Kind switch
    {
        JsonTypeInfoKind.Object => JsonValueKind.Object,
        JsonTypeInfoKind.Enumerable => JsonValueKind.Array,
        JsonTypeInfoKind.Dictionary => JsonValueKind.Object,
        _ when json.Converters.Any(converter => converter.CanConvert(type.Type)) => JsonValueKind.Undefined,
        _ => Type.GetTypeCode(type.Type) switch
        {
            _ when type.Type.IsEnum || type.Type.IsAssignableTo(typeof(JsonNode)) => JsonValueKind.Undefined,
            TypeCode.String or TypeCode.Char or TypeCode.DateTime => JsonValueKind.String,
            TypeCode.Boolean => JsonValueKind.True,
            >= TypeCode.SByte and <= TypeCode.Decimal => json.NumberHandling.HasFlag(JsonNumberHandling.WriteAsString) ? JsonValueKind.Undefined : JsonValueKind.Number,
            _ when type.Type == typeof(Guid) || type.Type == typeof(DateTimeOffset) || type.Type == typeof(DateOnly) || type.Type == typeof(TimeOnly) || type.Type == typeof(Uri) => JsonValueKind.String,
            _ => JsonValueKind.Undefined,
        },
    };
}

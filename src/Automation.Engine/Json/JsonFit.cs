using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Automation.Json;

/// <summary>Says whether a value that comes from outside fits a type of the host's.</summary>
internal static class JsonFit
{
    private const string Advice = " Consider updating its nullability annotation.";

    private static readonly ConditionalWeakTable<JsonSerializerOptions, JsonSerializerOptions> StrictOptions = [];

    /// <summary>What keeps a value from being read as the type; null for nothing. What is stored already is read as <paramref name="json"/> has it.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">The type.</param>
    /// <param name="json">How values become JSON and back.</param>
    /// <param name="strict">Whether a member may neither be missing nor be null that the type cannot do without: a parameter without a default, of a type that is not nullable.</param>
    public static JsonMisfit? Find(JsonElement value, Type type, JsonSerializerOptions json, bool strict = true)
    {
        try
        {
            value.Deserialize(type, strict ? StrictOptions.GetValue(json, Strict) : json);
            return null;
        }
        catch (Exception fault)
        {
            // The host's own constructors and converters throw what they like.
            return Describe(value, fault, fault.Message);
        }
    }

    /// <summary>What a fault of the serializer says of a value, and where; of another fault nobody knows where.</summary>
    public static JsonMisfit Describe(JsonElement value, Exception fault, string message)
    {
        var (pointer, at) = Locate(value, (fault as JsonException)?.Path);
        return new(pointer, at, Reason(message));
    }

    private static JsonSerializerOptions Strict(JsonSerializerOptions json)
    {
        var strict = new JsonSerializerOptions(json) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };
        strict.TypeInfoResolver = (json.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(Demand);
        strict.MakeReadOnly();
        return strict;
    }

    /// <summary>The serializer itself demands parameters that may be null, too.</summary>
    private static void Demand(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.AssociatedParameter is { IsNullable: true })
            {
                property.IsRequired = false;
            }
        }
    }

    /// <summary>The place that the serializer writes as <c>$.lines[0]['unit price']</c>, and what stands there, as far as it is there.</summary>
    private static (string Pointer, JsonElement Value) Locate(JsonElement value, string? path)
    {
        var pointer = JsonPointer.Root;
        for (var at = 1; at < path?.Length;)
        {
            var rest = path.AsSpan(at);
            var quoted = rest.StartsWith("['");
            var length = quoted ? rest.IndexOf("']") + 2 : rest[0] == '[' ? rest.IndexOf(']') + 1 : rest[1..].IndexOfAny('.', '[') is var end and >= 0 ? end + 1 : rest.Length;
            if (length < 2)
            {
                break;
            }

            if (!quoted && rest[0] == '[')
            {
                if (!int.TryParse(rest[1..(length - 1)], NumberStyles.None, CultureInfo.InvariantCulture, out var index) || value.ValueKind != JsonValueKind.Array || index >= value.GetArrayLength())
                {
                    break;
                }

                (pointer, value) = (JsonPointer.Append(pointer, index), value[index]);
            }
            else
            {
                var name = (quoted ? rest[2..(length - 2)] : rest[1..length]).ToString();
                if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out var inner))
                {
                    break;
                }

                (pointer, value) = (JsonPointer.Append(pointer, name), inner);
            }

            at += length;
        }

        return (pointer, value);
    }

    /// <summary>What the serializer says, without its own way of saying where.</summary>
    private static string Reason(string message)
    {
        var place = message.IndexOf(" Path: ", StringComparison.Ordinal);
        return (place < 0 ? message : message[..place]).Replace(Advice, "", StringComparison.Ordinal);
    }
}

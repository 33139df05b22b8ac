using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Automation.Json;

namespace Automation.Definitions.Json;

/// <summary>Compares the config of an action, or of a condition of the host's, with its record, as far as that can be told before templates are rendered.</summary>
/// <remarks>A text with a placeholder may become anything: of such a member only the name is judged.</remarks>
internal sealed class ConfigCheck(RuleReading reading, JsonSerializerOptions json)
{
    private const string Placeholder = "{{";

    /// <param name="config">The config as it is written.</param>
    /// <param name="pointer">Its place.</param>
    /// <param name="type">The record.</param>
    /// <param name="words">Whose config it is: <c>step 'invoice'</c>.</param>
    /// <param name="owner">What has the record: <c>action 'invoice.write'</c>.</param>
    public void Check(JsonElement config, string pointer, Type type, string words, string owner) =>
        Check(config, pointer, json.GetTypeInfo(type), $"the config of {words}", owner);

    private void Check(JsonElement value, string pointer, JsonTypeInfo type, string words, string owner)
    {
        if (IsOpen(value) || (value.ValueKind == JsonValueKind.Null && type.Kind != JsonTypeInfoKind.None))
        {
            return;
        }

        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when type.PolymorphismOptions is null:
                if (Is(value, JsonValueKind.Object, pointer, type, words))
                {
                    CheckMembers(value, pointer, type, words, owner);
                }

                break;
            case JsonTypeInfoKind.Enumerable when type.ElementType is { } element:
                if (Is(value, JsonValueKind.Array, pointer, type, words))
                {
                    var index = 0;
                    foreach (var item in value.EnumerateArray())
                    {
                        Check(item, JsonPointer.Append(pointer, index++), json.GetTypeInfo(element), $"an item of {words}", owner);
                    }
                }

                break;
            case JsonTypeInfoKind.Dictionary when type.ElementType is { } element:
                if (Is(value, JsonValueKind.Object, pointer, type, words))
                {
                    foreach (var member in value.EnumerateObject())
                    {
                        Check(member.Value, JsonPointer.Append(pointer, member.Name), json.GetTypeInfo(element), $"{ShortText.Quote(member.Name)} of {words}", owner);
                    }
                }

                break;
            default:
                CheckConstant(value, pointer, type, words);
                break;
        }
    }

    private void CheckMembers(JsonElement value, string pointer, JsonTypeInfo type, string words, string owner)
    {
        var names = json.PropertyNameCaseInsensitive ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        var members = type.Properties.Where(property => !property.IsExtensionData && (property.Set is not null || property.AssociatedParameter is not null || property.Get is not null))
            .ToDictionary(property => property.Name, names);
        var mayHaveMore = type.Properties.Any(property => property.IsExtensionData);
        foreach (var member in value.EnumerateObject())
        {
            var at = JsonPointer.Append(pointer, member.Name);
            if (members.TryGetValue(member.Name, out var property))
            {
                CheckMember(member.Value, at, property, words, owner);
            }
            else if (!mayHaveMore)
            {
                reading.Add(
                    at,
                    RuleCodes.UnknownProperty,
                    $"{words} has the member {ShortText.Quote(member.Name)}, which {owner} does not have.{reading.Hint(member.Name, members.Keys, "members")}");
            }
        }

        foreach (var missing in members.Values.Where(property => IsNeeded(property) && !value.EnumerateObject().Any(member => names.Equals(member.Name, property.Name))))
        {
            reading.Add(pointer, RuleCodes.MissingProperty, $"{words} has no '{missing.Name}'. It needs {Needed(json.GetTypeInfo(missing.PropertyType))}, since {owner} has no default for it.");
        }
    }

    private void CheckMember(JsonElement value, string pointer, JsonPropertyInfo property, string words, string owner)
    {
        // A converter or number handling of the member's own: what it reads, nobody can tell.
        if (property.CustomConverter is null && property.NumberHandling is null)
        {
            Check(value, pointer, json.GetTypeInfo(property.PropertyType), $"'{property.Name}' of {words}", owner);
        }
    }

    /// <summary>A value of a type that its converter reads as a whole: tried, when nothing in it is rendered.</summary>
    private void CheckConstant(JsonElement value, string pointer, JsonTypeInfo type, string words)
    {
        if (HasPlaceholder(value))
        {
            return;
        }

        try
        {
            value.Deserialize(type);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            Wrong(value, pointer, type, words);
        }
    }

    private bool Is(JsonElement value, JsonValueKind kind, string pointer, JsonTypeInfo type, string words)
    {
        if (value.ValueKind != kind)
        {
            Wrong(value, pointer, type, words);
        }

        return value.ValueKind == kind;
    }

    private void Wrong(JsonElement value, string pointer, JsonTypeInfo type, string words) =>
        reading.Add(pointer, RuleCodes.WrongKind, $"{words} is {JsonShown.Of(value)}. It needs {Needed(type)}.");

    /// <summary>Whether the record cannot do without: a parameter without a default that may not be null, or a required member.</summary>
    private static bool IsNeeded(JsonPropertyInfo property) =>
        property.IsRequired || (property.AssociatedParameter is { HasDefaultValue: false } parameter && !parameter.IsNullable);

    private static bool IsOpen(JsonElement value) => value.ValueKind == JsonValueKind.String && value.GetString()!.Contains(Placeholder, StringComparison.Ordinal);

    private static bool HasPlaceholder(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => IsOpen(value),
        JsonValueKind.Array => value.EnumerateArray().Any(HasPlaceholder),
        JsonValueKind.Object => value.EnumerateObject().Any(member => HasPlaceholder(member.Value)),
        _ => false,
    };

    private static string Needed(JsonTypeInfo type)
    {
        var plain = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        return plain switch
        {
            _ when type.Kind == JsonTypeInfoKind.Enumerable => "an array",
            _ when type.Kind is JsonTypeInfoKind.Dictionary or JsonTypeInfoKind.Object => "an object",
            _ when plain == typeof(string) => "a text",
            _ when plain == typeof(bool) => "true or false",
            _ when plain.IsEnum => $"one of: {string.Join(", ", Enum.GetNames(plain).Select(name => type.Options.PropertyNamingPolicy?.ConvertName(name) ?? name))}",
            _ when plain == typeof(decimal) || plain == typeof(double) || plain == typeof(float) => "a number",
            _ when plain.IsPrimitive && plain != typeof(char) => $"a whole number ({plain.Name})",
            _ => $"a {TypeText.Of(plain)}",
        };
    }
}

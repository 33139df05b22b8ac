using System.Text.Json;
using System.Text.RegularExpressions;

namespace Automation.Definitions.Json;

/// <summary>As much of JSON Schema 2020-12 as the schema of rules uses. A keyword that is not known here is a fault of the test.</summary>
internal sealed class SchemaCheck(JsonElement root)
{
    private static readonly SchemaCheck Rule = new(JsonElement.Parse(RuleJson.Schema));

    /// <summary>Whether a rule fits the published schema.</summary>
    public static bool Accepts(string json) => Rule.Fits(JsonElement.Parse(json), Rule.Root);

    public JsonElement Root => root;

    public bool Fits(JsonElement value, JsonElement schema) =>
        schema.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? schema.GetBoolean()
            : schema.EnumerateObject().All(keyword => Fits(value, schema, keyword.Name, keyword.Value));

    private bool Fits(JsonElement value, JsonElement schema, string keyword, JsonElement wanted) => keyword switch
    {
        "$schema" or "$id" or "$defs" or "title" or "description" or "default" => true,
        "$ref" => Fits(value, Resolve(wanted.GetString()!)),
        "type" => wanted.ValueKind == JsonValueKind.Array ? wanted.EnumerateArray().Any(type => IsA(value, type.GetString()!)) : IsA(value, wanted.GetString()!),
        "const" => JsonElement.DeepEquals(value, wanted),
        "enum" => wanted.EnumerateArray().Any(one => JsonElement.DeepEquals(value, one)),
        "allOf" => wanted.EnumerateArray().All(one => Fits(value, one)),
        "anyOf" => wanted.EnumerateArray().Any(one => Fits(value, one)),
        "oneOf" => wanted.EnumerateArray().Count(one => Fits(value, one)) == 1,
        "not" => !Fits(value, wanted),
        "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDecimal() >= wanted.GetDecimal(),
        "maximum" => value.ValueKind != JsonValueKind.Number || value.GetDecimal() <= wanted.GetDecimal(),
        "pattern" => value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, wanted.GetString()!, RegexOptions.ECMAScript),
        "maxLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.Length <= wanted.GetInt32(),
        "items" => value.ValueKind != JsonValueKind.Array || value.EnumerateArray().All(item => Fits(item, wanted)),
        "minItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= wanted.GetInt32(),
        "maxItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= wanted.GetInt32(),
        "required" => value.ValueKind != JsonValueKind.Object || wanted.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)),
        "minProperties" => value.ValueKind != JsonValueKind.Object || value.GetPropertyCount() >= wanted.GetInt32(),
        "maxProperties" => value.ValueKind != JsonValueKind.Object || value.GetPropertyCount() <= wanted.GetInt32(),
        "propertyNames" => value.ValueKind != JsonValueKind.Object
            || value.EnumerateObject().All(member => Fits(JsonSerializer.SerializeToElement(member.Name), wanted)),
        "properties" => value.ValueKind != JsonValueKind.Object
            || value.EnumerateObject().All(member => !wanted.TryGetProperty(member.Name, out var its) || Fits(member.Value, its)),
        "additionalProperties" => value.ValueKind != JsonValueKind.Object
            || value.EnumerateObject().All(member => IsNamed(schema, member.Name) || Fits(member.Value, wanted)),
        _ => throw new NotSupportedException($"The test does not know the keyword '{keyword}'."),
    };

    private static bool IsNamed(JsonElement schema, string name) => schema.TryGetProperty("properties", out var named) && named.TryGetProperty(name, out _);

    private static bool IsA(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && decimal.IsInteger(value.GetDecimal()),
        _ => throw new NotSupportedException($"The test does not know the type '{type}'."),
    };

    private JsonElement Resolve(string reference)
    {
        var found = root;
        foreach (var name in reference.Split('/').Skip(1))
        {
            found = found.GetProperty(name);
        }

        return found;
    }
}

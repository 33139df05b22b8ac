using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace Automation.Definitions;

/// <summary>The declarations of a code rule's parameters, derived from their record.</summary>
internal static class ParametersSchema
{
    public static ParametersDefinition Of<TParameters>(TParameters defaults, JsonSerializerOptions json)
        where TParameters : class
    {
        var values = JsonSerializer.SerializeToElement(defaults, json);
        var schema = json.GetJsonSchemaAsNode(typeof(TParameters));
        return new ParametersDefinition
        {
            ClrType = typeof(TParameters),
            Defaults = values,
            Schema = JsonSerializer.SerializeToElement(Declarations(schema, values)),
        };
    }

    private static JsonObject Declarations(JsonNode schema, JsonElement defaults)
    {
        var declarations = new JsonObject();
        if (schema is not JsonObject || schema["properties"] is not JsonObject properties || defaults.ValueKind is not JsonValueKind.Object)
        {
            return declarations;
        }

        foreach (var (name, declaration) in properties)
        {
            // A schema that allows everything is the word 'true'.
            var declared = declaration is JsonObject ? (JsonObject)declaration.DeepClone() : [];
            declared["default"] = defaults.TryGetProperty(name, out var value) ? JsonValue.Create(value) : null;
            declarations[name] = declared;
        }

        return declarations;
    }
}

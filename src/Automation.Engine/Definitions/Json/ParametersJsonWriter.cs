using System.Text.Json;

namespace Automation.Definitions.Json;

/// <summary>Writes the declarations of parameters, each with its default.</summary>
internal static class ParametersJsonWriter
{
    public static void Write(Utf8JsonWriter json, ParametersDefinition? parameters)
    {
        if (parameters is null)
        {
            return;
        }

        json.WriteStartObject(RuleMembers.Parameters);
        foreach (var declared in Members(parameters.Schema))
        {
            json.WriteStartObject(declared.Name);
            WriteDeclaration(json, declared.Value);
            WriteDefault(json, parameters.Defaults, declared.Name);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteDeclaration(Utf8JsonWriter json, JsonElement declaration)
    {
        foreach (var member in Members(declaration).Where(member => member.Name != RuleMembers.Default))
        {
            member.WriteTo(json);
        }
    }

    // The defaults decide; what the declaration says of them is only how a form shows it.
    private static void WriteDefault(Utf8JsonWriter json, JsonElement defaults, string name)
    {
        if (defaults.ValueKind == JsonValueKind.Object && defaults.TryGetProperty(name, out var value))
        {
            json.WritePropertyName(RuleMembers.Default);
            value.WriteTo(json);
        }
    }

    private static IEnumerable<JsonProperty> Members(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : [];
}

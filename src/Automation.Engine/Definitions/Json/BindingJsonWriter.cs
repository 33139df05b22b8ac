using System.Text.Json;

namespace Automation.Definitions.Json;

/// <summary>Writes values of a rule: a template or constant as the JSON it is, a lambda as its text.</summary>
internal static class BindingJsonWriter
{
    /// <summary>Writes the member; nothing when there is no value.</summary>
    public static void Write(Utf8JsonWriter json, string member, ValueBinding? binding)
    {
        if (binding is null)
        {
            return;
        }

        json.WritePropertyName(member);
        if (binding.CodeText is { } text)
        {
            WriteCode(json, text);
        }
        else
        {
            WriteValue(json, binding);
        }
    }

    public static void WriteCode(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString(RuleMembers.LambdaText, text);
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, ValueBinding binding)
    {
        var value = binding is ConstantBinding constant ? constant.Value : binding.Template;
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            json.WriteNullValue();
        }
        else
        {
            value.WriteTo(json);
        }
    }
}

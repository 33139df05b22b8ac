using System.Text.Json;
using Automation.Templates;

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

    /// <summary>Writes the config of an action or condition; nothing when it is empty.</summary>
    public static void WriteConfig(Utf8JsonWriter json, ValueBinding? config)
    {
        if (config?.Template is not { ValueKind: JsonValueKind.Object } written || written.GetPropertyCount() > 0)
        {
            Write(json, RuleMembers.Config, config);
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
        if (binding is ConstantBinding constant)
        {
            WriteConstant(json, constant.Value);
        }
        else
        {
            binding.Template.WriteTo(json);
        }
    }

    // As a template that renders the same: what would open a placeholder is escaped.
    private static void WriteConstant(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Undefined:
                json.WriteNullValue();
                break;
            case JsonValueKind.String:
                json.WriteStringValue(TemplateReader.EscapeLiteral(value.GetString()!));
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    WriteConstant(json, item);
                }

                json.WriteEndArray();
                break;
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    json.WritePropertyName(member.Name);
                    WriteConstant(json, member.Value);
                }

                json.WriteEndObject();
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }
}

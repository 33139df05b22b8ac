using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace Automation.Definitions.Json;

/// <summary>Every property of a definition as text, found by reflection, to compare two without the writer that is under test.</summary>
internal static class DefinitionText
{
    private static readonly string[] Derived = ["Hash", "Index", "Blocks", "ParameterDefaults"];

    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case JsonElement json:
                text.Append(json.ValueKind == JsonValueKind.Undefined ? "undefined" : json.GetRawText());
                break;
            case TemplateBinding binding:
                text.Append(CultureInfo.InvariantCulture, $"template {binding.IsConstant} {binding.IsWhole} {binding.Template.GetRawText()}");
                break;
            case TreeCondition condition:
                text.Append(CultureInfo.InvariantCulture, $"tree {condition.Text}");
                break;
            case string or TimeSpan or Enum or bool or int or Type:
                text.Append(CultureInfo.InvariantCulture, $"{value}");
                break;
            case IEnumerable list:
                text.Append('[');
                foreach (var item in list)
                {
                    Append(text, item);
                    text.Append(", ");
                }

                text.Append(']');
                break;
            default:
                text.Append(value.GetType().Name).Append("{ ");
                foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => !Derived.Contains(p.Name)))
                {
                    text.Append(property.Name).Append(": ");
                    Append(text, property.GetValue(value));
                    text.Append("; ");
                }

                text.Append('}');
                break;
        }
    }
}

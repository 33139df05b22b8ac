using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Automation.Json;
using Automation.Templates;

namespace Automation.Definitions.Json;

/// <summary>Reads the declarations of parameters.</summary>
internal sealed class ParametersJsonReader(RuleReading reading)
{
    public ParametersDefinition? Read(RuleObject rule)
    {
        if (rule.Object(RuleMembers.Parameters, "'parameters'") is not { } parameters)
        {
            return null;
        }

        var json = rule.Find(RuleMembers.Parameters);
        if (json.GetPropertyCount() > RuleLimits.MaxParameters)
        {
            reading.Add(
                parameters.Pointer,
                RuleCodes.OutOfRange,
                $"there are {json.GetPropertyCount()} parameters; at most {RuleLimits.MaxParameters} are allowed.");
        }

        var defaults = new ArrayBufferWriter<byte>();
        using (var writer = TemplateJson.CreateWriter(defaults))
        {
            writer.WriteStartObject();
            foreach (var parameter in json.EnumerateObject())
            {
                var value = Read(parameter, parameters.At(parameter.Name));
                if (value.ValueKind != JsonValueKind.Undefined)
                {
                    writer.WritePropertyName(parameter.Name);
                    value.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        // No parameters are the same as none declared.
        return json.GetPropertyCount() == 0 ? null : new ParametersDefinition
        {
            Schema = JsonElement.Parse(JsonMarshal.GetRawUtf8Value(json)),
            Defaults = JsonElement.Parse(defaults.WrittenSpan),
        };
    }

    /// <returns>The default; undefined when there is none.</returns>
    private JsonElement Read(JsonProperty parameter, string pointer)
    {
        if (!ParameterTypes.IsName(parameter.Name))
        {
            reading.Add(
                pointer, RuleCodes.InvalidName, $"the parameter name {ShortText.Quote(parameter.Name)} is not allowed. {ParameterTypes.NameRule}");
        }

        if (RuleObject.Of(parameter.Value, pointer, $"parameter '{parameter.Name}'", reading) is not { } declared)
        {
            return default;
        }

        declared.Allow(RuleMembers.Type, RuleMembers.Format, RuleMembers.Default);
        var type = declared.RequireText(RuleMembers.Type, $"one of: {ParameterTypes.ListedTypes}");
        if (type is not null && !ParameterTypes.IsType(type))
        {
            declared.Wrong(RuleMembers.Type, $"one of: {ParameterTypes.ListedTypes}");
            type = null;
        }

        var format = declared.Text(RuleMembers.Format);
        if (format is not null && (!ParameterTypes.IsFormat(format) || (type ?? ParameterTypes.Text) != ParameterTypes.Text))
        {
            declared.Wrong(RuleMembers.Format, $"one of: {ParameterTypes.ListedFormats}, and the type '{ParameterTypes.Text}'");
            format = null;
        }

        var value = declared.Find(RuleMembers.Default);
        if (value.ValueKind != JsonValueKind.Undefined && type is not null && !ParameterTypes.Fits(value, type, format))
        {
            declared.Wrong(RuleMembers.Default, ParameterTypes.Describe(type, format));
        }

        return value;
    }
}

using System.Buffers;
using System.Text.Json;
using Automation.Json;
using Automation.Templates;

namespace Automation.Definitions.Json;

/// <summary>Reads the declarations of parameters.</summary>
internal sealed class ParametersJsonReader(RuleReading reading)
{
    private static readonly string[] Members = [RuleMembers.Type, RuleMembers.Format, RuleMembers.Default];

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
            Schema = Ordered(json),
            Defaults = JsonElement.Parse(defaults.WrittenSpan),
        };
    }

    /// <summary>The declarations with their members in one order.</summary>
    private static JsonElement Ordered(JsonElement declarations)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = TemplateJson.CreateWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var parameter in declarations.EnumerateObject())
            {
                writer.WritePropertyName(parameter.Name);
                writer.WriteStartObject();
                foreach (var member in Members)
                {
                    if (parameter.Value.ValueKind == JsonValueKind.Object && parameter.Value.TryGetProperty(member, out var value))
                    {
                        writer.WritePropertyName(member);
                        value.WriteTo(writer);
                    }
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
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

        declared.Allow(Members);
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

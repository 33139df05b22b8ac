using System.Text.Json;
using System.Text.Json.Nodes;
using Automation.Json;

namespace Automation.Definitions.Json;

/// <summary>Makes a rule of a template: its name and the defaults of its parameters are replaced.</summary>
internal static class RuleTemplate
{
    /// <exception cref="RuleDefinitionException">A value has no parameter.</exception>
    public static string Fill(string template, string name, IReadOnlyDictionary<string, JsonElement> values)
    {
        var rule = JsonNode.Parse(template)!.AsObject();
        rule[RuleMembers.Name] = name;
        var parameters = rule[RuleMembers.Parameters] as JsonObject ?? [];
        var unknown = values.Keys.Where(value => parameters[value] is not JsonObject).Order(StringComparer.Ordinal).ToArray();
        if (unknown.Length > 0)
        {
            var known = parameters.Count == 0 ? "It has none." : $"It has: {string.Join(", ", parameters.Select(parameter => parameter.Key))}.";
            throw new RuleDefinitionException([.. unknown.Select(value => new RuleFault
            {
                Rule = name, Code = "unknown-parameter", Message = $"Rule '{name}': the template has no parameter {ShortText.Quote(value)}. {known}", Pointer = "/parameters",
            })]);
        }

        var missing = values.Where(value => value.Value.ValueKind == JsonValueKind.Undefined).Select(value => value.Key).Order(StringComparer.Ordinal).ToArray();
        if (missing.Length > 0)
        {
            throw new RuleDefinitionException([.. missing.Select(parameter => new RuleFault
            {
                Rule = name, Code = RuleCodes.MissingProperty, Message = $"Rule '{name}': the value of parameter '{parameter}' is missing. Pass a JSON value.",
                Pointer = JsonPointer.Append(JsonPointer.Append("/parameters", parameter), RuleMembers.Default),
            })]);
        }

        foreach (var (parameter, value) in values)
        {
            parameters[parameter]![RuleMembers.Default] = JsonNode.Parse(value.GetRawText());
        }

        return rule.ToJsonString();
    }
}

using System.Text.Json;
using Automation.Json;
using Automation.Templates;

namespace Automation.Definitions.Json;

/// <summary>Reads conditions: trees of comparisons, and conditions of the host's, which stand alone.</summary>
internal sealed class ConditionJsonReader(RuleReading reading)
{
    /// <summary>Reads the gate of a rule, which may be several conditions, those of the host's among them.</summary>
    public ConditionBinding? ReadGate(JsonElement json, string pointer, PathPlace place)
    {
        var (members, at) = MembersOf(json, pointer);
        if (members.ValueKind != JsonValueKind.Array || !members.EnumerateArray().Any(IsOfHost))
        {
            return Read(json, pointer, place);
        }

        var conditions = new List<ConditionBinding>();
        var index = 0;
        foreach (var member in members.EnumerateArray())
        {
            if (Read(member, JsonPointer.Append(at, index++), place) is { } condition)
            {
                conditions.Add(condition);
            }
        }

        return conditions.Count == index ? new AllCondition(conditions) : null;
    }

    /// <summary>Reads one condition, or one of the host's.</summary>
    public ConditionBinding? Read(JsonElement json, string pointer, PathPlace place) =>
        IsLambda(json, pointer) ? null
        : IsOfHost(json) ? ReadHandler(json, pointer, place)
        : ReadTree(json, pointer, place);

    /// <summary>Reads a tree of comparisons of the values of an event, where no handler can be asked.</summary>
    /// <param name="json">The condition.</param>
    /// <param name="pointer">Its place.</param>
    /// <param name="place">What it can read.</param>
    /// <param name="elsewhere">Where a condition of the host's can be asked instead, as a sentence.</param>
    public ConditionBinding? ReadWhere(JsonElement json, string pointer, PathPlace place, string elsewhere)
    {
        if (IsOfHost(json))
        {
            reading.Add(
                JsonPointer.Append(pointer, RuleMembers.Type),
                RuleCodes.UnknownProperty,
                $"'where' compares values of the event; a condition of the host's cannot be asked there. {elsewhere}");
            return null;
        }

        return IsLambda(json, pointer) ? null : ReadTree(json, pointer, place);
    }

    private TreeCondition? ReadTree(JsonElement json, string pointer, PathPlace place) =>
        reading.ReadTree(json, pointer, place) is { } tree ? new TreeCondition(tree) : null;

    private static bool IsOfHost(JsonElement json) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(RuleMembers.Type, out _);

    private static (JsonElement Members, string Pointer) MembersOf(JsonElement json, string pointer) =>
        json.ValueKind == JsonValueKind.Object && json.GetPropertyCount() == 1 && json.TryGetProperty(ConditionJsonWriter.All, out var all)
            ? (all, JsonPointer.Append(pointer, ConditionJsonWriter.All))
            : (json, pointer);

    private bool IsLambda(JsonElement json, string pointer)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(RuleMembers.LambdaText, out _))
        {
            return false;
        }

        reading.Add(
            JsonPointer.Append(pointer, RuleMembers.LambdaText),
            RuleCodes.Code,
            "the text of a lambda stands here. A rule with code can be shown as JSON, but not read from it.");
        return true;
    }

    private HandlerCondition? ReadHandler(JsonElement json, string pointer, PathPlace place)
    {
        reading.Document.TryAddCondition(pointer);
        if (RuleObject.Of(json, pointer, "the condition of the host's", reading) is not { } condition)
        {
            return null;
        }

        condition.Allow(RuleMembers.Type, RuleMembers.Config);
        var name = condition.Text(RuleMembers.Type);
        CheckName(name, condition.At(RuleMembers.Type));
        var config = condition.Has(RuleMembers.Config)
            ? condition.Object(RuleMembers.Config, $"the config of {condition.Words}") is { } found
                ? reading.Bind(condition.Find(RuleMembers.Config), found.Pointer, place)
                : null
            : TemplateBinding.Read(ParametersDefinition.Empty, condition.At(RuleMembers.Config), new DocumentReading());
        if (name is not null && config is not null && reading.Configs is { } configs && reading.Conditions?.TryGet(name, out var known) == true)
        {
            configs.Check(
                condition.Has(RuleMembers.Config) ? condition.Find(RuleMembers.Config) : ParametersDefinition.Empty,
                condition.At(RuleMembers.Config), known.ConditionType, condition.Words, $"condition '{name}'");
        }

        return name is null || config is null ? null : new HandlerCondition { Name = name, Config = config };
    }

    private void CheckName(string? name, string pointer)
    {
        if (name is not null && !NameRules.IsName(name))
        {
            reading.Add(pointer, RuleCodes.InvalidName, $"the name {ShortText.Quote(name)} of a condition is not allowed. {NameRules.NameRule}");
        }
        else if (name is not null && reading.Conditions is { } known && !known.TryGet(name, out _))
        {
            reading.Add(
                pointer,
                RuleCodes.UnknownType,
                $"no condition is called '{name}'.{reading.Hint(name, known.All.Select(condition => condition.Name), "conditions")}");
        }
    }
}

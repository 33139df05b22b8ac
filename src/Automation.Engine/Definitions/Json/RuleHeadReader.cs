using System.Text.Json;
using Automation.Conditions;
using Automation.Json;

namespace Automation.Definitions.Json;

/// <summary>Reads what stands around the steps of a rule.</summary>
internal sealed class RuleHeadReader(RuleReading reading)
{
    /// <summary>Where editors find the schema of a document; read and not kept.</summary>
    private const string SchemaMember = "$schema";

    /// <returns>The rule; of use only when there are no faults.</returns>
    public RuleDefinition? Read(JsonElement json)
    {
        if (RuleObject.Of(json, JsonPointer.Root, "the rule", reading) is not { } rule)
        {
            return null;
        }

        rule.Allow(
            SchemaMember,
            RuleMembers.Name,
            RuleMembers.Description,
            RuleMembers.Parameters,
            RuleMembers.Triggers,
            RuleMembers.Conditions,
            RuleMembers.Subject,
            RuleMembers.Guards,
            RuleMembers.Steps,
            RuleMembers.OnFailure);
        rule.Text(SchemaMember);
        return new RuleDefinition
        {
            Name = ReadName(rule) ?? "",
            Description = ReadDescription(rule),
            Form = RuleForm.Data,
            Parameters = new ParametersJsonReader(reading).Read(rule),
            Triggers = new TriggerJsonReader(reading).Read(rule),
            When = ReadConditions(rule),
            Subject = rule.Text(RuleMembers.Subject) is null ? null
                : reading.Bind(rule.Find(RuleMembers.Subject), rule.At(RuleMembers.Subject), PathPlace.Subject),
            Guards = new OptionsJsonReader(reading).ReadGuards(rule),
            Body = new BlockJsonReader(reading).ReadBody(rule),
        };
    }

    private string? ReadName(RuleObject rule)
    {
        var name = rule.RequireText(RuleMembers.Name, "the rule's name");
        if (name is not null && !NameRules.IsName(name))
        {
            reading.Add(rule.At(RuleMembers.Name), RuleCodes.InvalidName, $"the name {ShortText.Quote(name)} is not allowed. {NameRules.NameRule}");
        }

        return name;
    }

    private string? ReadDescription(RuleObject rule)
    {
        var description = rule.Text(RuleMembers.Description);
        if (description?.Length > RuleLimits.MaxDescription)
        {
            reading.Add(
                rule.At(RuleMembers.Description),
                RuleCodes.OutOfRange,
                $"the description has {description.Length} characters; at most {RuleLimits.MaxDescription} are allowed.");
        }

        return description;
    }

    private ConditionBinding? ReadConditions(RuleObject rule)
    {
        if (!rule.Has(RuleMembers.Conditions))
        {
            return null;
        }

        var conditions = new ConditionJsonReader(reading)
            .ReadGate(rule.Find(RuleMembers.Conditions), rule.At(RuleMembers.Conditions), PathPlace.Conditions);

        // All of no conditions is no gate.
        return conditions is TreeCondition { Tree: ConditionGroup { Conditions: [] } } ? null : conditions;
    }
}

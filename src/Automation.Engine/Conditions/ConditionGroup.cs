using System.Text.Json;
using Automation.Templates;

namespace Automation.Conditions;

/// <summary>Conditions of which all must hold, or any. All of none holds.</summary>
internal sealed class ConditionGroup(bool isAny, Condition[] conditions) : Condition
{
    public bool IsAny { get; } = isAny;

    public IReadOnlyList<Condition> Conditions => conditions;

    public override bool Evaluate(IValueSource values)
    {
        foreach (var condition in conditions)
        {
            if (condition.Evaluate(values) == IsAny)
            {
                return IsAny;
            }
        }

        return !IsAny;
    }

    public override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray(IsAny ? "any" : "all");
        foreach (var condition in conditions)
        {
            condition.WriteTo(writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    internal override ConditionVerdict Explain(IValueSource values, bool isDenied)
    {
        foreach (var condition in conditions)
        {
            if (condition.Evaluate(values) == IsAny)
            {
                return condition.Explain(values, isDenied);
            }
        }

        return conditions switch
        {
            [] => new ConditionVerdict(true, "there are no conditions", null, null),
            [var only] => only.Explain(values, isDenied),
            [var first, ..] => Together(first.Explain(values, isDenied)),
        };
    }

    internal override void AddPaths(List<ValuePath> paths)
    {
        foreach (var condition in conditions)
        {
            condition.AddPaths(paths);
        }
    }

    private ConditionVerdict Together(ConditionVerdict first) =>
        first with { Text = $"{(IsAny ? "none" : "all")} of {conditions.Length} held, the first: {first.Text}" };
}

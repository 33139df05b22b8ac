using Automation.Conditions;

namespace Automation.Definitions;

/// <summary>Puts a tree of comparisons into words: <c>input.kind equals 'sprite' and not (input.size less_than 3)</c>.</summary>
internal static class ConditionText
{
    public static string Of(Condition condition) => condition switch
    {
        ConditionLeaf leaf => $"{leaf.Field} {ConditionOperators.Name(leaf.Operator)} {leaf.Value.Show()}",
        ConditionNot not => $"not ({Of(not.Inner)})",
        ConditionGroup { Conditions: [] } => "always",
        ConditionGroup { Conditions: [var only] } => Of(only),
        ConditionGroup group => string.Join(group.IsAny ? " or " : " and ", group.Conditions.Select(InGroup)),
        _ => throw new InvalidOperationException($"Automation bug: a condition of kind {condition.GetType().Name} has no words."),
    };

    private static string InGroup(Condition condition) => condition is ConditionGroup { Conditions.Count: > 1 } ? $"({Of(condition)})" : Of(condition);
}

using System.Collections.Frozen;

namespace Automation.Conditions;

/// <summary>How operators are written.</summary>
internal static class ConditionOperators
{
    private static readonly KeyValuePair<string, ConditionOperator>[] Names =
    [
        new("equals", ConditionOperator.Equals),
        new("not_equals", ConditionOperator.NotEquals),
        new("contains", ConditionOperator.Contains),
        new("greater_than", ConditionOperator.GreaterThan),
        new("less_than", ConditionOperator.LessThan),
        new("in", ConditionOperator.In),
        new("not_in", ConditionOperator.NotIn),
        new("exists", ConditionOperator.Exists),
        new("matches", ConditionOperator.Matches),
        new("starts_with", ConditionOperator.StartsWith),
        new("ends_with", ConditionOperator.EndsWith),
        new("between", ConditionOperator.Between),
    ];

    private static readonly FrozenDictionary<string, ConditionOperator> ByName = Names.ToFrozenDictionary(StringComparer.Ordinal);
    private static readonly FrozenDictionary<ConditionOperator, string> ByOperator = Names.ToFrozenDictionary(name => name.Value, name => name.Key);

    public static string Listed { get; } = string.Join(", ", Names.Select(name => name.Key));

    public static bool TryRead(string name, out ConditionOperator @operator) => ByName.TryGetValue(name, out @operator);

    public static string Name(ConditionOperator @operator) => ByOperator[@operator];
}

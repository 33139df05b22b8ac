using System.Text.Json;
using Automation.Conditions;
using Automation.Json;
using Automation.Templates;

namespace Automation.Definitions.Json;

/// <summary>Finds comparisons that no value makes true, as far as that is cheap to see: by their constants, and by the kinds of what is compared.</summary>
internal static class NeverTrueCheck
{
    /// <param name="condition">The condition.</param>
    /// <param name="kindOf">Of which kind a value is; undefined when nobody can tell.</param>
    public static IEnumerable<(ConditionLeaf Leaf, string Why)> Of(Condition condition, Func<ValuePath, JsonValueKind> kindOf) => condition switch
    {
        ConditionLeaf leaf => Alone(leaf, kindOf) is { } why ? [(leaf, why)] : [],
        ConditionGroup { IsAny: false } all => [.. all.Conditions.SelectMany(one => Of(one, kindOf)), .. Together(Leaves(all))],
        ConditionGroup any => any.Conditions.SelectMany(one => Of(one, kindOf)),

        // What is never true inside of it makes it hold always, and may be meant.
        _ => [],
    };

    private static string? Alone(ConditionLeaf leaf, Func<ValuePath, JsonValueKind> kindOf)
    {
        if (!leaf.Value.IsConstant)
        {
            return null;
        }

        var (value, kind) = (leaf.Value.Constant, kindOf(leaf.Field));
        return leaf.Operator switch
        {
            ConditionOperator.In when value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0 => "the array is empty. Name the values.",
            ConditionOperator.Between when IsEmpty(value[0], value[1], open: false) => "the first value is greater than the second. Exchange them.",
            ConditionOperator.Equals when Differ(kind, value) => Other(kind, value),
            ConditionOperator.GreaterThan or ConditionOperator.LessThan when Differ(kind, value) => Other(kind, value),
            ConditionOperator.Between when Differ(kind, value[0]) || Differ(kind, value[1]) => Other(kind, Differ(kind, value[0]) ? value[0] : value[1]),
            ConditionOperator.In when value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => Differ(kind, item)) => Other(kind, value[0]),
            ConditionOperator.Matches or ConditionOperator.StartsWith or ConditionOperator.EndsWith when kind is not (JsonValueKind.Undefined or JsonValueKind.String) =>
                $"the value is {Words(kind)}, and the operator is for texts. Use another operator.",
            ConditionOperator.Contains when kind is not (JsonValueKind.Undefined or JsonValueKind.String or JsonValueKind.Array) =>
                $"the value is {Words(kind)}, and the operator is for texts and arrays. Use 'equals'.",
            ConditionOperator.Contains when kind == JsonValueKind.String && Differ(kind, value) => Other(kind, value),
            _ => null,
        };
    }

    /// <summary>Comparisons of one value, all of which must hold.</summary>
    private static IEnumerable<(ConditionLeaf Leaf, string Why)> Together(IEnumerable<ConditionLeaf> leaves)
    {
        foreach (var same in leaves.Where(leaf => leaf.Value.IsConstant).GroupBy(leaf => leaf.Field))
        {
            var former = new List<ConditionLeaf>();
            foreach (var leaf in same)
            {
                if (former.Find(other => Exclude(other, leaf)) is { } first)
                {
                    yield return (leaf, $"{ConditionOperators.Name(first.Operator)} {first.Value.Show()} must hold as well. Ask for 'any' of them, or leave one out.");
                }

                former.Add(leaf);
            }
        }
    }

    private static bool Exclude(ConditionLeaf left, ConditionLeaf right)
    {
        if (left.Operator == ConditionOperator.Equals && right.Operator == ConditionOperator.Equals)
        {
            return !JsonCompare.AreEqual(left.Value.Constant, right.Value.Constant);
        }

        if (left.Operator == ConditionOperator.Equals && right.Operator == ConditionOperator.In)
        {
            return IsOutside(left, right);
        }

        if (left.Operator == ConditionOperator.In && right.Operator == ConditionOperator.Equals)
        {
            return IsOutside(right, left);
        }

        return IsBelow(left, right) || IsBelow(right, left);
    }

    private static bool IsOutside(ConditionLeaf equals, ConditionLeaf among) =>
        among.Value.Constant.ValueKind == JsonValueKind.Array && !among.Value.Constant.EnumerateArray().Any(item => JsonCompare.AreEqual(item, equals.Value.Constant));

    /// <summary>Whether the one allows only what is less than all that the other allows.</summary>
    private static bool IsBelow(ConditionLeaf low, ConditionLeaf high) =>
        Most(low) is { } most && Least(high) is { } least && IsEmpty(least.Value, most.Value, least.Open || most.Open);

    private static (JsonElement Value, bool Open)? Most(ConditionLeaf leaf) => leaf.Operator switch
    {
        ConditionOperator.LessThan => (leaf.Value.Constant, true),
        ConditionOperator.Between => (leaf.Value.Constant[1], false),
        ConditionOperator.Equals => (leaf.Value.Constant, false),
        _ => null,
    };

    private static (JsonElement Value, bool Open)? Least(ConditionLeaf leaf) => leaf.Operator switch
    {
        ConditionOperator.GreaterThan => (leaf.Value.Constant, true),
        ConditionOperator.Between => (leaf.Value.Constant[0], false),
        ConditionOperator.Equals => (leaf.Value.Constant, false),
        _ => null,
    };

    private static bool IsEmpty(JsonElement least, JsonElement most, bool open) => JsonCompare.TryOrder(least, most, out var order) && (order > 0 || (order == 0 && open));

    private static IEnumerable<ConditionLeaf> Leaves(ConditionGroup all) => all.Conditions.SelectMany(one => one switch
    {
        ConditionLeaf leaf => [leaf],

        // A group in the group says it itself; what it has is compared with the rest here.
        ConditionGroup { IsAny: false } inner => Leaves(inner),
        _ => (IEnumerable<ConditionLeaf>)[],
    });

    /// <summary>Whether a constant is of another kind; null is of every kind.</summary>
    private static bool Differ(JsonValueKind kind, JsonElement value) => kind != JsonValueKind.Undefined && value.ValueKind != JsonValueKind.Null && KindOf(value) != kind;

    private static JsonValueKind KindOf(JsonElement value) => value.ValueKind == JsonValueKind.False ? JsonValueKind.True : value.ValueKind;

    private static string Other(JsonValueKind kind, JsonElement value) => $"the value is {Words(kind)}, and {JsonShown.Of(value)} is {Words(KindOf(value))}. Compare it with {Words(kind)}.";

    private static string Words(JsonValueKind kind) => kind switch
    {
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True => "true or false",
        JsonValueKind.Array => "an array",
        _ => "an object",
    };
}

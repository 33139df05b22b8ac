using System.Text.Json;

namespace Automation.Definitions.Json;

/// <summary>Says what differs between two versions of a rule. What people moved or renamed is one thing gone and one that is new.</summary>
internal static class RuleDiff
{
    public static IReadOnlyList<RuleChange> Of(string before, string after)
    {
        var changes = new List<RuleChange>();
        Compare("", JsonElement.Parse(before), JsonElement.Parse(after), changes);
        return changes;
    }

    private static void Compare(string path, JsonElement before, JsonElement after, List<RuleChange> changes)
    {
        if (JsonElement.DeepEquals(before, after))
        {
            return;
        }

        if (Parts(before) is not { } left || Parts(after) is not { } right)
        {
            changes.Add(new RuleChange(path, before.GetRawText(), after.GetRawText()));
            return;
        }

        foreach (var (name, value) in left)
        {
            if (right.TryGetValue(name, out var other))
            {
                Compare($"{path}/{name}", value, other, changes);
            }
            else
            {
                changes.Add(new RuleChange($"{path}/{name}", value.GetRawText(), null));
            }
        }

        foreach (var (name, value) in right)
        {
            if (!left.ContainsKey(name))
            {
                changes.Add(new RuleChange($"{path}/{name}", null, value.GetRawText()));
            }
        }

        // Steps run in their order, so another order is another rule.
        var order = left.Keys.Where(right.ContainsKey).ToArray();
        if (before.ValueKind == JsonValueKind.Array && !order.SequenceEqual(right.Keys.Where(left.ContainsKey)))
        {
            changes.Add(new RuleChange(path, Names(order), Names(right.Keys.Where(left.ContainsKey))));
        }
    }

    /// <summary>The members of an object, or the items of a list whose items all have ids of their own; null for everything else, which is compared as a whole.</summary>
    private static OrderedDictionary<string, JsonElement>? Parts(JsonElement value)
    {
        var parts = new OrderedDictionary<string, JsonElement>(StringComparer.Ordinal);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    parts.Add(member.Name, member.Value);
                }

                return parts;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(RuleMembers.Id, out var id) || id.ValueKind != JsonValueKind.String
                        || !parts.TryAdd(id.GetString()!, item))
                    {
                        return null;
                    }
                }

                return parts;
            default:
                return null;
        }
    }

    private static string Names(IEnumerable<string> names) => $"[{string.Join(',', names.Select(name => JsonSerializer.Serialize(name)))}]";
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Automation.Definitions;
using Automation.Definitions.Json;
using Automation.Json;

namespace Automation.Settings;

/// <summary>What a scope lays over a rule's guards, member by member as JSON names them; null lifts one.</summary>
internal static class GuardOverrides
{
    /// <summary>The guards as they count; null when the rule's own do. What does not fit is passed over and named.</summary>
    public static GuardOptions? Apply(RuleDefinition rule, IReadOnlyDictionary<string, JsonElement>? overrides, List<RuleFault> drift)
    {
        var fitting = Fitting(rule, overrides, drift);
        if (fitting.Count == 0)
        {
            return null;
        }

        _ = GuardsJson.Read(rule.Name, Merge(GuardsJson.Write(rule.Guards), fitting), out var guards);
        return guards;
    }

    /// <summary>Lays values over those that are overridden already. One that equals the rule's own is not overridden any more.</summary>
    /// <exception cref="RuleDefinitionException">Some do not fit.</exception>
    public static IReadOnlyDictionary<string, JsonElement>? Change(RuleDefinition rule, IReadOnlyDictionary<string, JsonElement>? present, JsonElement values)
    {
        var own = GuardsJson.Write(rule.Guards);
        var given = values.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value.Clone())).ToArray();
        var counting = new Dictionary<string, JsonElement>(Fitting(rule, present, []), StringComparer.Ordinal);
        foreach (var (name, value) in given)
        {
            counting[name] = value;
        }

        if (GuardsJson.Read(rule.Name, Merge(own, counting), out var together) is { Count: > 0 } faults)
        {
            throw new RuleDefinitionException(faults);
        }

        var changed = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (name, value) in (present ?? new Dictionary<string, JsonElement>()).Concat(given))
        {
            changed[name] = value;
        }

        foreach (var (name, value) in given)
        {
            // As it is written: the default of a guard is left out.
            _ = GuardsJson.Read(rule.Name, Merge(own, [KeyValuePair.Create(name, value)]), out var guards);
            if (guards == rule.Guards)
            {
                changed.Remove(name);
            }
        }

        if (together.Debounce is null && changed.TryGetValue(RuleMembers.DebounceMaxWait, out var most) && most.ValueKind == JsonValueKind.Null)
        {
            // It went with the wait, and comes back with it.
            changed.Remove(RuleMembers.DebounceMaxWait);
        }

        var contradictions = GuardCheck.InJson.Contradictions(together, IsGiven).Select(fault => new RuleFault
        {
            Rule = rule.Name, Code = RuleCodes.Contradiction, Message = $"Rule '{rule.Name}': {fault}", Pointer = $"/{RuleMembers.Guards}",
        }).ToList();
        return contradictions.Count > 0 ? throw new RuleDefinitionException(contradictions) : changed.Count == 0 ? null : changed;

        bool IsGiven(string option) => changed.TryGetValue(JsonNamingPolicy.CamelCase.ConvertName(option), out var value) && value.ValueKind != JsonValueKind.Null;
    }

    /// <summary>The overrides that fit the rule: all of them together, or else one after the other.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Fitting(RuleDefinition rule, IReadOnlyDictionary<string, JsonElement>? overrides, List<RuleFault> drift)
    {
        var own = GuardsJson.Write(rule.Guards);
        if (overrides is null || GuardsJson.Read(rule.Name, Merge(own, overrides), out _).Count == 0)
        {
            return overrides ?? new Dictionary<string, JsonElement>();
        }

        var fitting = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (name, value) in overrides)
        {
            var faults = GuardsJson.Read(rule.Name, Merge(own, [.. fitting, KeyValuePair.Create(name, value)]), out _);
            if (faults.Count == 0)
            {
                fitting[name] = value;
            }

            drift.AddRange(faults);
        }

        return fitting;
    }

    /// <summary>Takes back what is overridden: one guard, or all (null).</summary>
    /// <exception cref="RuleDefinitionException">There is no such guard.</exception>
    public static IReadOnlyDictionary<string, JsonElement>? Reset(RuleDefinition rule, IReadOnlyDictionary<string, JsonElement>? present, string? name) =>
        name is null ? null
        : present?.ContainsKey(name) == true ? ParameterOverrides.Without(present, name)
        : OptionsJsonReader.GuardMembers.Contains(name) ? present
        : throw new RuleDefinitionException([new RuleFault
        {
            Rule = rule.Name,
            Code = RuleCodes.UnknownProperty,
            Message = $"Rule '{rule.Name}': there is no guard {ShortText.Quote(name)}.{NearNames.Hint(name, OptionsJsonReader.GuardMembers, "guards")}",
            Pointer = JsonPointer.Append($"/{RuleMembers.Guards}", name),
        }]);

    private static JsonElement Merge(JsonElement own, IReadOnlyCollection<KeyValuePair<string, JsonElement>> values)
    {
        var merged = JsonObject.Create(own)!;
        foreach (var (name, value) in values)
        {
            _ = merged.Remove(name);
            if (value.ValueKind != JsonValueKind.Null || !OptionsJsonReader.GuardMembers.Contains(name))
            {
                // A name that no guard has is a fault, whatever its value.
                merged[name] = JsonNode.Parse(value.GetRawText());
            }
        }

        // What the rule says of the longest wait goes with the wait that the scope lifts, as the period goes with a budget.
        if (!merged.ContainsKey(RuleMembers.Debounce) && own.TryGetProperty(RuleMembers.Debounce, out _) && values.All(value => value.Key != RuleMembers.DebounceMaxWait))
        {
            _ = merged.Remove(RuleMembers.DebounceMaxWait);
        }

        return JsonSerializer.SerializeToElement(merged, AutomationJson.Default);
    }
}

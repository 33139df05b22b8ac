namespace Automation.Definitions.Json;

/// <summary>The gate of a rule, each row the value of <c>conditions</c>. First the wrong one, then a right one if there is a special one, then the faults.</summary>
public sealed class ConditionFaultTests
{
    [Theory]
    [InlineData(
        "7",
        "[]",
        "/conditions: a condition is an object with 'field', 'operator' and 'value', or with 'all', 'any' or 'not'; a number is here.")]
    [InlineData(
        """{ "field": "input.kind", "operator": "is", "value": 1 }""",
        """{ "field": "input.kind", "operator": "equals", "value": 1 }""",
        "/conditions/operator: no operator is called 'is'. Known operators: equals, not_equals, contains, greater_than, less_than, in, not_in, exists, matches, starts_with, ends_with, between.")]
    [InlineData(
        """{ "field": "input.kind", "operator": "equals", "value": 1, "not": true }""",
        null,
        "/conditions/field: the property 'field' is unknown here; a condition has 'all', 'any' or 'not'.",
        "/conditions/operator: the property 'operator' stands beside another one; a group has 'all', 'any' or 'not', and nothing else.",
        "/conditions/value: the property 'value' stands beside another one; a group has 'all', 'any' or 'not', and nothing else.",
        "/conditions/not: the property 'not' stands beside another one; a group has 'all', 'any' or 'not', and nothing else.")]
    [InlineData(
        """{ "field": "steps.a.output", "operator": "exists" }""",
        """{ "field": "event.kind", "operator": "exists" }""",
        "/conditions/field: the condition reads steps.a.output, which does not exist there. It can read: input, parameters, scope, trigger.")]
    [InlineData(
        """{ "field": "input.size", "operator": "greater_than", "value": "{{ parameters.mix }}" }""",
        """{ "field": "input.size", "operator": "greater_than", "value": "{{ parameters.max }}" }""",
        "/conditions/value: the condition reads parameters.mix, but the rule declares no parameter 'mix'. Did you mean 'max'?")]
    [InlineData(
        """{ "field": "items.x", "operator": "exists" }""",
        """{ "field": "trigger.data.x", "operator": "exists" }""",
        "/conditions/field: the condition reads items.x, which does not exist there. It can read: input, parameters, scope, trigger.")]
    [InlineData(
        """{ "type": "asset.loked" }""",
        """{ "type": "asset.locked" }""",
        "/conditions/type: no condition is called 'asset.loked'. Did you mean 'asset.locked'?")]
    [InlineData(
        """{ "type": "a b" }""",
        null,
        "/conditions/type: the name 'a b' of a condition is not allowed. Use 1 to 128 of A–Z, a–z, 0–9, '.', '_' and '-'.")]
    [InlineData(
        """{ "type": 7 }""",
        null,
        "/conditions/type: 'type' of the condition of the host's is 7. It needs a text.")]
    [InlineData(
        """{ "type": "asset.locked", "config": 1 }""",
        """{ "type": "asset.locked", "config": { "assetId": "{{ input.assetId }}" } }""",
        "/conditions/config: the config of the condition of the host's is an object; a number is here.")]
    [InlineData(
        """{ "type": "asset.locked", "value": 1 }""",
        null,
        "/conditions/value: the condition of the host's has the member 'value', which is unknown there. Known members: config, type.")]
    [InlineData(
        """{ "type": "asset.locked", "config": { "x": "{{ failure.code }}" } }""",
        null,
        "/conditions/config/x: the condition reads failure.code, which does not exist there. It can read: input, parameters, scope, trigger.")]
    [InlineData(
        """{ "any": [ { "type": "asset.locked" } ] }""",
        """{ "all": [ { "type": "asset.locked" }, { "any": [ { "field": "scope", "operator": "equals", "value": "p" } ] } ] }""",
        "/conditions/any/0/type: a condition of the host's stands alone, or directly in the 'all' of a rule's 'conditions'; it cannot be a part of others.")]
    [InlineData(
        """[ { "type": "asset.locked" }, { "field": "input.x", "operator": "equals" } ]""",
        """[ { "type": "asset.locked" }, { "field": "input.x", "operator": "equals", "value": null } ]""",
        "/conditions/1: the condition has no 'value'; it needs a value for 'equals'.")]
    [InlineData(
        """{ "$code": "asset => asset.Kind == 1" }""",
        null,
        "/conditions/$code: the text of a lambda stands here. A rule with code can be shown as JSON, but not read from it.")]
    public void Read_OfWhatIsWrong_SaysWhatAndWhere(string wrong, string? right, params string[] faults)
    {
        Rules.Faults(Rule(wrong)).ShouldBe(faults);
        Rules.Read(right is null ? Rules.With(Rules.End) : Rule(right));
    }

    private static string Rule(string json) => Rules.With(Rules.End, $$""" "conditions": {{json}}, "parameters": { "max": { "type": "integer" } } """);
}

using System.Text.Json;
using Automation.Conditions;

namespace Automation.Definitions;

public sealed class TreeConditionTests
{
    private const string Sprite = """{ "field": "input.kind", "operator": "equals", "value": "sprite" }""";
    private const string Large = """{ "field": "input.size", "operator": "greater_than", "value": "{{ parameters.max }}" }""";

    private static readonly TestScope Scope = new()
    {
        Input = JsonElement.Parse("""{ "kind": "mesh", "size": 7 }"""),
        Parameters = JsonElement.Parse("""{ "max": 5 }"""),
    };

    [Fact]
    public void Evaluate_WhenFalse_SaysWhatItSaw()
    {
        Read(Sprite).Evaluate(Scope, out var explanation).ShouldBeFalse();
        explanation.ShouldBe("input.kind was 'mesh', wanted equals 'sprite'");
    }

    [Fact]
    public void Evaluate_WhenTrue_SaysNothing()
    {
        Read(Large).Evaluate(Scope, out var explanation).ShouldBeTrue();
        explanation.ShouldBeNull();
    }

    [Theory]
    [InlineData(Sprite, "input.kind equals 'sprite'")]
    [InlineData(Large, "input.size greater_than {{ parameters.max }}")]
    [InlineData("[]", "always")]
    [InlineData($"[{Sprite}]", "input.kind equals 'sprite'")]
    [InlineData($$"""{ "not": {{Sprite}} }""", "not (input.kind equals 'sprite')")]
    [InlineData($$"""[{{Sprite}}, { "any": [{{Sprite}}, {{Large}}] }]""",
        "input.kind equals 'sprite' and (input.kind equals 'sprite' or input.size greater_than {{ parameters.max }})")]
    [InlineData("""{ "field": "input.size", "operator": "between", "value": [1, "{{ parameters.max }}"] }""",
        "input.size between [1,\"{{ parameters.max }}\"]")]
    public void Text_IsTheTreeInWords(string json, string text) => Read(json).Text.ShouldBe(text);

    private static TreeCondition Read(string json) => new(Condition.Parse(JsonElement.Parse(json)));
}

using System.Text.Json;
using Automation.Conditions;
using Automation.Engine.Tests.Templates;
using Automation.Templates;

namespace Automation.Engine.Tests.Conditions;

public sealed class ConditionTests
{
    private const string Data = """
        {
          "kind": "sprite", "count": 100, "big": 9007199254740993, "one": 1.0, "yes": true, "no": null, "empty": "",
          "tags": ["red", 2, null, {"a": 1.0}], "o": {"a": [1, "x"]}, "at": "2026-03-29T01:00:00+02:00", "escaped": "gr\u00f6\u00dfe\n", "word": "größe"
        }
        """;

    // equals, not_equals: same kind and same value.
    [Theory]
    [InlineData("kind", "equals", "\"sprite\"", true)]
    [InlineData("kind", "equals", "\"Sprite\"", false)]
    [InlineData("kind", "equals", "\"spri\\u0074e\"", true)]
    [InlineData("word", "equals", "\"gro\u0308ße\"", false)]
    [InlineData("escaped", "equals", "\"größe\\n\"", true)]
    [InlineData("empty", "equals", "\"\"", true)]
    [InlineData("one", "equals", "1", true)]
    [InlineData("one", "equals", "10e-1", true)]
    [InlineData("big", "equals", "9007199254740993", true)]
    [InlineData("big", "equals", "9007199254740992", false)]
    [InlineData("big", "equals", "9007199254740993.0", true)]
    [InlineData("count", "equals", "\"100\"", false)]
    [InlineData("yes", "equals", "true", true)]
    [InlineData("yes", "equals", "false", false)]
    [InlineData("yes", "equals", "\"true\"", false)]
    [InlineData("no", "equals", "null", true)]
    [InlineData("no", "equals", "\"\"", false)]
    [InlineData("o", "equals", "{\"a\":[1.0,\"x\"]}", true)]
    [InlineData("o", "equals", "{\"a\":[1,\"y\"]}", false)]
    [InlineData("tags", "equals", "[\"red\",2,null,{\"a\":1}]", true)]
    [InlineData("at", "equals", "\"2026-03-28T23:00:00Z\"", false)]
    [InlineData("kind", "not_equals", "\"mesh\"", true)]
    [InlineData("kind", "not_equals", "\"sprite\"", false)]
    [InlineData("one", "not_equals", "1", false)]
    [InlineData("count", "not_equals", "\"100\"", true)]
    // contains: text in text, item in array.
    [InlineData("kind", "contains", "\"rit\"", true)]
    [InlineData("kind", "contains", "\"\"", true)]
    [InlineData("kind", "contains", "\"RIT\"", false)]
    [InlineData("escaped", "contains", "\"öß\"", true)]
    [InlineData("tags", "contains", "\"red\"", true)]
    [InlineData("tags", "contains", "\"re\"", false)]
    [InlineData("tags", "contains", "2.0", true)]
    [InlineData("tags", "contains", "null", true)]
    [InlineData("tags", "contains", "{\"a\":1}", true)]
    [InlineData("o", "contains", "\"a\"", false)]
    [InlineData("count", "contains", "1", false)]
    [InlineData("kind", "contains", "1", false)]
    // greater_than, less_than: numbers, instants, texts.
    [InlineData("count", "greater_than", "99.999", true)]
    [InlineData("count", "greater_than", "100.0", false)]
    [InlineData("count", "less_than", "1e3", true)]
    [InlineData("count", "less_than", "100", false)]
    [InlineData("big", "greater_than", "9007199254740992", true)]
    [InlineData("big", "less_than", "9007199254740994", true)]
    [InlineData("count", "greater_than", "\"99\"", false)]
    [InlineData("count", "less_than", "\"999\"", false)]
    [InlineData("kind", "greater_than", "\"mesh\"", true)]
    [InlineData("kind", "greater_than", "\"Zebra\"", true)]
    [InlineData("kind", "less_than", "\"sprites\"", true)]
    [InlineData("word", "greater_than", "\"gz\"", false)]
    [InlineData("at", "greater_than", "\"2026-03-28T22:59:59Z\"", true)]
    [InlineData("at", "less_than", "\"2026-03-28T23:00:01Z\"", true)]
    [InlineData("at", "greater_than", "\"2026-03-28T23:00:00Z\"", false)]
    [InlineData("at", "less_than", "\"2026-03-28T23:00:00Z\"", false)]
    [InlineData("at", "greater_than", "\"2026-03-29\"", true)]
    // in, not_in.
    [InlineData("kind", "in", "[\"mesh\",\"sprite\"]", true)]
    [InlineData("kind", "in", "[]", false)]
    [InlineData("one", "in", "[\"1\",1]", true)]
    [InlineData("no", "in", "[null]", true)]
    [InlineData("tags", "in", "[\"red\"]", false)]
    [InlineData("kind", "not_in", "[\"mesh\"]", true)]
    [InlineData("kind", "not_in", "[\"sprite\"]", false)]
    [InlineData("kind", "not_in", "[]", true)]
    // exists.
    [InlineData("kind", "exists", "true", true)]
    [InlineData("kind", "exists", "false", false)]
    [InlineData("empty", "exists", "true", true)]
    [InlineData("no", "exists", "true", false)]
    [InlineData("no", "exists", "false", true)]
    [InlineData("gone", "exists", "true", false)]
    [InlineData("gone", "exists", "false", true)]
    // matches.
    [InlineData("kind", "matches", "\"^spr[a-z]+$\"", true)]
    [InlineData("kind", "matches", "\"pri\"", true)]
    [InlineData("kind", "matches", "\"^pri\"", false)]
    [InlineData("kind", "matches", "\"(?i)SPRITE\"", true)]
    [InlineData("kind", "matches", "\"SPRITE\"", false)]
    [InlineData("count", "matches", "\"100\"", false)]
    [InlineData("tags", "matches", "\"red\"", false)]
    // starts_with, ends_with.
    [InlineData("kind", "starts_with", "\"spr\"", true)]
    [InlineData("kind", "starts_with", "\"Spr\"", false)]
    [InlineData("kind", "starts_with", "\"sprites\"", false)]
    [InlineData("kind", "ends_with", "\"ite\"", true)]
    [InlineData("kind", "ends_with", "\"spr\"", false)]
    [InlineData("escaped", "ends_with", "\"e\\n\"", true)]
    [InlineData("count", "starts_with", "\"1\"", false)]
    [InlineData("tags", "starts_with", "\"red\"", false)]
    // between: both ends included.
    [InlineData("count", "between", "[100,200]", true)]
    [InlineData("count", "between", "[0,100.0]", true)]
    [InlineData("count", "between", "[101,200]", false)]
    [InlineData("count", "between", "[0,99.9]", false)]
    [InlineData("count", "between", "[200,0]", false)]
    [InlineData("count", "between", "[\"0\",\"999\"]", false)]
    [InlineData("count", "between", "[0,\"999\"]", false)]
    [InlineData("kind", "between", "[\"a\",\"z\"]", true)]
    [InlineData("at", "between", "[\"2026-03-28T23:00:00Z\",\"2026-03-28T23:00:00Z\"]", true)]
    public void Evaluate_Comparison(string field, string @operator, string value, bool expected) =>
        Leaf($"input.{field}", @operator, value).Evaluate(Values.Input(Data)).ShouldBe(expected);

    // A field that is missing.
    [Theory]
    [InlineData("equals", "null", false)]
    [InlineData("not_equals", "null", true)]
    [InlineData("contains", "\"\"", false)]
    [InlineData("greater_than", "0", false)]
    [InlineData("less_than", "0", false)]
    [InlineData("in", "[null]", false)]
    [InlineData("not_in", "[1]", true)]
    [InlineData("exists", "true", false)]
    [InlineData("exists", "false", true)]
    [InlineData("matches", "\"\"", false)]
    [InlineData("starts_with", "\"\"", false)]
    [InlineData("ends_with", "\"\"", false)]
    [InlineData("between", "[0,1]", false)]
    public void Evaluate_MissingField(string @operator, string value, bool expected) =>
        Leaf("input.gone.deep", @operator, value).Evaluate(Values.Input(Data)).ShouldBe(expected);

    // Values that are rendered.
    [Theory]
    [InlineData("greater_than", "\"{{ parameters.limit }}\"", true)]
    [InlineData("less_than", "\"{{ parameters.limit }}\"", false)]
    [InlineData("equals", "\"{{ parameters.gone | default: 100.0 }}\"", true)]
    [InlineData("equals", "\"{{ parameters.text }}\"", false)]
    [InlineData("in", "\"{{ parameters.list }}\"", true)]
    [InlineData("not_in", "\"{{ parameters.list }}\"", false)]
    [InlineData("in", "[\"{{ parameters.limit }}\",\"{{ input.count }}\"]", true)]
    [InlineData("between", "[\"{{ parameters.limit }}\",100]", true)]
    [InlineData("between", "\"{{ parameters.pair }}\"", true)]
    // Rendered to another kind: false, also for the operators that deny a list.
    [InlineData("in", "\"{{ parameters.limit }}\"", false)]
    [InlineData("not_in", "\"{{ parameters.limit }}\"", false)]
    [InlineData("between", "\"{{ parameters.list }}\"", false)]
    [InlineData("greater_than", "\"{{ parameters.pair }}\"", false)]
    public void Evaluate_RenderedValue(string @operator, string value, bool expected)
    {
        var values = new RootValues
        {
            [ValueRoot.Input] = JsonElement.Parse(Data),
            [ValueRoot.Parameters] = JsonElement.Parse("{\"limit\":99,\"text\":\"100\",\"list\":[1,100,3],\"pair\":[1,100]}"),
        };

        Leaf("input.count", @operator, value).Evaluate(values).ShouldBe(expected);
    }

    [Fact]
    public void Evaluate_RenderedText_IsText() =>
        Leaf("input.kind", "equals", "\"{{ input.prefix }}-x\"").Evaluate(Values.Input("{\"kind\":\"a-x\",\"prefix\":\"a\"}")).ShouldBeTrue();

    [Fact]
    public void Evaluate_MissingValue_HasNoAnswer()
    {
        var condition = Parse("{\"all\":[{\"field\":\"input.kind\",\"operator\":\"equals\",\"value\":\"{{ parameters.gone }}\"}]}");

        var fault = Should.Throw<ConditionException>(() => condition.Evaluate(Values.Input(Data)));
        (fault.Code, fault.Pointer).ShouldBe(("missing-value", "/all/0"));
    }

    // Groups.
    [Theory]
    [InlineData("[]", true)]
    [InlineData("{\"all\":[]}", true)]
    [InlineData("[T]", true)]
    [InlineData("[T,F]", false)]
    [InlineData("[T,T]", true)]
    [InlineData("{\"all\":[F,T]}", false)]
    [InlineData("{\"any\":[F,T]}", true)]
    [InlineData("{\"any\":[F,F]}", false)]
    [InlineData("{\"not\":T}", false)]
    [InlineData("{\"not\":F}", true)]
    [InlineData("{\"not\":[T,F]}", true)]
    [InlineData("{\"not\":{\"not\":T}}", true)]
    [InlineData("{\"any\":[F,[T,F],{\"not\":F}]}", true)]
    [InlineData("[{\"any\":[F,T]},{\"not\":{\"any\":[F,T]}}]", false)]
    public void Evaluate_Group(string json, bool expected)
    {
        var condition = Parse(Short(json));

        condition.Evaluate(Values.Input(Data)).ShouldBe(expected);
        condition.Explain(Values.Input(Data)).Holds.ShouldBe(expected);
    }

    // What decided, in words.
    [Theory]
    [InlineData("T", "input.kind was 'sprite', wanted equals 'sprite'")]
    [InlineData("F", "input.kind was 'sprite', wanted equals 'mesh'")]
    [InlineData("[T,F]", "input.kind was 'sprite', wanted equals 'mesh'")]
    [InlineData("{\"any\":[F,T]}", "input.kind was 'sprite', wanted equals 'sprite'")]
    [InlineData("{\"any\":[F,F]}", "none of 2 held, the first: input.kind was 'sprite', wanted equals 'mesh'")]
    [InlineData("[T,T,T]", "all of 3 held, the first: input.kind was 'sprite', wanted equals 'sprite'")]
    [InlineData("{\"not\":T}", "input.kind was 'sprite', wanted not equals 'sprite'")]
    [InlineData("{\"not\":{\"not\":F}}", "input.kind was 'sprite', wanted equals 'mesh'")]
    [InlineData("[]", "there are no conditions")]
    [InlineData("{\"field\":\"input.gone\",\"operator\":\"in\",\"value\":[1,2]}", "input.gone had no value, wanted in [1,2]")]
    [InlineData("{\"field\":\"input.gone\",\"operator\":\"exists\"}", "input.gone had no value, wanted exists true")]
    [InlineData("{\"field\":\"input.big\",\"operator\":\"less_than\",\"value\":\"{{ input.count }}\"}", "input.big was 9007199254740993, wanted less_than 100")]
    [InlineData("{\"field\":\"input.escaped\",\"operator\":\"equals\",\"value\":\"x\"}", "input.escaped was 'größe\\u000a', wanted equals 'x'")]
    public void Explain_NamesTheComparisonThatDecided(string json, string text) =>
        Parse(Short(json)).Explain(Values.Input(Data)).Text.ShouldBe(text);

    [Fact]
    public void Explain_LongValue_IsShortened()
    {
        var verdict = Leaf("input.x", "equals", "\"y\"").Explain(Values.Input($"{{\"x\":\"{new string('x', 100_000)}\"}}"));

        verdict.Seen.ShouldBe($"'{new string('x', 60)}…'");
        verdict.Leaf!.Field.ToString().ShouldBe("input.x");
        verdict.Leaf.Operator.ShouldBe(ConditionOperator.Equals);
    }

    [Fact]
    public void Explain_MissingField_DoesNotAskForTheValue() =>
        Leaf("input.gone", "not_equals", "\"{{ parameters.gone }}\"").Explain(Values.Input(Data)).Text
            .ShouldBe("input.gone had no value, wanted not_equals no value");

    // What is known without values.
    [Fact]
    public void Paths_AreFieldsAndRenderedValues() =>
        Parse("[{\"field\":\"event.a\",\"operator\":\"equals\",\"value\":\"{{ parameters.b }}\"},{\"not\":{\"field\":\"actions.s.output\",\"operator\":\"in\","
                + "\"value\":[\"{{ input.c }}\"]}}]")
            .Paths.Select(path => path.ToString()).ShouldBe(["input.a", "parameters.b", "steps.s.output", "input.c"]);

    private static Condition Leaf(string field, string @operator, string value) =>
        Parse($"{{\"field\":\"{field}\",\"operator\":\"{@operator}\",\"value\":{value}}}");

    private static Condition Parse(string json) => Condition.Parse(JsonElement.Parse(json));

    /// <summary>T is a condition that holds, F one that does not.</summary>
    private static string Short(string json) => json
        .Replace("T", "{\"field\":\"input.kind\",\"operator\":\"equals\",\"value\":\"sprite\"}", StringComparison.Ordinal)
        .Replace("F", "{\"field\":\"input.kind\",\"operator\":\"equals\",\"value\":\"mesh\"}", StringComparison.Ordinal);
}

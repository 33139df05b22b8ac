using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Automation.Conditions;

namespace Automation.Definitions.Json;

/// <summary>The published schema says what the reader does. That it takes every right rule is checked wherever a test reads one.</summary>
public sealed class RuleSchemaTests
{
    private static readonly JsonElement Schema = JsonElement.Parse(RuleJson.Schema);

    [Fact]
    public void Schema_IsTheFileOfTheRepository() => RuleJson.Schema.ReplaceLineEndings("\n").ShouldBe(RuleFiles.Read("rule.schema.json"));

    [Fact]
    public void Members_AreThoseThatTheReaderKnows()
    {
        var known = typeof(RuleMembers).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetRawConstantValue()!)
            .Except([RuleMembers.LambdaText, RuleMembers.CodeText])
            .Concat(["$schema", "field", "operator", "value", "all", "any", "not"]);

        PropertyNames(Schema).Distinct().Order(StringComparer.Ordinal).ShouldBe(known.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nodes_HaveTheMembersThatTheReaderTakes()
    {
        foreach (var kind in Enum.GetValues<NodeKind>())
        {
            var node = Definition(kind == NodeKind.Type ? "actionNode" : $"{NodeKinds.Key(kind)}Node");
            Names(node.GetProperty("properties")).ShouldBe(NodeKinds.Members(kind).ToArray(), ignoreOrder: true);
            node.GetProperty("additionalProperties").GetBoolean().ShouldBeFalse();
        }
    }

    [Fact]
    public void Words_AreThoseThatTheReaderTakes()
    {
        Words("guards", RuleMembers.WhenBusy).ShouldBe(RuleWords.All<WhenBusy>());
        Words("actionNode", RuleMembers.Delivery).ShouldBe(RuleWords.All<DeliveryMode>());
        Words("retry", RuleMembers.Backoff).ShouldBe(RuleWords.All<BackoffType>());
        string.Join(", ", Words("parameter", RuleMembers.Type)).ShouldBe(ParameterTypes.ListedTypes);
        string.Join(", ", Words("parameter", RuleMembers.Format)).ShouldBe(ParameterTypes.ListedFormats);
        var compared = Definition("comparison").GetProperty("anyOf")[0].GetProperty("properties").GetProperty("operator").GetProperty("enum");
        Texts(compared).Append("exists").Order().ShouldBe(ConditionOperators.Listed.Split(", ").Order());
    }

    [Fact]
    public void Defaults_AreThoseOfTheOptions()
    {
        Rules.Read(Rules.With(WithDefaults("actionNode", """{ "id": "a", "type": "image.cutout" }"""))).Hash
            .ShouldBe(Rules.Read(Rules.With("""[ { "id": "a", "type": "image.cutout" } ]""")).Hash);
        Rules.Read(Rules.With(WithDefaults("forEachNode", """{ "id": "a", "forEach": [], "do": [ { "stop": "x" } ] }"""))).Hash
            .ShouldBe(Rules.Read(Rules.With("""[ { "id": "a", "forEach": [], "do": [ { "stop": "x" } ] } ]""")).Hash);
        Rules.Read(Rules.With(Rules.End, $"\"guards\": {Defaults("guards")}")).Hash.ShouldBe(Rules.Read(Rules.With(Rules.End)).Hash);
    }

    [Theory]
    [MemberData(nameof(RuleFiles.All), MemberType = typeof(RuleFiles))]
    public void AnUnknownMember_InAnyObjectOfARule_IsRefusedByBoth(string file)
    {
        var places = 0;
        foreach (var pointer in ObjectsOf(JsonNode.Parse(RuleFiles.Read(file))!))
        {
            var rule = JsonNode.Parse(RuleFiles.Read(file))!;
            pointer(rule)["$type"] = "System.Object";
            SchemaCheck.Accepts(rule.ToJsonString()).ShouldBeFalse(rule.ToJsonString());
            Rules.Faults(rule.ToJsonString()).ShouldNotBeEmpty();
            places++;
        }

        places.ShouldBeGreaterThan(5);
    }

    // Configs, inputs and the like are the action's own; names of parameters and branches are free, and '$type' is none.
    private static IEnumerable<Func<JsonNode, JsonObject>> ObjectsOf(JsonNode node)
    {
        if (node is JsonObject)
        {
            yield return root => (JsonObject)root;
        }

        var inner = node switch
        {
            JsonObject map => map
                .Where(member => member.Key is not ("input" or "output" or "value" or "default") && !(member.Key == "config" && (string?)map["type"] is not ("event" or "schedule")))
                .Select(member => (Step: (Func<JsonNode, JsonNode>)(at => at[member.Key]!), Value: member.Value)),
            JsonArray list => list.Select((item, index) => (Step: (Func<JsonNode, JsonNode>)(at => at[index]!), Value: item)),
            _ => [],
        };
        foreach (var (step, value) in inner)
        {
            foreach (var below in value is null ? [] : ObjectsOf(value))
            {
                yield return root => below(step(root));
            }
        }
    }

    private static string WithDefaults(string definition, string node)
    {
        var json = JsonNode.Parse(node)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(Defaults(definition))!.AsObject())
        {
            json[name] = value!.DeepClone();
        }

        if (definition == "actionNode")
        {
            json[RuleMembers.Retry] = JsonNode.Parse(Defaults("retry"));
        }

        return $"[ {json.ToJsonString()} ]";
    }

    private static string Defaults(string definition)
    {
        var defaults = new JsonObject();
        foreach (var member in Definition(definition).GetProperty("properties").EnumerateObject())
        {
            if (member.Value.TryGetProperty("default", out var value))
            {
                defaults[member.Name] = JsonNode.Parse(value.GetRawText());
            }
        }

        defaults.Count.ShouldBeGreaterThan(1);
        return defaults.ToJsonString();
    }

    private static IEnumerable<string> PropertyNames(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.Object => schema.EnumerateObject().SelectMany(member =>
            member.Name == "properties" ? Names(member.Value).Concat(member.Value.EnumerateObject().SelectMany(its => PropertyNames(its.Value)))
            : PropertyNames(member.Value)),
        JsonValueKind.Array => schema.EnumerateArray().SelectMany(PropertyNames),
        _ => [],
    };

    private static JsonElement Definition(string name) => Schema.GetProperty("$defs").GetProperty(name);

    private static IEnumerable<string> Words(string definition, string member) =>
        Texts(Definition(definition).GetProperty("properties").GetProperty(member).GetProperty("enum"));

    private static IEnumerable<string> Texts(JsonElement array) => array.EnumerateArray().Select(item => item.GetString()!);

    private static IEnumerable<string> Names(JsonElement json) => json.EnumerateObject().Select(member => member.Name);
}

using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Automation.Definitions.Json;

/// <summary>What holds for every rule that is data.</summary>
public sealed class RuleRoundTripTests
{
    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(200);

    private static readonly Arbitrary<int[]> Tapes =
        Arb.From(Gen.Choose(0, 9_999).ArrayOf(250), ArbMap.Default.ArbFor<int[]>().Shrinker);

    [Fact]
    public void WhatIsExported_GivesAnEqualRule_AndTheSameBytes() => Prop.ForAll(Tapes, tape =>
    {
        var rule = Rules.Read(new RuleTape(tape).Rule().ToJsonString());

        var exported = Export(rule);
        var again = RuleJsonReader.Stored.Read(exported).RuleOrThrow();
        DefinitionText.Of(again).ShouldBe(DefinitionText.Of(rule));
        Export(again).ShouldBe(exported);
        again.Hash.ShouldBe(rule.Hash);
        SchemaCheck.Accepts(exported).ShouldBeTrue();
    }).Check(Often);

    [Fact]
    public void Hash_DoesNotChange_WithTheOrderOfMembers_WhiteSpace_OrTheDescription() => Prop.ForAll(Tapes, tape =>
    {
        var json = new RuleTape(tape).Rule();
        var other = (JsonObject)Turned(json)!;
        other["description"] = "Another one.";

        Rules.Read(other.ToJsonString(new() { WriteIndented = true })).Hash.ShouldBe(Rules.Read(json.ToJsonString()).Hash);
    }).Check(Often);

    [Fact]
    public void Hash_Changes_WithEveryValue() => Prop.ForAll(Tapes, tape =>
    {
        var rule = Rules.Read(new RuleTape(tape).Rule().ToJsonString());
        var exported = Export(rule);
        var count = Leaves(JsonNode.Parse(exported)!).Count();
        for (var index = 0; index < count; index++)
        {
            var json = JsonNode.Parse(exported)!;
            var leaf = Leaves(json).ElementAt(index);
            if (leaf.GetPath() != "$.description" && Changed(leaf) is { } changed)
            {
                leaf.ReplaceWith(changed);
                var other = RuleJsonReader.Stored.Read(json.ToJsonString());
                (other.IsValid && other.Rule.Hash == rule.Hash).ShouldBeFalse($"{leaf.GetPath()} of {exported}");
            }
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [Fact]
    public void Tapes_MakeEveryKindOfNode()
    {
        var made = string.Concat(Gen.Sample(Tapes.Generator, 500).Select(tape => new RuleTape(tape).Rule().ToJsonString()));
        foreach (var member in typeof(RuleMembers).GetFields().Select(field => (string)field.GetRawConstantValue()!)
            .Except([RuleMembers.LambdaText, RuleMembers.CodeText]))
        {
            made.ShouldContain($"\"{member}\":");
        }
    }

    private static string Export(RuleDefinition rule)
    {
        var shown = RuleJsonWriter.Show(rule);
        RuleJsonWriter.TryExport(rule, out var exported, out _).ShouldBeTrue();
        exported.ShouldBe(shown);
        return exported!;
    }

    private static JsonNode? Turned(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Reverse().Select(member => KeyValuePair.Create(member.Key, Turned(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Turned)]),
        _ => node?.DeepClone(),
    };

    private static IEnumerable<JsonValue> Leaves(JsonNode node) => node switch
    {
        JsonValue leaf => [leaf],
        JsonObject map => map.Where(member => member.Value is not null).SelectMany(member => Leaves(member.Value!)),
        JsonArray list => list.OfType<JsonNode>().SelectMany(Leaves),
        _ => [],
    };

    private static JsonNode? Changed(JsonValue leaf) => leaf.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.String => leaf.GetValue<string>() + "x",
        System.Text.Json.JsonValueKind.Number => leaf.GetValue<decimal>() + 1,
        System.Text.Json.JsonValueKind.True => false,
        _ => true,
    };
}

using System.Globalization;
using System.Text.Json;
using Automation.Conditions;
using Automation.Json;
using Automation.Templates;

namespace Automation.Definitions.Json;

/// <summary>Whatever the page about rules in JSON shows is so.</summary>
public sealed class RulesAsJsonPageTests
{
    private const string Parameters = """
        "parameters": { "max": { "type": "integer" }, "at": { "type": "string" }, "folder": { "type": "string" } }
        """;

    private static readonly RunScopeValues Values = new(new TestScope { Input = JsonElement.Parse(Example("input")) });

    [Fact]
    public void EveryExample_HasAKind() => RulesAsJsonPage.Examples.Count.ShouldBe(RulesAsJsonPage.JsonBlocks);

    [Fact]
    public void EveryExample_IsReadAsThePageSays()
    {
        foreach (var (kind, json, said) in RulesAsJsonPage.Examples)
        {
            switch (kind.Split(": "))
            {
                case ["rule", var file]:
                    json.ShouldBe(RuleFiles.Read(file));
                    Rules.Read(json);
                    break;
                case ["steps"]:
                    Rules.Read(Rules.With(json, Parameters));
                    break;
                case ["refused", "steps"]:
                    Rules.Faults(Rules.With(json, Parameters)).ShouldBe(said.Split('\n'));
                    break;
                case ["triggers"]:
                    Rules.Read($$"""{ "name": "r", "triggers": {{json}}, "steps": {{Rules.End}}, {{Parameters}} }""");
                    break;
                case ["parameters"]:
                    Rules.Read(Rules.With(Rules.End, $"\"parameters\": {json}"));
                    break;
                case ["conditions"]:
                    Rules.Read(Rules.With(Rules.End, $"\"conditions\": {json}, {Parameters}"));
                    break;
                case ["guards"]:
                    Rules.Read(Rules.With(Rules.End, $"\"guards\": {json}")).Guards.ShouldNotBe(new GuardOptions());
                    break;
                default:
                    kind.ShouldBe("input");
                    break;
            }
        }
    }

    [Fact]
    public void TheExampleOfAnAction_HasTheDefaults() =>
        Rules.Read(Rules.With(RulesAsJsonPage.Examples.First(example => example.Kind == "steps").Json)).Body.Nodes.ShouldHaveSingleItem()
            .ShouldBeOfType<StepNode>().Options.ShouldBe(new StepOptions { Retry = new RetryOptions { MaxAttempts = 3 }, RunOn = "gpu" });

    [Fact]
    public void Operators_AreAllThereAre_AndTheirExamplesHold()
    {
        var rows = RulesAsJsonPage.Table("operator");
        string.Join(", ", rows.SelectMany(row => RulesAsJsonPage.Code(row[0]))).ShouldBe(ConditionOperators.Listed);
        foreach (var row in rows)
        {
            var example = RulesAsJsonPage.Code(row[2]).Single();
            example.ShouldContain($"\"{RulesAsJsonPage.Code(row[0]).Single()}\"");
            Condition.Parse(JsonElement.Parse(example)).Evaluate(Values).ShouldBeTrue(example);
        }
    }

    [Fact]
    public void Filters_AreAllThereAre_AndTheirExamplesGiveWhatThePageSays()
    {
        var rows = RulesAsJsonPage.Table("filter");
        string.Join(", ", rows.SelectMany(row => RulesAsJsonPage.Code(row[0])).Order(StringComparer.Ordinal)).ShouldBe(TemplateFilters.Listed);
        foreach (var row in rows)
        {
            var example = RulesAsJsonPage.Code(row[1]).Single();
            example.ShouldContain($"| {RulesAsJsonPage.Code(row[0]).Single()}");
            Template.Parse(example).RenderValue(Values).GetRawText().ShouldBe(RulesAsJsonPage.Code(row[2]).Single());
        }
    }

    [Fact]
    public void Paths_CanBeRead()
    {
        var scope = new TestScope
        {
            Input = JsonElement.Parse("""{ "assetId": "a", "tags": [ "ui" ], "odd name": 1 }"""),
            TriggerData = JsonElement.Parse("""{ "asset": { "id": "a" } }"""),
            Trigger = new() { Kind = TriggerKind.Event, Id = "event", At = DateTimeOffset.UnixEpoch, EventId = default(AutomationEventId) },
            Parameters = JsonElement.Parse("""{ "max": 1 }"""),
            Failure = new() { Code = "c", Message = "m", StepId = "s" },
            Outcomes =
            {
                ["pack"] = new(StepStatus.Succeeded, JsonElement.Parse("""{ "sprites": 1 }"""), null),
                ["tag"] = new(StepStatus.Failed, JsonElement.Parse("1"), new() { Code = "c", Message = "m" }),
            },
            Items = { ["files"] = JsonElement.Parse("""{ "name": "x" }""") },
        };

        var paths = RulesAsJsonPage.Table("path").SelectMany(row => RulesAsJsonPage.Code(row[0])).ToList();
        paths.Select(path => ValuePath.Parse(path).Root).Distinct().Order().ShouldBe(Enum.GetValues<ValueRoot>().Except([ValueRoot.Previous]));
        foreach (var path in paths)
        {
            ValuePath.Parse(path).TryResolve(new RunScopeValues(scope), out _).ShouldBeTrue(path);
        }
    }

    [Fact]
    public void Members_AreThoseOfTheRule()
    {
        var schema = JsonElement.Parse(RuleJson.Schema).GetProperty("properties");
        RulesAsJsonPage.Table("member").SelectMany(row => RulesAsJsonPage.Code(row[0]))
            .ShouldBe(schema.EnumerateObject().Select(member => member.Name).Where(name => name != "$schema"));
    }

    [Fact]
    public void Limits_AreTheNumbersOfTheCode()
    {
        string[] expected =
        [
            Number(RuleLimits.Document.MaxBytes),
            Number(RuleLimits.Document.MaxDepth),
            Number(RuleLimits.MaxActions),
            Number(ConditionLimits.MaxNodes),
            Number(TemplateLimits.MaxPlaceholders),
            Number(TemplateLimits.MaxFilters),
            Number(TemplateLimits.MaxPathLength),
            Number(ConditionLimits.MaxPatternLength),
            Number(RuleLimits.MaxTriggers),
            Number(RuleLimits.MaxParameters),
            Number(RuleLimits.MaxAttempts),
            Number(RuleLimits.MaxParallel),
            Number(RuleLimits.MaxItems),
            IsoDuration.Write(RuleLimits.LongestTimeout),
            IsoDuration.Write(RuleLimits.LongestDebounce),
            IsoDuration.Write(RuleLimits.LongestWait),
            Number(TemplateLimits.MaxOutputBytes),
        ];
        RulesAsJsonPage.Table("what").Select(row => row[1]).ShouldBe(expected);
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Example(string kind) => RulesAsJsonPage.Examples.Single(example => example.Kind == kind).Json;
}

using System.Text.Json;

namespace Automation.Definitions.Json;

public sealed class RuleJsonWriterTests
{
    [Fact]
    public void Export_OfADataRule_IsCompact_InOneOrder_AndWithoutDefaults()
    {
        const string Written = """
            {
              "$schema": "x", "steps": [
                { "type": "image.cutout", "id": "a", "config": {}, "try": false, "timeout": "PT60S", "delivery": "atLeastOnce", "retry": { "maxAttempts": 3, "backoff": "exponential", "delay": "PT10M" } },
                { "if": [ { "value": 1.0, "field": "event.size", "operator": "equals" } ], "then": { "steps": [ { "stop": "\u0064one" } ] }, "id": "b" },
                { "id": "c", "type": "image.cutout", "config": { "z": "{{previous.output}}", "a": "{{ actions.a.output|upper }}" } } ],
              "guards": { "whenBusy": "queue" }, "conditions": [], "parameters": {},
              "triggers": [ { "id": "manual", "config": {}, "type": "manual" } ], "name": "r"
            }
            """;

        // The step before 'c' is 'b'.
        var faults = Rules.Faults(Written);
        faults.ShouldHaveSingleItem().ShouldStartWith("/steps/2/config/z: step 'c' reads steps.b.output, but the branches of 'b' have no output.");

        Export(Rules.Read(Written.Replace("previous.output", "input.z", StringComparison.Ordinal))).ShouldBe(
            """
            {"name":"r","triggers":[{"type":"manual"}],"steps":[
            {"id":"a","type":"image.cutout","retry":{"maxAttempts":3,"delay":"PT10M","maxDelay":"PT10M"}},
            {"id":"b","if":{"all":[{"field":"input.size","operator":"equals","value":1.0}]},"then":[{"stop":"done"}]},
            {"id":"c","type":"image.cutout","config":{"z":"{{ input.z }}","a":"{{ steps.a.output | upper }}"}}]}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public void Show_OfCode_HasItsText_AndNoTwin()
    {
        var rule = CodeRule();

        RuleJsonWriter.Show(rule).ShouldBe(
            """
            {"name":"r","triggers":[{"type":"event","id":"approved","config":{"event":"asset.approved"},"input":{"$code":"e => new(e.Id)"}}],
            "conditions":{"all":[{"$code":"asset => asset.Kind == \"sprite\""},
            {"type":"asset.locked","config":{"$code":"input => new IsLocked(input.Id)"}}]},
            "steps":[{"id":"cut","type":"image.cutout","config":{"$code":"run => new CutOut(run.Input.Id)"}},
            {"id":"count","code":"async (run, step, stop) => 1"},{"id":"pause","delay":"PT5M"},{"stop":"{{{{ done"}]}
            """.ReplaceLineEndings(""));

        RuleJsonWriter.TryExport(rule, out var json, out var faults).ShouldBeFalse();
        json.ShouldBeNull();
        faults.Select(fault => fault.Pointer).ShouldBe(
            ["/triggers/0/input/$code", "/conditions/all/0/$code", "/conditions/all/1/config/$code", "/steps/0/config/$code", "/steps/1/code"]);
        faults.ShouldAllBe(fault => fault.Message.EndsWith("A rule with code can be shown as JSON, but not read from it.", StringComparison.Ordinal));
    }

    [Fact]
    public void Export_OfACodeRuleWithoutCode_IsItsTwin()
    {
        var rule = new RuleDefinition
        {
            Name = "r",
            Form = RuleForm.Code,
            Triggers = [new() { Id = "manual", Kind = TriggerKind.Manual }],
            Body = new() { Name = "", Nodes = [new DelayNode { Id = "a", Until = false, Value = Constant("\"PT5M\"") }, End("\"{{ is no placeholder\"")] },
        };

        var twin = Rules.Read(Export(rule));
        twin.Hash.ShouldBe(rule.Hash);
        ((EndNode)twin.Body.Nodes[1]).Reason.Evaluate(new TestScope()).GetString().ShouldBe("{{ is no placeholder");
    }

    [Fact]
    public void Read_OfAliases_KeepsTheUsualNames()
    {
        var rule = Rules.Read(Rules.With(
            """
            [ { "id": "a", "type": "image.cutout" },
              { "id": "b", "type": "image.cutout", "config": { "x": "{{ event.x }} {{ actions.a.output }} {{ previous.output.y | default: event.z }}" } } ]
            """));

        ((StepNode)rule.Body.Nodes[1]).Config!.Template.GetProperty("x").GetString()
            .ShouldBe("{{ input.x }} {{ steps.a.output }} {{ steps.a.output.y | default: input.z }}");
    }

    private static string Export(RuleDefinition rule)
    {
        RuleJsonWriter.TryExport(rule, out var json, out var faults).ShouldBeTrue(string.Join('\n', faults));
        return json!;
    }

    private static RuleDefinition CodeRule() => new()
    {
        Name = "r",
        Form = RuleForm.Code,
        Triggers = [new() { Id = "approved", Kind = TriggerKind.Event, Type = "asset.approved", Input = Code("e => new(e.Id)") }],
        When = new AllCondition(
        [
            new CodeCondition("asset => asset.Kind == \"sprite\"", _ => true),
            new HandlerCondition { Name = "asset.locked", Config = Code("input => new IsLocked(input.Id)") },
        ]),
        Body = new()
        {
            Name = "",
            Nodes =
            [
                new StepNode { Id = "cut", Action = "image.cutout", Config = Code("run => new CutOut(run.Input.Id)") },
                new StepNode { Id = "count", Action = StepNode.CodeAction, CodeText = "async (run, step, stop) => 1" },
                new DelayNode { Id = "pause", Until = false, Value = Constant("\"PT5M\"") },
                End("\"{{ done\""),
            ],
        },
    };

    private static EndNode End(string reason) => new() { Id = "#3", Failed = false, Reason = Constant(reason) };

    private static CodeBinding Code(string text) => new(text, _ => default);

    private static ConstantBinding Constant(string json) => new(JsonElement.Parse(json));
}

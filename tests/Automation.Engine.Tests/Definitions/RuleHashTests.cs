using System.Text.Json;

namespace Automation.Definitions;

public sealed class RuleHashTests
{
    private static readonly RuleDefinition Plain = Rule(Step("a"));

    [Fact]
    public void Of_IsThirtyTwoHexDigits_AndTheSameForAnEqualRule()
    {
        RuleHash.Of(Plain).ShouldMatch("^[0-9a-f]{32}$");
        RuleHash.Of(Rule(Step("a"))).ShouldBe(RuleHash.Of(Plain));
    }

    // A stored hash must be found again by every later build. If this fails, the canonical form changed: raise the version in RuleHash.
    [Fact]
    public void Of_IsPinned() => RuleHash.Of(Plain).ShouldBe("059f791412e61ee4c02def44d67eb6ec");

    [Fact]
    public void Of_LeavesOutTheDescription_AndTheOrderOfMembersInConfigs()
    {
        RuleHash.Of(Rule([Step("a")], description: "Cuts out.")).ShouldBe(RuleHash.Of(Plain));
        RuleHash.Of(Rule(Step("a", new ConstantBinding(JsonElement.Parse("""{ "b": [1, 2], "a": "\u0041" }"""u8)))))
            .ShouldBe(RuleHash.Of(Rule(Step("a", new ConstantBinding(JsonElement.Parse("""{"a":"A","b":[1,2]}"""u8))))));
    }

    [Fact]
    public void Of_ChangesWithEverythingThatARunDoes()
    {
        RuleDefinition[] others =
        [
            Rule(Step("b")),
            Rule(Step("a", action: "other")),
            Rule(Step("a", Code("run => new CutOut(run.Input.Id)"))),
            Rule(Step("a", Code("run => new CutOut(run.Input.Name)"))),
            Rule(Step("a", Constant("[1,2]"))),
            Rule(Step("a", Constant("[2,1]"))),
            Rule(Step("a", Constant("1"))),
            Rule(Step("a", Constant("1.0"))),
            Rule(Step("a", Constant("\"1\""))),
            Rule(Step("a", options: new() { Timeout = TimeSpan.FromSeconds(61) })),
            Rule(Step("a", options: new() { Delivery = DeliveryMode.AtMostOnce })),
            Rule(Step("a", options: new() { RunOn = "gpu" })),
            Rule(Step("a", options: new() { Retry = RetryOptions.Backoff(3) })),
            Rule(Step("a", options: new() { Retry = RetryOptions.Fixed(3, TimeSpan.FromSeconds(2)) })),
            Rule(Step("a"), Step("b")),
            Rule(Step("b"), Step("a")),
            Rule([Step("a")], condition: Lambda("input => input.Big")),
            Rule([Step("a")], condition: Lambda("input => !input.Big")),
            Rule([Step("a")], condition: new AllCondition([Lambda("x"), Lambda("y")])),
            Rule([Step("a")], condition: new HandlerCondition { Name = "asset.locked", Config = Constant("{}") }),
            Rule([Step("a")], condition: new HandlerCondition { Name = "asset.open", Config = Constant("{}") }),
            Rule([Step("a")], parameters: Parameters("""{"max":1}""")),
            Rule([Step("a")], parameters: Parameters("""{"max":2}""")),
            Rule([Step("a")], guards: new() { OptIn = true }),
            Rule([Step("a")], guards: new() { WhenBusy = WhenBusy.Skip }),
            Rule([Step("a")], guards: new() { OnePerSubject = true }),
            Rule([Step("a")], guards: new() { MaxQueued = 2 }),
            Rule([Step("a")], guards: new() { Debounce = TimeSpan.FromSeconds(3) }),
            Rule([Step("a")], guards: new() { MaxRunsPerScope = 3 }),
            Rule(new EndNode { Id = "#1", Failed = false, Reason = Constant("\"done\"") }),
            Rule(new EndNode { Id = "#1", Failed = true, Reason = Constant("\"done\"") }),
            Rule(new DelayNode { Id = "a", Until = false, Value = Constant("\"PT5M\"") }),
            Rule(new DelayNode { Id = "a", Until = true, Value = Constant("\"PT5M\"") }),
            Rule(new IfNode { Id = "a", Condition = Lambda("x"), Then = Block("a.then", Step("b")) }),
            Rule(new IfNode { Id = "a", Condition = Lambda("y"), Then = Block("a.then", Step("b")) }),
            Rule(new IfNode { Id = "a", Condition = Lambda("x"), Then = Block("a.then", Step("b")), Else = Block("a.else") }),
            Rule(new ForEachNode { Id = "a", Items = Code("x"), Body = Block("a.do", Step("b")) }),
            Rule(new ForEachNode { Id = "a", Items = Code("x"), Body = Block("a.do", Step("b")), Options = new() { MaxParallel = 2 } }),
            Rule(new ParallelNode { Id = "a", Branches = [new("x", Block("a.x", Step("b"))), new("y", Block("a.y", Step("c")))] }),
            Rule(Wait("asset.reviewed", TimeSpan.FromDays(2), null)),
            Rule(Wait("asset.reviewed", TimeSpan.FromDays(3), null)),
            Rule(Wait("asset.reviewed", TimeSpan.FromDays(2), Lambda("x"))),
            Rule(new StepNode { Id = "a", Action = StepNode.CodeAction, CodeText = "async (run, step) => 1" }),
            Rule(new StepNode { Id = "a", Action = StepNode.CodeAction, CodeText = "async (run, step) => 2" }),
            Rule(new StepNode { Id = "a", Action = "image.cutout", Tried = true }),
        ];

        others.Append(Plain).Select(RuleHash.Of).ShouldBeUnique();
    }

    [Fact]
    public void Of_ARuleNestedDeeperThanDocumentsMayBe_HasAHash()
    {
        Node node = Step("a");
        for (var level = 0; level < 60; level++)
        {
            node = new IfNode { Id = $"level-{level}", Condition = Lambda("x"), Then = Block("then", node) };
        }

        RuleHash.Of(Rule(node)).Length.ShouldBe(32);
    }

    private static RuleDefinition Rule(params Node[] nodes) => Rule(nodes, null);

    private static RuleDefinition Rule(
        Node[] nodes,
        ConditionBinding? condition = null,
        string? description = null,
        ParametersDefinition? parameters = null,
        GuardOptions? guards = null) => new()
        {
            Name = "asset-approved",
            Description = description,
            Form = RuleForm.Code,
            Triggers = [new() { Id = "event", Kind = TriggerKind.Event, Type = "asset.approved" }],
            When = condition,
            Parameters = parameters,
            Guards = guards ?? new(),
            Body = Block("", nodes),
        };

    private static StepNode Step(string id, ValueBinding? config = null, string action = "image.cutout", StepOptions? options = null) =>
        new() { Id = id, Action = action, Config = config, Options = options ?? new() };

    private static WaitForNode Wait(string type, TimeSpan timeout, ConditionBinding? where) =>
        new() { Id = "a", EventType = type, Subject = Code("run => run.Input.Id"), Timeout = timeout, Where = where };

    private static Block Block(string name, params Node[] nodes) => new() { Name = name, Nodes = nodes };

    private static ConstantBinding Constant(string json) => new(JsonElement.Parse(json));

    private static CodeBinding Code(string text) => new(text, _ => default);

    private static CodeCondition Lambda(string text) => new(text, _ => true);

    private static ParametersDefinition Parameters(string defaults) =>
        new() { Defaults = JsonElement.Parse(defaults), Schema = JsonElement.Parse("""{"max":{"type":"integer"}}"""u8) };
}

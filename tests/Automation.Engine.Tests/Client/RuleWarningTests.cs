using Automation.Engine.Tests.Hosting;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Automation.Engine.Tests.Client;

/// <summary>What is suspicious about a rule that is saved, beside what is wrong with it.</summary>
public sealed class RuleWarningTests
{
    private const string Placed = """{ "type": "event", "config": { "event": "order.placed" } }""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]

    // Event types.
    [InlineData("""{ "type": "event", "config": { "event": "order.plcaed" } }""", null, null, "unknown-event", "/triggers/0/config/event",
        "Rule 'r': the config of trigger 'event' names the event type 'order.plcaed', which no record of this host has. Did you mean 'order.placed'? Correct it, or leave it when others publish it as JSON.")]
    [InlineData(Placed, null, """{ "id": "w", "waitFor": { "event": "order.shiped", "subject": "x", "timeout": "PT1H" } }""", "unknown-event", "/steps/0/waitFor/event",
        "Rule 'r': 'waitFor' of step 'w' names the event type 'order.shiped', which no record of this host has. Did you mean 'order.shipped'? Correct it, or leave it when others publish it as JSON.")]

    // Triggers that start nothing.
    [InlineData("""{ "type": "event", "config": { "event": "automation.debounced" } }""", null, null, "not-fired", "/triggers/0/config/event",
        "Rule 'r': the config of trigger 'event' names the event type 'automation.debounced', which is the engine's own: such events are records, and start no rule and end no wait. Name an event of yours.")]
    [InlineData(Placed, null, """{ "id": "w", "waitFor": { "event": "automation.occurrence", "subject": "x", "timeout": "PT1H" } }""", "not-fired", "/steps/0/waitFor/event",
        "Rule 'r': 'waitFor' of step 'w' names the event type 'automation.occurrence', which is the engine's own: such events are records, and start no rule and end no wait. Name an event of yours.")]

    [InlineData("""{ "type": "schedule", "config": { "at": "2001-12-24T18:00:00+01:00" } }""", null, null, "never-fires", "/triggers/0/config/at",
        "Rule 'r': 'at' of the config of trigger 'schedule' is 2001-12-24T17:00:00Z, which has passed: it never fires. Name an instant to come, or start the rule by hand.")]

    // Members.
    [InlineData(Placed, null, """{ "id": "a", "type": "tell", "config": { "text": "{{ input.totl }}" } }""", "unknown-member", "/steps/0/config/text",
        "Rule 'r': step 'a' reads input.totl, but event 'order.placed' has no member 'totl' there. Did you mean 'total'?")]
    [InlineData(Placed, """{ "field": "input.customer.nam", "operator": "exists" }""", null, "unknown-member", "/conditions/field",
        "Rule 'r': the condition reads input.customer.nam, but event 'order.placed' has no member 'nam' there. Did you mean 'name'?")]
    [InlineData(Placed, """{ "field": "input.total.amount", "operator": "exists" }""", null, "unknown-member", "/conditions/field",
        "Rule 'r': the condition reads input.total.amount, but event 'order.placed' has no member 'amount' there. There is nothing below it.")]
    [InlineData(Placed, """{ "field": "input.lines[0].skuu", "operator": "exists" }""", null, "unknown-member", "/conditions/field",
        "Rule 'r': the condition reads input.lines[0].skuu, but event 'order.placed' has no member 'skuu' there. Did you mean 'sku'?")]
    [InlineData(Placed + """, { "type": "event", "id": "shipped", "config": { "event": "order.shipped" } }""", """{ "field": "input.carier", "operator": "exists" }""", null, "unknown-member", "/conditions/field",
        "Rule 'r': the condition reads input.carier, but event 'order.placed' and event 'order.shipped' have no member 'carier' there. Did you mean 'carrier'?")]
    [InlineData("""{ "type": "event", "config": { "event": "order.placed", "where": { "field": "trigger.data.totl", "operator": "greater_than", "value": 1 } } }""", null, null, "unknown-member", "/triggers/0/config/where/field",
        "Rule 'r': 'where' of trigger 'event' reads trigger.data.totl, but event 'order.placed' has no member 'totl' there. Did you mean 'total'?")]
    [InlineData(Placed, null, """{ "id": "w", "waitFor": { "event": "order.shipped", "subject": "x", "timeout": "PT1H", "where": { "field": "steps.w.output.carier", "operator": "exists" } } }""", "unknown-member", "/steps/0/waitFor/where/field",
        "Rule 'r': step 'w' reads steps.w.output.carier, but event 'order.shipped' has no member 'carier' there. Did you mean 'carrier'?")]
    [InlineData(Placed, null, """{ "id": "p", "type": "price" }, { "id": "a", "type": "tell", "config": { "text": "{{ steps.p.output.amuont }}" } }""", "unknown-member", "/steps/1/config/text",
        "Rule 'r': step 'a' reads steps.p.output.amuont, but the result of action 'price' has no member 'amuont' there. Did you mean 'amount'?")]
    [InlineData("""{ "type": "schedule", "config": { "daily": "07:00" } }""", """{ "field": "input.duee", "operator": "exists" }""", null, "unknown-member", "/conditions/field",
        "Rule 'r': the condition reads input.duee, but an occurrence has no member 'duee' there. Did you mean 'due'?")]

    // Comparisons that are never true.
    [InlineData(Placed, """{ "field": "input.total", "operator": "equals", "value": "100" }""", null, "never-true", "/conditions",
        "Rule 'r': the condition asks whether input.total equals '100', which is never true: the value is a number, and '100' is a text. Compare it with a number.")]
    [InlineData(Placed, """{ "field": "input.total", "operator": "starts_with", "value": "1" }""", null, "never-true", "/conditions",
        "Rule 'r': the condition asks whether input.total starts_with '1', which is never true: the value is a number, and the operator is for texts. Use another operator.")]
    [InlineData(Placed, """{ "field": "input.id", "operator": "in", "value": [] }""", null, "never-true", "/conditions",
        "Rule 'r': the condition asks whether input.id in [], which is never true: the array is empty. Name the values.")]
    [InlineData(Placed, """{ "field": "input.total", "operator": "between", "value": [ 20, 10 ] }""", null, "never-true", "/conditions",
        "Rule 'r': the condition asks whether input.total between [20,10], which is never true: the first value is greater than the second. Exchange them.")]
    [InlineData(Placed, """[ { "field": "input.id", "operator": "equals", "value": "a" }, { "field": "input.id", "operator": "equals", "value": "b" } ]""", null, "never-true", "/conditions/1",
        "Rule 'r': the condition asks whether input.id equals 'b', which is never true: equals 'a' must hold as well. Ask for 'any' of them, or leave one out.")]
    [InlineData(Placed, """[ { "field": "input.total", "operator": "greater_than", "value": 100 }, { "all": [ { "field": "input.total", "operator": "less_than", "value": 100 } ] } ]""", null, "never-true", "/conditions/1/all/0",
        "Rule 'r': the condition asks whether input.total less_than 100, which is never true: greater_than 100 must hold as well. Ask for 'any' of them, or leave one out.")]
    [InlineData(Placed, """[ { "field": "input.id", "operator": "in", "value": [ "a" ] }, { "field": "input.id", "operator": "equals", "value": "b" } ]""", null, "never-true", "/conditions/1",
        "Rule 'r': the condition asks whether input.id equals 'b', which is never true: in [\"a\"] must hold as well. Ask for 'any' of them, or leave one out.")]
    public async Task Suspicion_IsSaid_AndTheRuleIsStoredAllTheSame(string triggers, string? condition, string? steps, string code, string pointer, string message)
    {
        await using var test = await StartAsync();
        var json = Json(triggers, condition, steps);

        var check = await test.In("p").Rules.CheckAsync(json, Token);
        (await test.In("p").Rules.ListAsync(Token)).ShouldBeEmpty();
        var saved = await test.In("p").Rules.SaveAsync(json, cancellationToken: Token);

        var warning = saved.Warnings.ShouldHaveSingleItem();
        warning.Message.ShouldBe(message);
        (warning.Rule, warning.Code, warning.Pointer).ShouldBe(("r", code, pointer));
        (saved.Version, check.IsSound, check.Hash, check.Rule).ShouldBe((1, true, saved.Hash, "r"));
        check.Warnings.ShouldBe(saved.Warnings);
        (await test.In("p").Rules.FindAsync("r", Token))!.Warnings.ShouldBeEmpty("they are not stored");
    }

    [Theory]
    [InlineData("""{ "type": "manual" }""", """{ "debounce": "PT30S" }""", "tell", "/guards/debounce",
        "Rule 'r': 'debounce' is PT30S, which has no effect: no events or deliveries start the rule: starts by hand and schedules do not wait for quiet. Leave it out.")]
    [InlineData("""{ "type": "schedule", "config": { "daily": "07:00" } }""", """{ "debounce": "PT30S", "debounceMaxWait": "PT1M" }""", "tell", "/guards/debounce",
        "Rule 'r': 'debounce' is PT30S, which has no effect: no events or deliveries start the rule: starts by hand and schedules do not wait for quiet. Leave it out.")]
    [InlineData(Placed, """{ "budget": 100.5 }""", "tell", "/guards/budget",
        "Rule 'r': 'budget' is 100.5, which has no effect: no action of the rule costs anything. Say what a call costs (ActionAttribute.Cost), or leave it out.")]
    [InlineData(Placed, """{ "approvalAbove": 0 }""", "tell", "/guards/approvalAbove",
        "Rule 'r': 'approvalAbove' is 0, which has no effect: no action of the rule costs anything. Say what a call costs (ActionAttribute.Cost), or leave it out.")]
    [InlineData(Placed, """{ "budget": 100, "approvalAbove": 10, "debounce": "PT30S" }""", "dear", null, null)]
    [InlineData(Placed + """, { "type": "manual" }""", """{ "debounce": "PT30S" }""", "tell", null, null)]
    [InlineData("""{ "type": "webhook" }""", """{ "debounce": "PT30S" }""", "tell", null, null)]
    public async Task GuardWithoutEffect_IsWarnedOf(string triggers, string guards, string action, string? pointer, string? message)
    {
        await using var test = await StartAsync();
        var inLoop = $$"""{ "id": "all", "forEach": [ 1 ], "do": { "steps": [ { "id": "a", "type": "{{action}}", "config": { "text": "x" } } ] } }""";
        var json = Json(triggers, null, inLoop).Replace("\"conditions\"", $"\"guards\": {guards}, \"conditions\"", StringComparison.Ordinal);

        var check = await test.In("p").Rules.CheckAsync(json, Token);
        var saved = await test.In("p").Rules.SaveAsync(json, cancellationToken: Token);

        saved.Warnings.Select(warning => (warning.Code, warning.Pointer, warning.Message)).ShouldBe(message is null ? [] : [("no-effect", pointer!, message)]);
        check.Warnings.ShouldBe(saved.Warnings);
    }

    [Fact]
    public async Task GuardsWithoutEffect_OfARuleInCode_AreInTheLog()
    {
        var log = new RecordingLog();
        await using var test = await AutomationTest.StartAsync(
            automation =>
            {
                automation.Services.AddLogging(logging => logging.AddProvider(log));
                automation.AddHandler<Handlers>()
                    .AddRule<OrderPlaced>("idle", rule => rule.OnManual().Guard(new() { Debounce = TimeSpan.FromSeconds(5), Budget = 7 }).Then("a", run => new Tell(run.Input.Id)))
                    .AddRule<OrderPlaced>("sound", rule => rule.OnEvent<OrderPlaced>().Guard(new() { Debounce = TimeSpan.FromSeconds(5), Budget = 7 }).Then("a", run => new Dear(run.Input.Id)));
            },
            cancellationToken: Token);

        log.Lines.Where(line => line.Contains("no effect", StringComparison.Ordinal)).ShouldBe(
        [
            "Rule 'idle': GuardOptions.Debounce is PT5S, which has no effect: no events or deliveries start the rule: starts by hand and schedules do not wait for quiet. Leave it out.",
            "Rule 'idle': GuardOptions.Budget is 7, which has no effect: no action of the rule costs anything. Say what a call costs (ActionAttribute.Cost), or leave it out.",
        ]);
    }

    // Nobody reads warnings of which half are wrong.
    [Theory]
    [InlineData(Placed, """{ "field": "input.total", "operator": "greater_than", "value": 100 }""", """{ "id": "a", "type": "tell", "config": { "text": "{{ input.customer.name }} {{ input.lines[0].sku }} {{ input.more.anything }} {{ input.byKey.k }}" } }""")]
    [InlineData("""{ "type": "event", "config": { "event": "order.placed" }, "input": { "x": "{{ trigger.data.id }}" } }""", """{ "field": "input.x", "operator": "exists" }""", null)]
    [InlineData(Placed + """, { "type": "event", "id": "shipped", "config": { "event": "order.shipped" } }""", """{ "field": "input.carrier", "operator": "exists" }""", null)]
    [InlineData(Placed + """, { "type": "manual" }""", """{ "field": "input.total", "operator": "between", "value": [ 1, 1 ] }""", null)]
    [InlineData("""{ "type": "manual" }""", """{ "field": "input.whatever", "operator": "equals", "value": 1 }""", null)]
    [InlineData(Placed, """{ "any": [ { "field": "input.id", "operator": "equals", "value": "a" }, { "field": "input.id", "operator": "equals", "value": "b" } ] }""", null)]
    [InlineData(Placed, """{ "not": { "field": "input.total", "operator": "equals", "value": "1" } }""", null)]
    [InlineData(Placed, """[ { "field": "input.total", "operator": "greater_than", "value": 10 }, { "field": "input.total", "operator": "less_than", "value": 20 } ]""", null)]
    [InlineData("""{ "type": "schedule", "config": { "at": "2901-12-24T18:00:00Z" } }""", null, null)]
    [InlineData(Placed, """{ "field": "input.note", "operator": "equals", "value": null }""", null)]
    [InlineData(Placed, """{ "field": "input.at", "operator": "greater_than", "value": "2026-01-01T00:00:00Z" }""", null)]
    [InlineData(Placed, """{ "field": "input.kind", "operator": "equals", "value": "express" }""", null)]
    public async Task SoundRule_HasNoWarnings(string triggers, string? condition, string? steps)
    {
        await using var test = await StartAsync();

        (await test.In("p").Rules.SaveAsync(Json(triggers, condition, steps), cancellationToken: Token)).Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Check_OfARuleWithFaults_SaysThem_AndWhatIsSuspiciousBesides()
    {
        await using var test = await StartAsync();

        var check = await test.In("p").Rules.CheckAsync(Json(Placed, """{ "field": "input.totl", "operator": "equals", "value": 1 }""", """{ "id": "a", "type": "tel", "config": {} }"""), Token);

        (check.Rule, check.IsSound, check.Hash).ShouldBe(("r", false, null));
        check.Faults.ShouldHaveSingleItem().Pointer.ShouldBe("/steps/0/type");
        check.Warnings.ShouldHaveSingleItem().Pointer.ShouldBe("/conditions/field");
    }

    [Fact]
    public async Task Check_AsksWhatOnlyTheScopeKnows()
    {
        await using var test = await StartAsync();

        var check = await test.In("p").Rules.CheckAsync(Json(Placed, null, null).Replace("\"r\"", "\"hosts\""), Token);

        check.Faults.ShouldHaveSingleItem().Message.ShouldBe("Rule 'hosts': the host's code has a rule of this name. Choose another name.");
    }

    [Fact]
    public async Task Import_SaysWarnings_WithTheirPlaceInTheDocument()
    {
        await using var test = await StartAsync();
        var rule = Json(Placed, """{ "field": "input.totl", "operator": "exists" }""", null);

        var imported = await test.In("p").Rules.ImportAsync($$"""{ "format": "automation-rules", "version": 1, "rules": [ { "rule": {{rule}} } ] }""", new() { DryRun = true }, Token);

        imported.ShouldHaveSingleItem().Warnings.ShouldHaveSingleItem().Pointer.ShouldBe("/rules/0/rule/conditions/field");
    }

    [Theory]
    [InlineData("{\n  \"name\": \"r\",\n  \"stéps\": [ 1, ]\n}", "malformed-json", "The document is not valid JSON at line 3, column 17. It must be exactly one JSON value, without a byte order mark, comments, trailing commas or NaN.")]
    [InlineData("{ \"name\": \"r\",\n\"name\": 1 }", "duplicate-property", "The object has two properties of one name; the second is at line 2, column 1. Names are compared after their escapes are resolved.")]
    [InlineData("", "malformed-json", "The document is not valid JSON at line 1, column 1. It must be exactly one JSON value, without a byte order mark, comments, trailing commas or NaN.")]
    [InlineData("{ \"name\":\n \"HALF\" }", "invalid-text", "The document has half of a surrogate pair at line 2, column 3, which is no character. Write whole characters.")]
    [InlineData("{ \"name\":\n \"\ud83d\ude00\" HALF }", "invalid-text", "The document has half of a surrogate pair at line 2, column 7, which is no character. Write whole characters.")]
    public async Task WhatIsNoJson_IsSaidWithLineAndColumn(string json, string code, string message)
    {
        // No test runner can hand it over.
        json = json.Replace("HALF", "\ud800");
        await using var test = await StartAsync();

        var fault = (await test.In("p").Rules.CheckAsync(json, Token)).Faults.ShouldHaveSingleItem();

        (fault.Code, fault.Message).ShouldBe((code, message));
        var refused = await Should.ThrowAsync<RuleDefinitionException>(() => test.In("p").Rules.ImportAsync(json, cancellationToken: Token));
        refused.Faults.ShouldHaveSingleItem().Message.ShouldBe(message);
    }

    private static string Json(string triggers, string? condition, string? steps) => $$"""
        { "name": "r", "triggers": [ {{triggers}} ], "conditions": {{condition ?? "[]"}}, "steps": [ {{steps ?? """{ "id": "a", "type": "tell", "config": { "text": "x" } }"""}} ] }
        """;

    private static Task<AutomationTest> StartAsync() => AutomationTest.StartAsync(
        automation => automation.AddEvent<OrderPlaced>().AddEvent<OrderShipped>().AddHandler<Handlers>()
            .AddRule<OrderPlaced>("hosts", rule => rule.OnManual().Then("a", run => new Tell(run.Input.Id))),
        cancellationToken: Token);

    public enum Kind
    {
        Express,
    }

    public sealed record Customer(string Name);

    public sealed record Line(string Sku, int Pieces);

    [Event("order.placed", Subject = nameof(Id))]
    public sealed record OrderPlaced(string Id, decimal Total, Customer Customer, IReadOnlyList<Line> Lines, object More, IReadOnlyDictionary<string, int> ByKey, string? Note, DateTimeOffset At, Kind Kind);

    [Event("order.shipped", Subject = nameof(Id))]
    public sealed record OrderShipped(string Id, string Carrier);

    public sealed record Price(decimal Amount);

    [Action("tell")]
    public sealed record Tell(string Text) : IAction;

    [Action("price")]
    public sealed record AskPrice : IAction<Price>;

    [Action("dear", Cost = 3)]
    public sealed record Dear(string Text) : IAction;

    public sealed class Handlers : IActionHandler<Tell>, IActionHandler<Dear>, IActionHandler<AskPrice, Price>
    {
        public Task HandleAsync(Dear action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task HandleAsync(Tell action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<Price> HandleAsync(AskPrice action, StepContext context, CancellationToken cancellationToken) => Task.FromResult(new Price(1));
    }
}

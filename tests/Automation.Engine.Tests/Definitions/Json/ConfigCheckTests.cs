using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Definitions.Json;

/// <summary>The config of a step is compared with its action's record when a rule is saved or registered.</summary>
public sealed class ConfigCheckTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Names
    [Theory]
    [InlineData("""{ "orderId": "1", "totl": 2, "total": 3 }""", "unknown-property", "/totl", "the config of step 'a' has the member 'totl', which action 'config.invoice' does not have. Did you mean 'total'?")]
    [InlineData("""{ "orderId": "1", "Total": 2, "total": 3 }""", "unknown-property", "/Total", "the config of step 'a' has the member 'Total', which action 'config.invoice' does not have. Did you mean 'total'?")]
    [InlineData("""{ "orderId": "1", "total": 3, "lines": [ { "sku": "x", "coumt": 1 } ] }""", "unknown-property", "/lines/0/coumt", "an item of 'lines' of the config of step 'a' has the member 'coumt', which action 'config.invoice' does not have. Did you mean 'count'?")]
    [InlineData("""{ "orderId": "1", "total": 3, "to": { "street": "x", "streat": "{{ input.street }}" } }""", "unknown-property", "/to/streat", "'to' of the config of step 'a' has the member 'streat', which action 'config.invoice' does not have. Did you mean 'street'?")]

    // What must be there
    [InlineData("""{ "total": 3 }""", "missing-property", "", "the config of step 'a' has no 'orderId'. It needs a text, since action 'config.invoice' has no default for it.")]
    [InlineData("""{ "orderId": "1" }""", "missing-property", "", "the config of step 'a' has no 'total'. It needs a number, since action 'config.invoice' has no default for it.")]
    [InlineData("""{ "orderId": "1", "total": 3, "to": { } }""", "missing-property", "/to", "'to' of the config of step 'a' has no 'street'. It needs a text, since action 'config.invoice' has no default for it.")]

    // Constants
    [InlineData("""{ "orderId": 1, "total": 3 }""", "wrong-kind", "/orderId", "'orderId' of the config of step 'a' is 1. It needs a text.")]
    [InlineData("""{ "orderId": "1", "total": "3" }""", "wrong-kind", "/total", "'total' of the config of step 'a' is '3'. It needs a number.")]
    [InlineData("""{ "orderId": "1", "total": null }""", "wrong-kind", "/total", "'total' of the config of step 'a' is null. It needs a number.")]
    [InlineData("""{ "orderId": "1", "total": 3, "copies": 1.5 }""", "wrong-kind", "/copies", "'copies' of the config of step 'a' is 1.5. It needs a whole number (Int32).")]
    [InlineData("""{ "orderId": "1", "total": 3, "urgent": "yes" }""", "wrong-kind", "/urgent", "'urgent' of the config of step 'a' is 'yes'. It needs true or false.")]
    [InlineData("""{ "orderId": "1", "total": 3, "kind": "letter" }""", "wrong-kind", "/kind", "'kind' of the config of step 'a' is 'letter'. It needs one of: mail, paper.")]
    [InlineData("""{ "orderId": "1", "total": 3, "due": "soon" }""", "wrong-kind", "/due", "'due' of the config of step 'a' is 'soon'. It needs a DateTimeOffset.")]
    [InlineData("""{ "orderId": "1", "total": 3, "lines": { } }""", "wrong-kind", "/lines", "'lines' of the config of step 'a' is { }. It needs an array.")]
    [InlineData("""{ "orderId": "1", "total": 3, "lines": [ "x" ] }""", "wrong-kind", "/lines/0", "an item of 'lines' of the config of step 'a' is 'x'. It needs an object.")]
    [InlineData("""{ "orderId": "1", "total": 3, "tags": { "a": true } }""", "wrong-kind", "/tags/a", "'a' of 'tags' of the config of step 'a' is true. It needs a text.")]
    public async Task Config_ThatDoesNotFitItsRecord_IsAFault_AndNothingIsStored(string config, string code, string pointer, string message)
    {
        await using var test = await StartAsync();

        var fault = (await Should.ThrowAsync<RuleDefinitionException>(() => test.In("p").Rules.SaveAsync(Json(config), cancellationToken: Token))).Faults.ShouldHaveSingleItem();

        (fault.Code, fault.Pointer, fault.Message).ShouldBe((code, "/steps/0/config" + pointer, $"Rule 'r': {message}"));
        (await test.In("p").Rules.ListAsync(Token)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{ "orderId": "1", "total": 3 }""")]
    [InlineData("""{ "orderId": "{{ input.id }}", "total": "{{ input.total }}", "copies": "{{ input.copies }}", "urgent": "{{ input.urgent }}", "kind": "{{ input.kind }}", "due": "{{ input.due }}" }""")]
    [InlineData("""{ "orderId": "no. {{ input.id }}", "total": 3, "lines": "{{ input.lines }}", "to": "{{ input.to }}", "tags": "{{ input.tags }}" }""")]
    [InlineData("""{ "orderId": "1", "total": 3, "lines": [ { "sku": "x" }, "{{ input.line }}", { "sku": "y", "count": "{{ input.count }}" } ], "to": null, "note": null, "copies": 2, "kind": "paper", "due": "2030-01-01T00:00:00Z", "tags": { "any": "thing" } }""")]
    [InlineData("""{ "orderId": "1", "total": 3, "raw": { "any": [ 1, "{{ input.id }}" ] }, "more": 1 }""", "config.open")]
    public async Task Config_ThatFits_OrIsKnownOnlyWhenItRuns_IsSaved(string config, string action = "config.invoice")
    {
        await using var test = await StartAsync();

        (await test.In("p").Rules.SaveAsync(Json(config, action), cancellationToken: Token)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task RegisteredRule_AndConditionOfTheHosts_AreCheckedToo()
    {
        var registered = await Should.ThrowAsync<RuleDefinitionException>(() => AutomationTest.StartAsync(
            automation => Add(automation).AddRuleJson(Json("""{ "orderId": "1", "total": 3, "toto": 1 }""")), cancellationToken: Token));
        await using var test = await StartAsync();
        var condition = await Should.ThrowAsync<RuleDefinitionException>(() => test.In("p").Rules.SaveAsync(
            Json("""{ "orderId": "1", "total": 3 }""", conditions: """{ "type": "config.open", "config": { "idd": "1" } }"""), cancellationToken: Token));

        registered.Faults.ShouldHaveSingleItem().Pointer.ShouldBe("/steps/0/config/toto");
        condition.Faults.Select(fault => (fault.Code, fault.Pointer)).ShouldBe([("unknown-property", "/conditions/config/idd"), ("missing-property", "/conditions/config")]);
        condition.Faults[0].Message.ShouldContain("condition 'config.open' does not have. Did you mean 'id'?");
    }

    [Fact]
    public async Task RuleThatWasSavedBefore_StillLoadsAndRuns()
    {
        await using var test = await StartAsync();
        var stored = new StoredRule
        {
            Scope = "p", Name = "r", Version = 0, Hash = "0123456789abcdef0123456789abcdef", Enabled = true, Json = Json("""{ "orderId": "1", "totl": 3 }"""), SavedAt = test.Clock.GetUtcNow(),
        };
        await test.Services.GetRequiredService<IAutomationStore>().SaveRuleAsync(new RuleSave { Rule = stored }, Token);

        var published = await test.In("p").PublishJsonAsync("config.wanted", "{}"u8.ToArray(), cancellationToken: Token);
        await test.RunUntilIdleAsync(Token);

        published.Verdicts.ShouldHaveSingleItem().Reason.ShouldBe(VerdictReason.Ran);
        test.Calls<Invoice>().ShouldHaveSingleItem().OrderId.ShouldBe("1");
    }

    private static string Json(string config, string action = "config.invoice", string? conditions = null) => $$"""
        { "name": "r", "triggers": [ { "type": "event", "config": { "event": "config.wanted" } } ], {{(conditions is null ? "" : $"\"conditions\": {conditions},")}}
          "steps": [ { "id": "a", "type": "{{action}}", "config": {{config}} } ] }
        """;

    private static Task<AutomationTest> StartAsync() => AutomationTest.StartAsync(automation => Add(automation), cancellationToken: Token);

    private static AutomationBuilder Add(AutomationBuilder automation) => automation.AddHandler<Handler>();

    public enum Kind
    {
        Mail,
        Paper,
    }

    public sealed record Line(string Sku, int Count = 1);

    public sealed record Address(string Street);

    [Action("config.invoice")]
    public sealed record Invoice(
        string OrderId, decimal Total, Address? To, string? Note = null, int Copies = 1, bool Urgent = false, Kind Kind = Kind.Mail, DateTimeOffset? Due = null,
        IReadOnlyList<Line>? Lines = null, IReadOnlyDictionary<string, string>? Tags = null) : IAction;

    [Action("config.open")]
    public sealed record Open(string OrderId, decimal Total, System.Text.Json.JsonElement Raw) : IAction
    {
        [System.Text.Json.Serialization.JsonExtensionData]
        public Dictionary<string, System.Text.Json.JsonElement>? More { get; init; }
    }

    [Condition("config.open")]
    public sealed record IsOpen(string Id) : ICondition;

    public sealed class Handler : IActionHandler<Invoice>, IActionHandler<Open>, IConditionHandler<IsOpen>
    {
        public Task HandleAsync(Invoice action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task HandleAsync(Open action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<bool> EvaluateAsync(IsOpen condition, ConditionContext context, CancellationToken cancellationToken) => Task.FromResult(true);
    }
}

using Automation.Engine.Tests.Samples;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Matching;

/// <summary>Filters of triggers: which events of a type start a rule, by which trigger, and what is said of the others.</summary>
public sealed class EventFilterTests
{
    // Faults: the filter is not asked; it is asked of the mapped input.
    [Fact]
    public async Task Event_ThatTheFilterRefuses_StartsNothing_AndItsVerdictSaysWhy()
    {
        await using var test = await StartAsync(rule => rule.OnEvent<AssetApproved>(asset => new(asset.AssetId, "mapped", "v"), where: asset => asset.Kind == "sprite"));

        var refused = await test.In("p").PublishAsync(new AssetApproved("a", "mesh", "v1"));
        var passed = await test.In("p").PublishAsync(new AssetApproved("b", "sprite", "v1"));
        await test.RunUntilIdleAsync();

        refused.Verdicts.ShouldBe([new Verdict { Rule = "seen", Reason = VerdictReason.ConditionFalse, Detail = "trigger 'event': asset => asset.Kind == \"sprite\" (asset.Kind was \"mesh\")" }]);
        passed.Verdicts.Single().Reason.ShouldBe(VerdictReason.Ran);
        test.Calls<SetStatus>().Single().ShouldBe(new SetStatus("b", "mapped"));
    }

    // Fault: the last trigger for a type wins, or each starts a run.
    [Fact]
    public async Task SeveralTriggersForOneType_TheFirstThatTakesTheEventCounts()
    {
        await using var test = await StartAsync(rule => rule
            .OnEvent<AssetApproved>(asset => new(asset.AssetId, "first", "v"), "first", where: asset => asset.Kind == "sprite")
            .OnEvent<AssetApproved>(asset => new(asset.AssetId, "second", "v"), "second", where: asset => asset.AssetId.Length == 1)
            .OnEvent<AssetApproved>(asset => new(asset.AssetId, "rest", "v"), "rest"));
        foreach (var (id, kind) in new[] { ("a", "sprite"), ("b", "mesh"), ("cc", "mesh") })
        {
            await test.In("p").PublishAsync(new AssetApproved(id, kind, "v"));
        }

        await test.RunUntilIdleAsync();

        test.Calls<SetStatus>().Select(call => $"{call.AssetId} {call.Status}").Order().ShouldBe(["a first", "b second", "cc rest"]);
        (await test.In("p").ListRunsAsync()).Items.Select(run => run.Trigger.Id).Order().ShouldBe(["first", "rest", "second"]);
    }

    [Fact]
    public async Task EveryFilterThatRefuses_IsInTheVerdict()
    {
        await using var test = await StartAsync(rule => rule
            .OnEvent<AssetApproved>("first", where: asset => asset.Kind == "sprite")
            .OnEvent<AssetApproved>("second", where: asset => asset.Kind == "sound"));

        (await test.In("p").PublishAsync(new AssetApproved("a", "mesh", "v"))).Verdicts.Single().Detail.ShouldBe(
            "trigger 'first': asset => asset.Kind == \"sprite\" (asset.Kind was \"mesh\"); trigger 'second': asset => asset.Kind == \"sound\" (asset.Kind was \"mesh\")");
    }

    // Fault: the first trigger of the type counts in a preview.
    [Fact]
    public async Task Preview_AsksTheFilters()
    {
        await using var test = await StartAsync(rule => rule
            .OnEvent<AssetApproved>(asset => new(asset.AssetId, "first", "v"), "first", where: asset => asset.Kind == "sprite")
            .OnEvent<AssetApproved>(asset => new(asset.AssetId, "second", "v"), "second", where: asset => asset.Kind == "mesh"));
        var events = new List<PublishResult>();
        foreach (var kind in (string[])["mesh", "sound"])
        {
            events.Add(await test.In("p").PublishAsync(new AssetApproved("a", kind, "v")));
        }

        var report = await test.In("p").Rule("seen").BacktestAsync();

        report.Reasons.ShouldBe(new Dictionary<VerdictReason, int> { [VerdictReason.Ran] = 1, [VerdictReason.ConditionFalse] = 1 }, ignoreOrder: true);
        report.Samples.Single(sample => sample.Reason == VerdictReason.ConditionFalse).Detail.ShouldBe(events[1].Verdicts.Single().Detail);
    }

    [Fact]
    public async Task FilterThatThrows_IsTheRulesTroubleOnly()
    {
        await using var test = await StartAsync(rule => rule.OnEvent<AssetApproved>(where: asset => asset.Kind.Length / (asset.AssetId.Length - 1) > 0));

        var verdict = (await test.In("p").PublishAsync(new AssetApproved("a", "mesh", "v"))).Verdicts.Single();

        verdict.Reason.ShouldBe(VerdictReason.Faulted);
        verdict.Detail.ShouldBe("""asset => asset.Kind.Length / (asset.AssetId.Length - 1) > 0 (asset.Kind was "mesh", asset.AssetId was "a"): Attempted to divide by zero.""");
    }

    // Any field, by keyword, pattern and operators; the verdict has the values seen.
    [Theory]
    [InlineData("""{ "field": "trigger.data.message.text", "operator": "contains", "value": "offer" }""", "trigger 'event': trigger.data.message.text")]
    [InlineData("""{ "field": "trigger.data.message.text", "operator": "matches", "value": "(?i)\\bORDER\\b" }""", "trigger 'event': trigger.data.message.text")]
    [InlineData("""{ "field": "trigger.data.score", "operator": "greater_than", "value": 6 }""", "trigger 'event': trigger.data.score")]
    [InlineData("""{ "all": [ { "field": "trigger.data.tags[0]", "operator": "in", "value": [ "hot" ] }, { "not": { "field": "trigger.data.spam", "operator": "exists" } } ] }""", "trigger 'event': trigger.data.tags[0]")]
    public async Task JsonFilter_OnAnyField(string where, string refusal)
    {
        await using var test = await AutomationTest.StartAsync(builder => builder.AddSampleHandlers());
        test.Fake((SetStatus _) => { });
        await test.In("p").Rules.SaveAsync($$"""
            { "name": "agent", "triggers": [ { "type": "event", "config": { "event": "agent.message.received", "where": {{where}} } } ],
              "steps": [ { "id": "a", "type": "asset.set-status", "config": { "assetId": "x", "status": "{{"{{ input.message.text }}"}}" } } ] }
            """);

        var passed = await test.In("p").PublishJsonAsync("agent.message.received", """{"message":{"text":"an order, an offer"},"score":7,"tags":["hot"]}"""u8.ToArray());
        var refused = await test.In("p").PublishJsonAsync("agent.message.received", """{"message":{"text":"hello"},"score":3,"tags":["cold"],"spam":true}"""u8.ToArray());

        passed.Verdicts.Single().Reason.ShouldBe(VerdictReason.Ran);
        refused.Verdicts.Single().Reason.ShouldBe(VerdictReason.ConditionFalse);
        refused.Verdicts.Single().Detail.ShouldNotBeNull().ShouldStartWith(refusal);
        (await test.In("p").Rule("agent").ExportAsync()).ShouldContain("\"where\":");
    }

    // The caps of patterns hold in filters, too.
    [Theory]
    [InlineData("(?=a)b")]
    [InlineData("((a{1,100}){1,100}){1,100}")]
    public async Task JsonFilter_WithAPatternThatIsSlow_IsRefused(string pattern)
    {
        await using var test = await AutomationTest.StartAsync(builder => builder.AddSampleHandlers());

        var refused = await Should.ThrowAsync<RuleDefinitionException>(() => test.In("p").Rules.SaveAsync($$"""
            { "name": "agent", "triggers": [ { "type": "event", "config": { "event": "a.b", "where": { "field": "trigger.data.x", "operator": "matches", "value": "{{pattern}}" } } } ],
              "steps": [ { "id": "a", "type": "asset.set-status", "config": { "assetId": "x", "status": "y" } } ] }
            """));

        refused.Faults.ShouldHaveSingleItem().Pointer.ShouldBe("/triggers/0/config/where/value");
    }

    private static async Task<AutomationTest> StartAsync(Action<RuleBuilder<AssetApproved>> triggers)
    {
        var test = await AutomationTest.StartAsync(builder => builder.AddRule<AssetApproved>("seen", rule =>
        {
            triggers(rule);
            rule.Then("a", run => new SetStatus(run.Input.AssetId, run.Input.Kind));
        }));
        test.Fake((SetStatus _) => { });
        return test;
    }
}

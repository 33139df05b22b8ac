using System.Text.Json;
using Automation.Engine.Tests.Hosting;
using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Automation.Engine.Tests.Client;

/// <summary>One list of all rules of a scope, those in C# and those that are stored.</summary>
public sealed class RuleListTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_HasTheHostsRulesAndTheScopesOwn_ByName()
    {
        await using var test = await StartAsync();
        var stored = await test.In("p").Rules.SaveAsync(Json("middle", """{ "type": "event", "config": { "event": "letter.sent" } }"""), new() { Author = "ada" }, Token);

        var rules = await test.In("p").ListRulesAsync(cancellationToken: Token);

        rules.Select(rule => (rule.Name, rule.Shared, rule.Enabled, rule.Fault)).ShouldBe(
            [("alpha", true, true, null), ("middle", false, true, null), ("zulu", true, true, null)]);
        (rules[0].Description, rules[0].Version, rules[0].Author, rules[0].SavedAt).ShouldBe(("Tells of letters.", null, null, null));
        rules[0].Triggers.ShouldBe([new RuleTrigger("event", TriggerKind.Event, "letter.sent")]);
        rules[0].Hash.Length.ShouldBe(32);
        (rules[1].Hash, rules[1].Version, rules[1].Author, rules[1].SavedAt).ShouldBe((stored.Hash, 1, "ada", stored.SavedAt));
        rules[2].Triggers.Select(trigger => trigger.Kind).ShouldBe([TriggerKind.Schedule]);
        (await test.In("other").ListRulesAsync(cancellationToken: Token)).Select(rule => rule.Name).ShouldBe(["alpha", "zulu"]);
    }

    [Fact]
    public async Task List_CanBeNarrowed()
    {
        await using var test = await StartAsync();
        await test.In("p").Rules.SaveAsync(Json("middle", """{ "type": "manual" }"""), cancellationToken: Token);
        await test.In("p").Rule("middle").DisableAsync(cancellationToken: Token);

        (await NamesAsync(test, new() { Enabled = true })).ShouldBe(["alpha", "zulu"]);
        (await NamesAsync(test, new() { Enabled = false })).ShouldBe(["middle"]);
        (await NamesAsync(test, new() { Search = "ID" })).ShouldBe(["middle"]);
        (await NamesAsync(test, new() { Search = "LETTERS" })).ShouldBe(["alpha"]);
        (await NamesAsync(test, new() { Trigger = TriggerKind.Schedule })).ShouldBe(["zulu"]);
        (await NamesAsync(test, new() { Trigger = TriggerKind.Webhook })).ShouldBeEmpty();
    }

    // Fault: runs of other rules are counted, or the last run is looked for within the time only.
    [Fact]
    public async Task Activity_IsTheLastRunOfEachRule_AndHowManyThereWere_WhenItIsAskedFor()
    {
        await using var test = await StartAsync();
        await test.In("p").Rules.SaveAsync(Json("middle", """{ "type": "event", "config": { "event": "letter.sent" } }"""), cancellationToken: Token);
        await test.In("p").PublishJsonAsync("letter.sent", """{ "id": "1" }"""u8.ToArray(), cancellationToken: Token);
        await test.In("other").PublishJsonAsync("letter.sent", """{ "id": "1" }"""u8.ToArray(), cancellationToken: Token);
        await test.AdvanceAsync(TimeSpan.FromHours(2));
        var last = (await test.In("p").Rule("middle").RunJsonAsync(JsonElement.Parse("{}"), cancellationToken: Token)).RunId;
        await test.RunUntilIdleAsync(Token);

        async Task<IReadOnlyList<RuleSummary>> AskAsync(TimeSpan? within) => await test.In("p").ListRulesAsync(new() { ActivityWithin = within }, Token);
        var day = await AskAsync(TimeSpan.FromDays(1));
        var hour = await AskAsync(TimeSpan.FromHours(1));

        day.Select(rule => (rule.Name, rule.Activity!.Runs.Values.Sum())).ShouldBe([("alpha", 1), ("middle", 2), ("zulu", 0)]);
        hour.Select(rule => (rule.Name, rule.Activity!.Runs.Values.Sum())).ShouldBe([("alpha", 0), ("middle", 1), ("zulu", 0)]);
        (hour[0].Activity!.LastRun!.Rule, hour[1].Activity!.LastRun!.Id, hour[2].Activity!.LastRun).ShouldBe(("alpha", last, null));
        (await AskAsync(null)).ShouldAllBe(rule => rule.Activity == null);
        (await Should.ThrowAsync<ArgumentOutOfRangeException>(() => AskAsync(TimeSpan.Zero))).Message.ShouldStartWith("RuleQuery.ActivityWithin is 00:00:00; 1 second to 36500 days is allowed, or null to leave it out.");
    }

    // Faults: rules that are there are listed, too; what was stored for all is forgotten.
    [Fact]
    public async Task DeletedOnes_AreListedWhereAskedFor_AndCanBeBroughtBack()
    {
        await using var test = await StartAsync();
        await test.In("p").Rules.SaveAsync(Json("middle", """{ "type": "manual" }"""), new() { Author = "ada" }, Token);
        await test.In("p").Rules.SaveAsync(Json("stays", """{ "type": "manual" }"""), cancellationToken: Token);
        await test.SharedRules.SaveAsync(Json("common", """{ "type": "manual" }"""), cancellationToken: Token);
        await test.In("p").Rules.DeleteAsync("middle", Token);
        await test.SharedRules.DeleteAsync("common", Token);

        var deleted = await test.In("p").ListRulesAsync(new() { Deleted = true }, Token);

        deleted.Select(rule => (rule.Name, rule.Origin, rule.Deleted, rule.Enabled, rule.Version)).ShouldBe(
            [("common", RuleOrigin.Shared, true, false, 1), ("middle", RuleOrigin.Scope, true, false, 1)]);
        (deleted[1].Author, deleted[1].Triggers[0].Kind).ShouldBe(("ada", TriggerKind.Manual));
        deleted[1].Fault.ShouldBe("The rule was deleted. Save its last version, the first that ListVersionsAsync answers, to bring it back.");
        (await NamesAsync(test, new() { Deleted = true, Search = "MID" })).ShouldBe(["middle"]);
        (await NamesAsync(test, new() { Search = "middle" })).ShouldBeEmpty();
        (await test.In("q").ListRulesAsync(new() { Deleted = true }, Token)).Select(rule => rule.Name).ShouldBe(["common"]);

        await test.In("p").Rules.SaveAsync((await test.In("p").Rules.ListVersionsAsync("middle", cancellationToken: Token)).Items[0].Json, cancellationToken: Token);
        (await NamesAsync(test, new() { Deleted = true })).ShouldBe(["common"]);
        (await NamesAsync(test, new() { Search = "middle" })).ShouldBe(["middle"]);
    }

    // Fault: the host's own rules are looked at only, at the start.
    [Fact]
    public async Task TriggerThatNobodyFires_IsNoted_AndLoggedWhenTheRuleIsSaved()
    {
        var log = new RecordingLog();
        await using var test = await StartAsync(log);

        await test.In("p").Rules.SaveAsync(Json("hooked", """{ "type": "webhook", "config": {} }"""), cancellationToken: Token);

        (await test.In("p").ListRulesAsync(new() { Trigger = TriggerKind.Webhook }, Token)).Single().Notes.ShouldBeEmpty();
        (await test.In("p").ListRulesAsync(new() { Trigger = TriggerKind.Event }, Token)).Single().Notes.ShouldBeEmpty();
        await test.In("p").Rules.SaveAsync(Json("listens", """{ "type": "event", "config": { "event": "automation.debounced" } }"""), cancellationToken: Token);
        const string own = "waits for events of type 'automation.debounced', which are the engine's own records and start no rule. Start the rule by hand.";
        (await test.In("p").ListRulesAsync(new() { Search = "listens" }, Token)).Single().Notes.ShouldBe([$"Trigger 'event' {own}"]);
        log.Lines.ShouldContain($"Rule 'listens': trigger 'event' {own}");
    }

    [Fact]
    public async Task Rule_ThatThisBuildDoesNotRun_SaysWhy()
    {
        await using var test = await StartAsync();
        var store = test.Services.GetRequiredService<IAutomationStore>();
        foreach (var (name, json) in new[] { ("alpha", Json("alpha", """{ "type": "manual" }""")), ("strange", """{ "name": "strange", "of": "the future" }""") })
        {
            var rule = new StoredRule { Scope = "p", Name = name, Version = 0, Hash = "0123456789abcdef0123456789abcdef", Enabled = true, Json = json, SavedAt = test.Clock.GetUtcNow() };
            await store.SaveRuleAsync(new RuleSave { Rule = rule }, Token);
        }

        var faults = (await test.In("p").ListRulesAsync(cancellationToken: Token)).Where(rule => rule.Fault is not null).ToDictionary(rule => rule.Name, rule => rule.Fault!);

        faults.Keys.ShouldBe(["alpha", "strange"], ignoreOrder: true);
        faults["alpha"].ShouldStartWith("The host has a rule of this name of its own");
        faults["strange"].ShouldStartWith("This build cannot read the rule.");
    }

    private static async Task<IEnumerable<string>> NamesAsync(AutomationTest test, RuleQuery query) => (await test.In("p").ListRulesAsync(query, Token)).Select(rule => rule.Name);

    private static string Json(string name, string trigger) =>
        $$"""{ "name": "{{name}}", "triggers": [ {{trigger}} ], "steps": [ { "id": "note", "type": "note", "config": { "text": "x" } } ] }""";

    private static Task<AutomationTest> StartAsync(RecordingLog? log = null) => AutomationTest.StartAsync(automation => (log is null ? automation : Logged(automation, log))
        .AddHandler<NoteHandler>()
        .AddRule<LetterSent>("alpha", rule => rule.Describe("Tells of letters.").OnEvent<LetterSent>().Then("note", run => new Note(run.Input.Id)))
        .AddRule<Occurrence>("zulu", rule => rule.OnSchedule(Schedule.Daily(new(7, 0))).Then("note", run => new Note("morning"))));

    private static AutomationBuilder Logged(AutomationBuilder automation, RecordingLog log)
    {
        automation.Services.AddSingleton<ILoggerProvider>(log);
        return automation;
    }

    [Event("letter.sent", Subject = nameof(Id))]
    public sealed record LetterSent(string Id);

    [Action("note")]
    public sealed record Note(string Text) : IAction;

    public sealed class NoteHandler : IActionHandler<Note>
    {
        public Task HandleAsync(Note action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

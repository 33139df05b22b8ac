using System.Text.Json;
using Automation.Engine.Tests.Running.Driving;
using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Automation.Engine.Tests.Client;

/// <summary>Rules travel: as one document from scope to scope, and as templates.</summary>
public sealed class RuleImportTests
{
    private const string Template = """
        { "name": "parcels", "parameters": { "text": { "type": "string", "default": "one" }, "most": { "type": "integer" } },
          "triggers": [ { "type": "event", "config": { "event": "parcel.sent" } } ],
          "steps": [ { "id": "tell", "type": "note", "config": { "text": "{{ parameters.text }}" } } ] }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Export_ImportedElsewhere_HasTheSameRules()
    {
        await using var test = await StartAsync();
        var (from, to) = (test.In("p").Rules, test.In("q").Rules);
        await from.SaveAsync(Rule("b"), cancellationToken: Token);
        await from.SaveAsync(Rule("a"), cancellationToken: Token);
        await test.In("p").Rule("a").DisableAsync(cancellationToken: Token);

        var imported = await to.ImportAsync(await from.ExportAsync(cancellationToken: Token), new() { Author = "ada" }, Token);

        imported.Select(one => (one.Name, one.Status, one.Version)).ShouldBe([("a", RuleImportStatus.New, 1), ("b", RuleImportStatus.New, 1)]);
        var (before, after) = (await from.ListAsync(Token), await to.ListAsync(Token));
        after.Select(rule => (rule.Name, rule.Hash, rule.Enabled, rule.Json)).ShouldBe(before.Select(rule => (rule.Name, rule.Hash, rule.Enabled, rule.Json)));
        after.ShouldAllBe(rule => rule.Author == "ada");
        (await to.ExportAsync(cancellationToken: Token)).ShouldBe(await from.ExportAsync(cancellationToken: Token));
    }

    // Faults: what is kept is stored, or is refused since somebody edited it.
    [Fact]
    public async Task Import_ThatKeeps_StoresOnlyWhatIsNew()
    {
        await using var test = await StartAsync();
        var rules = test.In("p").Rules;
        await rules.SaveAsync(Rule("same"), cancellationToken: Token);
        var own = await rules.SaveAsync(Rule("own", "edited"), new() { Author = "tenant" }, Token);
        var document = Document(Rule("same"), Rule("own"), Rule("new"));
        (RuleImportStatus, int?)[] expected = [(RuleImportStatus.Same, 1), (RuleImportStatus.Kept, 1), (RuleImportStatus.New, 1)];

        var planned = await rules.ImportAsync(document, new() { KeepExisting = true, DryRun = true }, Token);
        var done = await rules.ImportAsync(document, new() { KeepExisting = true, Disabled = true }, Token);

        planned.Select(one => one.Status).ShouldBe(expected.Select(one => one.Item1));
        done.Select(one => (one.Status, one.Version)).ShouldBe(expected);
        (await rules.ListVersionsAsync("own", cancellationToken: Token)).Items.ShouldHaveSingleItem().Hash.ShouldBe(own.Hash);
        (await rules.FindAsync("new", Token))!.Enabled.ShouldBeFalse();
    }

    // Faults: a dry run stores; a rule that is refused takes others with it.
    [Fact]
    public async Task Import_SaysOfEachRuleWhatItDoes_AndADryRunTheSameWithoutDoingIt()
    {
        await using var test = await StartAsync();
        var rules = test.In("p").Rules;
        await rules.SaveAsync(Rule("same"), cancellationToken: Token);
        await rules.SaveAsync(Rule("changed"), cancellationToken: Token);
        await rules.SaveAsync(Rule("said"), cancellationToken: Token);
        await rules.SaveAsync(Rule("untouched"), cancellationToken: Token);
        await test.In("p").Rule("changed").DisableAsync(cancellationToken: Token);
        var document = Document(Rule("same"), Rule("changed", "two"), Rule("said").Replace("\"triggers\"", "\"description\": \"Other words.\", \"triggers\""), Rule("new"), Rule("new", "three"), Rule("bad").Replace("\"note\"", "\"nothing\""), Rule("coded"));
        var before = await rules.ExportAsync(cancellationToken: Token);

        var planned = await rules.ImportAsync(document, new() { DryRun = true }, Token);

        (await rules.ExportAsync(cancellationToken: Token)).ShouldBe(before);
        RuleImportStatus[] expected = [RuleImportStatus.Same, RuleImportStatus.Changed, RuleImportStatus.Changed, RuleImportStatus.New, RuleImportStatus.Refused, RuleImportStatus.Refused, RuleImportStatus.Refused];
        planned.Select(one => one.Status).ShouldBe(expected);
        planned.Select(one => one.Version).ShouldBe([1, 1, 1, null, null, null, null]);

        var done = await rules.ImportAsync(document, cancellationToken: Token);

        done.Select(one => one.Status).ShouldBe(expected);
        done.Select(one => one.Version).ShouldBe([1, 2, 2, 1, null, null, null]);
        done[4].Faults.ShouldHaveSingleItem().Message.ShouldBe("Rule 'new' is in the document twice. Leave one of them out.");
        done[5].Name.ShouldBe("bad");
        done[5].Faults.ShouldHaveSingleItem().Pointer.ShouldNotBeNull().ShouldStartWith("/rules/5/rule/steps/0");
        done[6].Faults.ShouldHaveSingleItem().ToString().ShouldBe("Rule 'coded': the host's code has a rule of this name. Choose another name. (at '/rules/6/rule/name')");
        (await rules.ListAsync(Token)).Select(rule => (rule.Name, rule.Enabled)).ShouldBe([("changed", false), ("new", true), ("said", true), ("same", true), ("untouched", true)]);
        (await rules.ImportAsync(document, cancellationToken: Token)).Take(4).ShouldAllBe(one => one.Status == RuleImportStatus.Same);
    }

    // Faults: settings are laid over a rule that somebody else saved meanwhile; what is said of the rule is what was read, not what was done.
    [Theory]
    [InlineData("one", RuleImportStatus.Same)]
    [InlineData("two", RuleImportStatus.Refused)]
    public async Task Import_OfARuleThatSomebodySavesMeanwhile_LeavesItsSettings(string others, RuleImportStatus status)
    {
        HookedStore store = null!;
        await using var test = await StartAsync(services => services.Replace(ServiceDescriptor.Singleton<IAutomationStore>(_ => store = new HookedStore(new InMemoryDatabase()))));
        await test.In("p").Rules.SaveAsync(Rule("r"), new() { Disabled = true }, Token);
        var document = await test.In("p").Rules.ExportAsync(new() { Settings = true }, Token);
        document.ShouldContain("\"settings\"");
        store.BeforeSaveRule = async (_, _) =>
        {
            store.BeforeSaveRule = null;
            await test.In("q").Rules.SaveAsync(Rule("r", others), cancellationToken: Token);
        };

        var import = (await test.In("q").Rules.ImportAsync(document, cancellationToken: Token)).ShouldHaveSingleItem();

        (import.Status, import.TookSettings).ShouldBe((status, false));
        (await test.In("q").Rule("r").GetSettingsAsync(Token)).ShouldSatisfyAllConditions(settings => settings.Enabled.ShouldBeTrue(), settings => settings.Revision.ShouldBe(0));
    }

    [Fact]
    public async Task ImportSwitchedOff_SwitchesOff_WhateverTheDocumentSays()
    {
        await using var test = await StartAsync();
        var rules = test.In("p").Rules;
        await rules.SaveAsync(Rule("same"), cancellationToken: Token);

        await rules.ImportAsync(Document(Rule("same"), Rule("new")), new() { Disabled = true }, Token);

        (await rules.ListAsync(Token)).Select(rule => (rule.Name, rule.Version, rule.Enabled)).ShouldBe([("new", 1, false), ("same", 1, false)]);
    }

    [Fact]
    public async Task ExportWithSettings_ImportedElsewhere_CountsThere_AsTheFirstRevision()
    {
        await using var test = await StartAsync();
        var (from, to) = (test.In("p"), test.In("q"));
        await from.Rules.SaveAsync(Template, cancellationToken: Token);
        var rule = from.Rule("parcels");
        await rule.OptInAsync(new() { Author = "ada" }, Token);
        await rule.OverrideJsonAsync(JsonElement.Parse("""{ "text": "theirs" }"""), cancellationToken: Token);
        await rule.OverrideGuardsJsonAsync(JsonElement.Parse("""{ "maxRunsPerScope": 2 }"""), cancellationToken: Token);
        await rule.PauseAsync(test.Clock.GetUtcNow().AddDays(1), new() { Author = "bob", Reason = "holidays" }, Token);
        await rule.RecordPreviewAsync(await rule.PreviewAsync(new PreviewInput.Event("parcel.sent", JsonElement.Parse("{}")), Token), cancellationToken: Token);
        var document = await from.Rules.ExportAsync(new() { Settings = true }, Token);

        var planned = await to.Rules.ImportAsync(document, new() { DryRun = true }, Token);
        var imported = await to.Rules.ImportAsync(document, new() { Author = "eve" }, Token);
        var settings = await to.Rule("parcels").GetSettingsAsync(Token);
        await to.Rule("parcels").ResumeAsync(cancellationToken: Token);
        var again = await to.Rules.ImportAsync(document, cancellationToken: Token);

        planned.Single().TookSettings.ShouldBeTrue();
        (imported.Single().Status, imported.Single().TookSettings).ShouldBe((RuleImportStatus.New, true));
        var before = await rule.GetSettingsAsync(Token);
        (settings.Revision, settings.Author, settings.OptedIn, settings.Pause, settings.Previewed).ShouldBe((1, "eve", true, before.Pause, null));
        (settings.ParameterOverrides.GetRawText(), settings.GuardOverrides.GetRawText()).ShouldBe(("""{"text":"theirs"}""", """{"maxRunsPerScope":2}"""));
        (again.Single().Status, again.Single().TookSettings).ShouldBe((RuleImportStatus.Same, false));
        (await to.Rule("parcels").GetSettingsAsync(Token)).Pause.ShouldBeNull("what the scope set since stays");
    }

    // Fault: who imports loses the previews that were recorded before.
    [Fact]
    public async Task ImportWithSettings_KeepsThePreviewsOfTheScope()
    {
        await using var test = await StartAsync();
        var (from, to) = (test.In("p"), test.In("q"));
        await from.Rules.SaveAsync(Template, cancellationToken: Token);
        await from.Rule("parcels").OptInAsync(cancellationToken: Token);
        await to.Rules.RecordPreviewAsync(await to.Rules.PreviewAsync(Template, new PreviewInput.Event("parcel.sent", JsonElement.Parse("{}")), Token), new() { Author = "ada" }, Token);

        await to.Rules.ImportAsync(await from.Rules.ExportAsync(new() { Settings = true }, Token), cancellationToken: Token);

        var settings = await to.Rule("parcels").GetSettingsAsync(Token);
        (settings.Revision, settings.OptedIn, settings.Previewed?.Author).ShouldBe((2, true, "ada"));
    }

    [Fact]
    public async Task ExportWithSettings_LeavesBehindWhatDoesNotCount()
    {
        await using var test = await StartAsync();
        var from = test.In("p");
        await from.Rules.SaveAsync(Template, cancellationToken: Token);
        await from.Rule("parcels").OverrideJsonAsync(JsonElement.Parse("""{ "text": "theirs" }"""), cancellationToken: Token);
        await from.Rule("parcels").PauseAsync(test.Clock.GetUtcNow().AddMinutes(1), cancellationToken: Token);
        await from.Rules.SaveAsync(Template.Replace("\"text\": { \"type\": \"string\", \"default\": \"one\" }", "\"word\": { \"type\": \"string\", \"default\": \"one\" }").Replace("parameters.text", "parameters.word"), cancellationToken: Token);
        await test.AdvanceAsync(TimeSpan.FromMinutes(2), Token);

        (await from.Rules.ExportAsync(new() { Settings = true }, Token)).ShouldBe(await from.Rules.ExportAsync(cancellationToken: Token));
    }

    [Theory]
    [InlineData("""[]""", "/rules/0/settings", "Rule 'parcels': 'settings' is an object; an array is here.")]
    [InlineData("""{ "previews": [] }""", "/rules/0/settings/previews", "Rule 'parcels': 'settings' has the member 'previews', which is unknown there. Known members: disabled, guards, optedIn, optedOut, parameters, paused.")]
    [InlineData("""{ "optedIn": {} }""", "/rules/0/settings/optedIn", "Rule 'parcels': 'optedIn' of 'settings' has no 'at'. It needs an instant, such as '2026-03-01T12:00:00Z'.")]
    [InlineData("""{ "paused": { "at": "2026-03-01" } }""", "/rules/0/settings/paused/at", "Rule 'parcels': 'at' of 'paused' of 'settings' is '2026-03-01'. It needs an instant, such as '2026-03-01T12:00:00Z'.")]
    [InlineData("""{ "optedIn": { "at": "2026-03-01T12:00:00Z" }, "optedOut": { "at": "2026-03-01T12:00:00Z" } }""", "/rules/0/settings/optedOut", "Rule 'parcels': 'settings' says that the scope opted in, and that it opted out. Leave one of them out.")]
    [InlineData("""{ "parameters": { "most": "many" } }""", "/rules/0/settings/parameters/most", "Rule 'parcels': parameter 'most' is 'many'. It needs a value of the type 'integer'.")]
    [InlineData("""{ "guards": { "maxRunsPerScope": 0 } }""", "/rules/0/settings/guards/maxRunsPerScope", "Rule 'parcels': 'maxRunsPerScope' of 'guards' is 0. It needs a whole number from 1 to 2147483647.")]
    public async Task Import_OfSettingsThatAreNone_RefusesTheRule(string settings, string pointer, string message)
    {
        await using var test = await StartAsync();
        var document = $$"""{ "format": "automation-rules", "version": 1, "rules": [ { "enabled": true, "rule": {{Template}}, "settings": {{settings}} }, { "rule": {{Rule("other")}} } ] }""";

        var imported = await test.In("p").Rules.ImportAsync(document, cancellationToken: Token);

        imported.Select(one => one.Status).ShouldBe([RuleImportStatus.Refused, RuleImportStatus.New]);
        var fault = imported[0].Faults.ShouldHaveSingleItem();
        (fault.Pointer, fault.Message).ShouldBe((pointer, message));
        (await test.In("p").Rules.ListAsync(Token)).Select(rule => rule.Name).ShouldBe(["other"]);
    }

    [Theory]
    [InlineData("", "The document is not valid JSON at line 1, column 1.")]
    [InlineData("[]", "The document has no \"format\": \"automation-rules\".")]
    [InlineData("""{ "format": 1 }""", "The document has no \"format\": \"automation-rules\".")]
    [InlineData("""{ "format": "automation-rules", "version": 2, "rules": [] }""", "The document has another version than 1,")]
    [InlineData("""{ "format": "automation-rules", "version": 1 }""", "The document has no list of rules.")]
    [InlineData("""{ "format": "automation-rules", "version": 1, "rules": [], "more": 1 }""", "The document has a member 'more'; format, version and rules are allowed.")]
    [InlineData("""{ "format": "automation-rules", "version": 1, "rules": [ 1 ] }""", "Entry 0 has no member 'rule'.")]
    [InlineData("""{ "format": "automation-rules", "version": 1, "rules": [ { "rule": {}, "enabled": 1 } ] }""", "Entry 0: 'enabled' is neither true nor false.")]
    [InlineData("""{ "format": "automation-rules", "version": 1, "rules": [ { "rule": {}, "Enabled": true } ] }""", "Entry 0 has a member 'Enabled'; enabled, rule and settings are allowed.")]
    [InlineData("""{ "format": "automation-rules", "version": 1, "version": 1, "rules": [] }""", "The object has two properties of one name; the second is at line 1, column 47.")]
    [InlineData("""{ "format": "automation-rules", "version": 1, "rules": [], "\ud800": 1 }""", "The document has a name with half of a surrogate pair, which is no character.")]
    [InlineData("""{ "format": "automation-rules", "version": 1, "rules": [ { "rule": {}, "\ud800": 1 } ] }""", "The document has a name with half of a surrogate pair, which is no character.")]
    public async Task Import_OfAnotherDocument_IsRefusedAsAWhole(string document, string message)
    {
        await using var test = await StartAsync();

        var refused = await Should.ThrowAsync<RuleDefinitionException>(() => test.In("p").Rules.ImportAsync(document, cancellationToken: Token));

        var fault = refused.Faults.ShouldHaveSingleItem();
        fault.Code.ShouldBe("invalid-import");
        fault.Message.ShouldStartWith(message);
        (await test.In("p").Rules.ListAsync(Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Template_BecomesARuleOfItsOwn_WithItsValues()
    {
        await using var test = await StartAsync();
        var rules = test.In("p").Rules;

        var saved = await rules.SaveFromAsync(Template, "my-parcels", Values("""{ "text": "mine", "most": 3 }"""), new() { Author = "ada" }, Token);

        (saved.Name, saved.Version, saved.Author).ShouldBe(("my-parcels", 1, "ada"));
        var defaults = JsonElement.Parse(saved.Json).GetProperty("parameters");
        defaults.GetProperty("text").GetProperty("default").GetString().ShouldBe("mine");
        defaults.GetProperty("most").GetProperty("default").GetInt32().ShouldBe(3);
        await test.In("p").PublishJsonAsync("parcel.sent", "{}"u8.ToArray(), cancellationToken: Token);
        await test.RunUntilIdleAsync(Token);
        test.Calls<Note>().ShouldHaveSingleItem().Text.ShouldBe("mine");
        await Should.ThrowAsync<RuleConflictException>(() => rules.SaveFromAsync(Template, "my-parcels", Values("{}"), cancellationToken: Token));
    }

    [Theory]
    [InlineData("""{ "other": 1 }""", "Rule 'mine': the template has no parameter 'other'. It has: text, most.")]
    [InlineData("""{ "most": "many" }""", null)]
    public async Task Template_WithAValueThatFitsNoParameter_IsRefused(string values, string? message)
    {
        await using var test = await StartAsync();
        var rules = test.In("p").Rules;

        var refused = await Should.ThrowAsync<RuleDefinitionException>(() => rules.SaveFromAsync(Template, "mine", Values(values), cancellationToken: Token));

        var fault = refused.Faults.ShouldHaveSingleItem();
        fault.Pointer.ShouldNotBeNull().ShouldStartWith("/parameters");
        fault.Message.ShouldBe(message ?? fault.Message);
        (await rules.ListAsync(Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Template_WithAValueThatIsNone_IsRefused()
    {
        await using var test = await StartAsync();

        var refused = await Should.ThrowAsync<RuleDefinitionException>(() => test.In("p").Rules.SaveFromAsync(
            Template, "mine", new Dictionary<string, JsonElement> { ["text"] = default }, cancellationToken: Token));

        refused.Faults.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            fault => fault.Pointer.ShouldBe("/parameters/text/default"), fault => fault.Message.ShouldBe("Rule 'mine': the value of parameter 'text' is missing. Pass a JSON value."));
    }

    private static Dictionary<string, JsonElement> Values(string json) => JsonElement.Parse(json).EnumerateObject().ToDictionary(one => one.Name, one => one.Value);

    private static string Document(params string[] rules) =>
        $$"""{ "format": "automation-rules", "version": 1, "rules": [ {{string.Join(", ", rules.Select(rule => $$"""{ "enabled": true, "rule": {{rule}} }"""))}} ] }""";

    private static string Rule(string name, string text = "one") => $$"""
        { "name": "{{name}}", "triggers": [ { "type": "event", "config": { "event": "parcel.sent" } } ], "steps": [ { "id": "tell", "type": "note", "config": { "text": "{{text}}" } } ] }
        """;

    private static async Task<AutomationTest> StartAsync(Action<IServiceCollection>? change = null)
    {
        var test = await AutomationTest.StartAsync(
            automation =>
            {
                change?.Invoke(automation.Services);
                automation.AddHandler<NoteHandler>().AddRule<Parcel>("coded", rule => rule.OnEvent<Parcel>().Then("a", run => new Note("a")));
            },
            cancellationToken: Token);
        return test.Fake<Note>(_ => { });
    }

    [Event("other.sent")]
    public sealed record Parcel(string Id);

    [Action("note")]
    public sealed record Note(string Text) : IAction;

    public sealed class NoteHandler : IActionHandler<Note>
    {
        public Task HandleAsync(Note action, StepContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

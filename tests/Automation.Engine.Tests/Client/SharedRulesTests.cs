using System.Text.Json;
using Automation.Engine.Tests.Running.Driving;
using Automation.Engine.Tests.Settings;
using Automation.Hosting;
using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Automation.Engine.Tests.Client;

/// <summary>Rules that are stored once and count in every scope: their life, and what each scope sets for them.</summary>
public sealed class SharedRulesTests
{
    private const string Rule = """
        { "name": "shared", "parameters": { "above": { "type": "integer", "default": 100 }, "channel": { "type": "string", "default": "mail" } },
          "triggers": [ { "type": "event", "config": { "event": "order.placed" } } ],
          "conditions": { "field": "input.total", "operator": "greater_than", "value": "{{ parameters.above }}" },
          "steps": [ { "id": "note", "type": "order.note", "config": { "text": "shared {{ input.id }} by {{ parameters.channel }}" } } ] }
        """;

    private const string Slow = """
        { "name": "slow", "triggers": [ { "type": "event", "config": { "event": "order.placed" } } ],
          "steps": [ { "id": "rest", "delay": "PT1H" }, { "id": "note", "type": "order.note", "config": { "text": "one {{ input.id }}" } } ] }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Faults: it counts in one scope; runs belong to no scope; hosts with many scopes read it once for each.
    [Fact]
    public async Task Save_CountsInEveryScope_FromTheNextEventOn()
    {
        await using var test = await StartAsync();
        await test.PublishAsync("0", scope: "a");

        var saved = await test.SharedRules.SaveAsync(Rule, new() { Author = "ada" }, Token);

        (saved.Scope, saved.Version, saved.Author).ShouldBe(("*", 1, "ada"));
        (await test.PublishAsync("1", scope: "a")).ShouldBe([("code", VerdictReason.Ran), ("shared", VerdictReason.Ran)]);
        (await test.PublishAsync("2", scope: "b")).ShouldBe([("code", VerdictReason.Ran), ("shared", VerdictReason.Ran)]);
        test.Notes().Where(note => note.StartsWith("shared", StringComparison.Ordinal)).ShouldBe(["shared 1 by mail", "shared 2 by mail"]);
        (await test.In("b").ListRunsAsync(new RunQuery { Rule = "shared" }, Token)).Items.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            run => (run.Scope, run.RuleHash, run.Status).ShouldBe(("b", saved.Hash, RunStatus.Succeeded)));
    }

    [Fact]
    public async Task List_OfAScope_HasThem_WithTheirOrigin()
    {
        await using var test = await StartAsync();
        await test.SharedRules.SaveAsync(Rule, new() { Author = "ada" }, Token);
        await test.In("a").Rules.SaveAsync(Slow, cancellationToken: Token);

        var rules = await test.In("a").ListRulesAsync(cancellationToken: Token);

        rules.Select(rule => (rule.Name, rule.Origin, rule.Shared, rule.Version, rule.Author)).ShouldBe(
            [("code", RuleOrigin.Code, true, null, null), ("shared", RuleOrigin.Shared, true, 1, "ada"), ("slow", RuleOrigin.Scope, false, 1, null)]);
        rules.ShouldAllBe(rule => rule.Fault == null && rule.Settings!.Scope == "a");
        (await test.In("b").ListRulesAsync(cancellationToken: Token)).Select(rule => rule.Name).ShouldBe(["code", "shared"]);
        (await test.SharedRules.ListAsync(Token)).ShouldHaveSingleItem().Name.ShouldBe("shared");
        (await test.In("a").Rules.ListAsync(Token)).ShouldHaveSingleItem().Name.ShouldBe("slow");
    }

    // Fault: what one scope sets counts in another.
    [Fact]
    public async Task Settings_AreEachScopesOwn()
    {
        await using var test = await StartAsync();
        await test.SharedRules.SaveAsync(Rule, cancellationToken: Token);
        await test.In("a").Rule("shared").DisableAsync(new() { Author = "anna", Reason = "noise" }, Token);
        await test.In("b").Rule("shared").OverrideJsonAsync(JsonElement.Parse("""{ "above": 10, "channel": "post" }"""), cancellationToken: Token);
        await test.In("c").Rule("shared").PauseAsync(cancellationToken: Token);
        await test.In("d").Rule("shared").OverrideGuardsJsonAsync(JsonElement.Parse("""{ "optIn": true }"""), cancellationToken: Token);

        foreach (var scope in new[] { "a", "b", "c", "d", "e" })
        {
            await test.PublishAsync(scope, total: 50, scope: scope);
        }

        test.Notes().ShouldBe(["shared b by post"]);
        (await VerdictAsync(test, "a")).ShouldBe((VerdictReason.Disabled, "Disabled by anna since 2030-01-01T00:00:00Z: noise"));
        (await VerdictAsync(test, "c")).Reason.ShouldBe(VerdictReason.Paused);
        (await VerdictAsync(test, "d")).Reason.ShouldBe(VerdictReason.OptedOut);
        (await VerdictAsync(test, "e")).Reason.ShouldBe(VerdictReason.ConditionFalse);
        (await test.In("b").Rule("shared").GetSettingsAsync(Token)).Parameters.GetProperty("above").GetInt32().ShouldBe(10);
    }

    [Fact]
    public async Task Override_ThatANewVersionDoesNotTake_Drifts()
    {
        await using var test = await StartAsync();
        await test.SharedRules.SaveAsync(Rule, cancellationToken: Token);
        var rule = test.In("a").Rule("shared");
        await rule.OverrideJsonAsync(JsonElement.Parse("""{ "channel": "post" }"""), cancellationToken: Token);

        await test.SharedRules.SaveAsync(
            Rule.Replace(""", "channel": { "type": "string", "default": "mail" }""", "").Replace("{{ parameters.channel }}", "nobody"), cancellationToken: Token);

        (await rule.GetSettingsAsync(Token)).Drift.ShouldHaveSingleItem().Pointer.ShouldBe("/parameters/channel");
        await test.PublishAsync("1", scope: "a");
        test.Notes().ShouldContain("shared 1 by nobody");
    }

    // Faults: the switch of all scopes undoes that of one; or nobody hears who switched it.
    [Fact]
    public async Task Disable_ForAll_StopsItEverywhere_AndAScopesOwnSwitchStays()
    {
        await using var test = await StartAsync();
        await test.SharedRules.SaveAsync(Rule, cancellationToken: Token);
        (await test.SharedRules.DisableAsync("shared", new() { Author = "ada", Reason = "broken" }, Token)).Enabled.ShouldBeFalse();

        (await VerdictAsync(test, "a")).ShouldBe((VerdictReason.Disabled, "Disabled for all scopes by ada since 2030-01-01T00:00:00Z: broken"));
        (await VerdictAsync(test, "b")).Reason.ShouldBe(VerdictReason.Disabled);
        (await test.In("a").Rule("shared").EnableAsync(cancellationToken: Token)).ShouldSatisfyAllConditions(
            settings => settings.Enabled.ShouldBeFalse(), settings => settings.StoppedBy.ShouldBe(VerdictReason.Disabled));
        await test.In("a").Rule("shared").DisableAsync(cancellationToken: Token);
        (await test.SharedRules.GetSettingsAsync("shared", Token)).ShouldSatisfyAllConditions(
            settings => (settings.Scope, settings.Enabled, settings.Author).ShouldBe(("*", false, "ada")));

        (await test.SharedRules.EnableAsync("shared", cancellationToken: Token)).Enabled.ShouldBeTrue();

        (await VerdictAsync(test, "a")).Reason.ShouldBe(VerdictReason.Disabled);
        (await VerdictAsync(test, "b", 200)).Reason.ShouldBe(VerdictReason.Ran);
    }

    // Faults: a run takes up the edit; or its version is looked for in its scope alone.
    [Fact]
    public async Task Run_KeepsItsVersion_WhateverIsSavedOrDeletedMeanwhile_AlsoOverACrash()
    {
        await using var test = await StartAsync();
        await test.SharedRules.SaveAsync(Slow, cancellationToken: Token);
        await test.PublishAsync("1", total: 0, scope: "a");
        await test.SharedRules.SaveAsync(Slow.Replace("one", "two"), cancellationToken: Token);
        await test.PublishAsync("2", total: 0, scope: "b");
        await test.CrashAsync(Token);
        await test.PublishAsync("3", total: 0, scope: "b");
        await test.SharedRules.DeleteAsync("slow", Token);
        await test.CrashAsync(Token);

        await test.AdvanceAsync(TimeSpan.FromHours(1), Token);

        test.Notes().ShouldBe(["one 1", "two 2", "two 3"], ignoreOrder: true);
        var run = (await test.In("a").ListRunsAsync(new RunQuery { Rule = "slow" }, Token)).Items.ShouldHaveSingleItem();
        (await test.In("a").FindRunAsync(run.Id, Token))!.Steps.Count.ShouldBe(2);
        await test.In("a").RerunAsync(run.Id, cancellationToken: Token);
        await test.AdvanceAsync(TimeSpan.FromHours(1), Token);
        test.Notes().Count(note => note == "one 1").ShouldBe(2);
    }

    [Fact]
    public async Task RunByHand_TakesThePresentVersion()
    {
        await using var test = await StartAsync();
        await test.SharedRules.SaveAsync(Rule, cancellationToken: Token);

        await test.In("a").Rule("shared").RunJsonAsync(JsonElement.Parse("""{ "id": "9", "total": 1 }"""), cancellationToken: Token);
        await test.RunUntilIdleAsync(Token);

        test.Notes().ShouldBe(["shared 9 by mail"]);
    }

    // Fault: a rule of a scope is silently put out of action.
    [Fact]
    public async Task Name_BelongsToASharedRule_OrToThoseOfScopes()
    {
        await using var test = await StartAsync();
        await test.SharedRules.SaveAsync(Rule, cancellationToken: Token);
        await test.In("a").Rules.SaveAsync(Slow, cancellationToken: Token);

        await FaultsAsync(() => test.In("a").Rules.SaveAsync(Rule, cancellationToken: Token), "Rule 'shared': a rule of this name is stored for all scopes. Choose another name.");
        await FaultsAsync(
            () => test.SharedRules.SaveAsync(Slow, cancellationToken: Token), "Rule 'slow': scope 'a' has a rule of this name. Choose another name, or delete the rules of scopes that have it.");
        await FaultsAsync(() => test.SharedRules.SaveAsync(Rule.Replace("\"shared\"", "\"code\""), cancellationToken: Token), "Rule 'code': the host's code has a rule of this name. Choose another name.");
        foreach (var (rules, other) in new (IStoredRules, IStoredRules)[] { (test.In("a").Rules, test.SharedRules), (test.SharedRules, test.In("a").Rules) })
        {
            (await rules.ImportAsync(await other.ExportAsync(cancellationToken: Token), new() { DryRun = true }, Token)).ShouldHaveSingleItem().Status.ShouldBe(RuleImportStatus.Refused);
        }

        await test.In("a").Rules.DeleteAsync("slow", Token);
        (await test.SharedRules.SaveAsync(Slow, cancellationToken: Token)).Version.ShouldBe(1);
        await test.SharedRules.DeleteAsync("shared", Token);
        (await test.In("a").Rules.SaveAsync(Rule, cancellationToken: Token)).Scope.ShouldBe("a");
    }

    // Faults: runs that a scope's pause holds wait for ever; the next rule of the name begins with what was set for this one.
    [Fact]
    public async Task Delete_TakesWhatScopesSetWithIt_AndRunsThatAPauseHoldsGoOn()
    {
        await using var test = await StartAsync();
        await test.SharedRules.SaveAsync(Rule.Replace("\"triggers\"", "\"guards\": { \"maxRunsPerScope\": 1 }, \"triggers\""), cancellationToken: Token);
        var go = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        test.Fake<NoteOrder>((note, _, _) => note.Text == "shared 1 by mail" ? go.Task : Task.FromResult<object?>(null));
        await test.In("a").PublishAsync(new OrderPlaced("1", 200), cancellationToken: Token);
        await test.In("a").PublishAsync(new OrderPlaced("2", 200), cancellationToken: Token);
        await test.In("a").Rule("shared").PauseAsync(cancellationToken: Token);
        await test.In("b").Rule("shared").DisableAsync(cancellationToken: Token);
        (await test.In("a").ListRunsAsync(new RunQuery { Statuses = [RunStatus.Parked] }, Token)).Items.ShouldHaveSingleItem();

        (await test.SharedRules.DeleteAsync("shared", Token)).ShouldBeTrue();
        (await test.SharedRules.DeleteAsync("shared", Token)).ShouldBeFalse();
        go.SetResult(null);
        await test.RunUntilIdleAsync(Token);

        test.Notes().ShouldContain("shared 2 by mail");
        await Should.ThrowAsync<RuleNotFoundException>(() => test.In("a").Rule("shared").GetSettingsAsync(Token));
        (await test.PublishAsync("3", scope: "b")).ShouldBe([("code", VerdictReason.Ran)]);
        await test.SharedRules.SaveAsync(Rule, cancellationToken: Token);
        (await VerdictAsync(test, "a", 200)).Reason.ShouldBe(VerdictReason.Ran);
        (await VerdictAsync(test, "b", 200)).Reason.ShouldBe(VerdictReason.Ran);
    }

    // Faults: a scope's own rule begins with what was set for the shared one that had its name, when the host died that deleted it; runs that a pause of that one holds wait for ever.
    [Fact]
    public async Task OwnRule_OfTheNameOfADeletedOne_BeginsWithNothingSet()
    {
        await using var test = await StartAsync();
        await test.SharedRules.SaveAsync(Rule.Replace("\"triggers\"", "\"guards\": { \"maxRunsPerScope\": 1 }, \"triggers\""), cancellationToken: Token);
        var go = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        test.Fake<NoteOrder>((note, _, _) => note.Text == "shared 1 by mail" ? go.Task : Task.FromResult<object?>(null));
        await test.In("a").PublishAsync(new OrderPlaced("1", 200), cancellationToken: Token);
        await test.In("a").PublishAsync(new OrderPlaced("2", 200), cancellationToken: Token);
        await test.In("a").Rule("shared").OverrideJsonAsync(JsonElement.Parse("""{ "above": 1000 }"""), cancellationToken: Token);
        await test.In("a").Rule("shared").OptOutAsync(cancellationToken: Token);
        await test.In("a").Rule("shared").PauseAsync(cancellationToken: Token);
        (await test.In("a").ListRunsAsync(new RunQuery { Statuses = [RunStatus.Parked] }, Token)).Items.ShouldHaveSingleItem();
        await test.Services.GetRequiredService<IAutomationStore>().DeleteRuleAsync(new RuleDeletion { Scope = "*", Rule = "shared", At = SettingWorld.Start }, Token);

        await test.In("a").Rules.SaveAsync(Rule, cancellationToken: Token);
        go.SetResult(null);
        await test.RunUntilIdleAsync(Token);

        test.Notes().ShouldContain("shared 2 by mail");
        (await VerdictAsync(test, "a", 200)).Reason.ShouldBe(VerdictReason.Ran);
    }

    // The host died that deleted it, before all scopes had forgotten it. Faults: the next rule of the name begins with what they had set for the former one; a preview of it shows that.
    [Fact]
    public async Task RuleOfTheNameOfADeletedOne_BeginsWithNothingSet_AlsoInPreviewsBefore()
    {
        await using var test = await StartAsync();
        await test.SharedRules.SaveAsync(Rule, cancellationToken: Token);
        await test.In("a").Rule("shared").OverrideJsonAsync(JsonElement.Parse("""{ "channel": "post" }"""), cancellationToken: Token);
        await test.In("b").Rule("shared").DisableAsync(cancellationToken: Token);
        await test.Services.GetRequiredService<IAutomationStore>().DeleteRuleAsync(new RuleDeletion { Scope = "*", Rule = "shared", At = SettingWorld.Start }, Token);
        var input = new PreviewInput.Event("order.placed", JsonElement.Parse("""{ "id": "1", "total": 500 }"""));

        var preview = await test.SharedRules.PreviewAsync("a", Rule, input, Token);
        await test.SharedRules.RecordPreviewAsync(preview, cancellationToken: Token);
        preview.Steps.ShouldHaveSingleItem().Input!.Value.GetProperty("text").GetString().ShouldBe("shared 1 by mail");
        await test.In("a").Rules.RecordPreviewAsync(preview, cancellationToken: Token);
        await test.SharedRules.SaveAsync(Rule, cancellationToken: Token);

        (await VerdictAsync(test, "a", 200)).Reason.ShouldBe(VerdictReason.Ran);
        (await VerdictAsync(test, "b", 200)).Reason.ShouldBe(VerdictReason.Ran);
        test.Notes().ShouldAllBe(note => !note.EndsWith("post", StringComparison.Ordinal));
        (await test.In("a").Rule("shared").GetSettingsAsync(Token)).Previewed!.Hash.ShouldBe(preview.Hash);
    }

    // Fault: what scopes have set for a rule that is stored for all scopes anew goes with the one that was deleted.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Delete_OfOneThatIsStoredAnewMeanwhile_LeavesWhatScopesSet(int reading)
    {
        var store = new HookedStore(new InMemoryDatabase());
        await using var test = await StartAsync(automation => automation.Services.Replace(ServiceDescriptor.Singleton<IAutomationStore>(store)));
        var saved = await test.SharedRules.SaveAsync(Rule, cancellationToken: Token);
        await test.In("a").Rule("shared").DisableAsync(cancellationToken: Token);
        await store.DeleteRuleAsync(new RuleDeletion { Scope = "*", Rule = "shared", At = SettingWorld.Start }, Token);
        var readings = 0;
        store.BeforeLoadRules = () => ++readings == reading ? store.SaveRuleAsync(new RuleSave { Rule = saved }, Token) : Task.CompletedTask;

        await test.Services.GetRequiredService<AutomationEngine>().Parts.Settings.ForgetAsync("a", "shared", keepsPreviews: false, Token);

        store.BeforeLoadRules = null;
        (await VerdictAsync(test, "a", 200)).Reason.ShouldBe(VerdictReason.Disabled);
    }

    [Fact]
    public async Task VersionsAndDifferences_AreThoseOfAStoredRule()
    {
        await using var test = await StartAsync();
        var rules = test.SharedRules;
        await rules.SaveAsync(Rule, new() { Author = "ada", ExpectedVersion = 0 }, Token);
        await rules.SaveAsync(Rule.Replace("by {{", "with {{"), new() { Author = "bob", ExpectedVersion = 1 }, Token);

        (await rules.ListVersionsAsync("shared", cancellationToken: Token)).Items.Select(version => (version.Version, version.Author)).ShouldBe([(2, "bob"), (1, "ada")]);
        (await rules.CompareAsync("shared", 1, 2, Token)).ShouldHaveSingleItem().Path.ShouldBe("/steps/note/config/text");
        (await Should.ThrowAsync<RuleConflictException>(() => rules.SaveAsync(Rule, new() { Author = "eve", ExpectedVersion = 1 }, Token))).Message.ShouldBe(
            "Rule 'shared' of all scopes has version 2, and was to be saved over version 1. Read it again, and save with the version that you have seen.");
        (await Should.ThrowAsync<ArgumentOutOfRangeException>(() => rules.CompareAsync("shared", 1, 3, Token))).Message.ShouldContain("Rule 'shared' of all scopes has no version 3.");
        (await Should.ThrowAsync<RuleNotFoundException>(() => rules.EnableAsync("nobody", cancellationToken: Token))).Message.ShouldBe(
            "No rule 'nobody' is stored for all scopes. Save it with SharedRules.SaveAsync.");

        // The host's own is none of these, whatever its name.
        (await Should.ThrowAsync<RuleNotFoundException>(() => rules.DisableAsync("code", cancellationToken: Token))).Message.ShouldBe(
            "No rule 'code' is stored for all scopes. Save it with SharedRules.SaveAsync.");
        await Should.ThrowAsync<RuleNotFoundException>(() => rules.GetSettingsAsync("code", Token));
    }

    [Fact]
    public async Task Copies_AreMadeForAll_AndByAScopeForItself()
    {
        await using var test = await StartAsync();
        await test.SharedRules.SaveAsync(Rule, cancellationToken: Token);

        (await test.SharedRules.DuplicateAsync("shared", "second", cancellationToken: Token)).Scope.ShouldBe("*");
        (await test.In("a").Rules.DuplicateAsync("shared", "mine", cancellationToken: Token)).Scope.ShouldBe("a");
        var imports = await test.SharedRules.ImportAsync(await test.In("a").Rules.ExportAsync(cancellationToken: Token), cancellationToken: Token);

        imports.ShouldHaveSingleItem().Status.ShouldBe(RuleImportStatus.Refused, "The scope has the name.");
        (await test.PublishAsync("1", scope: "a")).Select(verdict => verdict.Rule).ShouldBe(["code", "mine", "second", "shared"]);
        (await test.PublishAsync("1", scope: "b")).Select(verdict => verdict.Rule).ShouldBe(["code", "second", "shared"]);
    }

    // Fault: what a scope has set is silently left out, or counts for all.
    [Fact]
    public async Task Import_TakesNoSettingsOfAScope_ButWhetherItIsSwitchedOff()
    {
        await using var test = await StartAsync();
        await test.In("a").Rules.SaveAsync(Rule, cancellationToken: Token);
        await test.In("a").Rule("shared").DisableAsync(new() { Author = "anna" }, Token);
        var off = await test.In("a").Rules.ExportAsync(new() { Settings = true }, Token);
        await test.In("a").Rule("shared").PauseAsync(cancellationToken: Token);
        var paused = await test.In("a").Rules.ExportAsync(new() { Settings = true }, Token);
        await test.In("a").Rules.DeleteAsync("shared", Token);

        (await test.SharedRules.ImportAsync(paused, cancellationToken: Token)).ShouldHaveSingleItem().Faults.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            fault => fault.Code.ShouldBe("not-for-all"),
            fault => fault.Message.ShouldBe("Rule 'shared': opt-in, pause, parameters and guards are what a scope sets, and cannot be set for all. Change the rule itself, or leave the settings out."),
            fault => fault.Pointer.ShouldBe("/rules/0/settings"));
        (await test.SharedRules.ImportAsync(off, cancellationToken: Token)).ShouldHaveSingleItem().Status.ShouldBe(RuleImportStatus.New);

        (await VerdictAsync(test, "b")).ShouldBe((VerdictReason.Disabled, "Disabled for all scopes by anna since 2030-01-01T00:00:00Z."));
        (await test.SharedRules.ExportAsync(new() { Settings = true }, Token)).ShouldContain("anna");
    }

    [Fact]
    public async Task Save_SwitchedOff_RunsNowhereBeforeItIsSwitchedOn()
    {
        await using var test = await StartAsync();
        await test.SharedRules.SaveAsync(Rule, new() { Author = "ada", Disabled = true }, Token);

        (await VerdictAsync(test, "a")).ShouldBe((VerdictReason.Disabled, "Disabled for all scopes by ada since 2030-01-01T00:00:00Z."));
        await test.SharedRules.EnableAsync("shared", cancellationToken: Token);
        (await VerdictAsync(test, "a", 200)).Reason.ShouldBe(VerdictReason.Ran);
    }

    [Fact]
    public async Task Preview_IsMadeInAScope_AndABacktestOnItsEvents()
    {
        await using var test = await StartAsync();
        await test.SharedRules.SaveAsync(Rule, cancellationToken: Token);
        await test.PublishAsync("1", total: 50, scope: "a");
        await test.In("a").Rule("shared").OverrideJsonAsync(JsonElement.Parse("""{ "channel": "post" }"""), cancellationToken: Token);
        var edited = Rule.Replace("\"default\": 100", "\"default\": 10");
        var input = new PreviewInput.Event("order.placed", JsonElement.Parse("""{ "id": "1", "total": 50 }"""));

        (await test.SharedRules.PreviewAsync("a", edited, input, Token)).Steps.ShouldHaveSingleItem().Input!.Value.GetProperty("text").GetString().ShouldBe("shared 1 by post");
        (await test.SharedRules.BacktestAsync("a", edited, cancellationToken: Token)).Changes.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            tested => (tested.Before, tested.Reason).ShouldBe((VerdictReason.ConditionFalse, VerdictReason.Ran)));
        (await test.SharedRules.BacktestAsync("b", edited, cancellationToken: Token)).Events.ShouldBe(0);
        await Should.ThrowAsync<ArgumentException>(() => test.SharedRules.PreviewAsync("*", edited, input, Token));
    }

    // Faults: the preview of one scope is asked for in each; or that of another definition counts.
    [Fact]
    public async Task RequiredPreview_CountsInAllScopes_WhenItIsRecordedForAll()
    {
        await using var test = await StartAsync(automation => automation.Configure(options => options.RequirePreview = true));
        (await test.SharedRules.SaveAsync(Rule, cancellationToken: Token)).Enabled.ShouldBeFalse();
        (await VerdictAsync(test, "a", 200)).Reason.ShouldBe(VerdictReason.Disabled);
        (await Should.ThrowAsync<PreviewRequiredException>(() => test.SharedRules.EnableAsync("shared", cancellationToken: Token))).Message.ShouldEndWith("Preview it, and pass the report to SharedRules.RecordPreviewAsync.");

        var report = await test.In("a").Rule("shared").PreviewAsync(new PreviewInput.Event("order.placed", JsonElement.Parse("""{ "id": "1", "total": 500 }""")), Token);
        await test.SharedRules.RecordPreviewAsync(report, new() { Author = "ada" }, Token);
        await test.SharedRules.EnableAsync("shared", cancellationToken: Token);

        (await VerdictAsync(test, "a", 200)).Reason.ShouldBe(VerdictReason.Ran);
        (await VerdictAsync(test, "b", 200)).Reason.ShouldBe(VerdictReason.Ran);
        (await test.In("b").Rule("shared").GetSettingsAsync(Token)).Previewed!.Author.ShouldBe("ada");
        (await test.SharedRules.ListPreviewsAsync("shared", Token)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(seen => (seen.Hash, seen.Scope).ShouldBe((report.Hash, "a")));
        await test.SharedRules.SaveAsync(Rule.Replace("by {{", "with {{"), cancellationToken: Token);
        (await VerdictAsync(test, "b", 200)).Reason.ShouldBe(VerdictReason.Disabled);
    }

    // Faults: both rules of the name run; or the older one stays for good without a word.
    [Fact]
    public async Task CodeOfALaterBuild_WithTheName_Counts()
    {
        var later = false;
        await using var test = await StartAsync(automation =>
        {
            if (later)
            {
                automation.AddRule<OrderPlaced>("shared", rule => rule.OnEvent<OrderPlaced>().Then("note", run => new NoteOrder($"later {run.Input.Id}")));
            }
        });
        await test.SharedRules.SaveAsync(Rule, cancellationToken: Token);
        await test.In("a").Rule("shared").PauseAsync(cancellationToken: Token);
        await test.In("a").Rule("shared").ResumeAsync(cancellationToken: Token);
        later = true;
        await test.RestartAsync(Token);

        (await test.PublishAsync("1", scope: "a")).ShouldBe([("code", VerdictReason.Ran), ("shared", VerdictReason.Ran)]);

        test.Notes().ShouldBe(["code 1 by mail", "later 1"], ignoreOrder: true);
        (await test.In("a").ListRulesAsync(new RuleQuery { Search = "shared" }, Token)).ShouldSatisfyAllConditions(
            rules => rules.Select(rule => rule.Origin).ShouldBe([RuleOrigin.Code, RuleOrigin.Shared]),
            rules => rules[1].Fault.ShouldBe("The host has a rule of this name of its own, and that one counts. Save this one under another name."));
        await FaultsAsync(
            () => test.SharedRules.DisableAsync("shared", cancellationToken: Token), "Rule 'shared': the host's code has a rule of this name, and that one counts. Set what you want for it in its scopes.");
        (await test.SharedRules.DeleteAsync("shared", Token)).ShouldBeTrue();
        (await test.In("a").Rule("shared").GetSettingsAsync(Token)).Revision.ShouldBe(2, "What is set for the rule of the code stays.");
    }

    // Fault: whose a version is goes by what there is of the name now.
    [Fact]
    public async Task Deployment_SeesTheVersionsOfLiveRuns_OnceForAllScopes()
    {
        await using var test = await StartAsync();
        await test.SharedRules.SaveAsync(Slow, cancellationToken: Token);
        await test.PublishAsync("1", total: 0, scope: "a");
        await test.PublishAsync("2", total: 0, scope: "b");

        var version = (await test.Services.CheckAutomationAsync(cancellationToken: Token)).Versions.ShouldHaveSingleItem();

        (version.Rule, version.Scope, version.Runs, version.Match).ShouldBe(("slow", null, 2, DeploymentMatch.Same));

        await test.SharedRules.DeleteAsync("slow", Token);
        await test.In("a").Rules.SaveAsync(Slow.Replace("one", "own"), cancellationToken: Token);
        await test.PublishAsync("3", total: 0, scope: "a");
        (await test.Services.CheckAutomationAsync(cancellationToken: Token)).Versions.Select(seen => (seen.Scope, seen.Runs, seen.Match)).ShouldBe(
            [(null, 2, DeploymentMatch.Same), ("a", 1, DeploymentMatch.Same)]);
        await test.In("a").Rules.DeleteAsync("slow", Token);
        await test.SharedRules.SaveAsync(Slow, cancellationToken: Token);
        (await test.Services.CheckAutomationAsync(cancellationToken: Token)).Versions.Select(seen => (seen.Scope, seen.Runs)).ShouldBe([(null, 2), ("a", 1)]);
    }

    [Fact]
    public async Task NameOfTheSharedScope_IsNoScope()
    {
        await using var test = await StartAsync();

        Should.Throw<ArgumentException>(() => test.In("*"));
    }

    private static async Task FaultsAsync(Func<Task> call, string message) =>
        (await Should.ThrowAsync<RuleDefinitionException>(call)).Faults.ShouldHaveSingleItem().ShouldSatisfyAllConditions(fault => fault.Message.ShouldBe(message), fault => fault.Code.ShouldBe("name-taken"));

    private static async Task<(VerdictReason Reason, string? Detail)> VerdictAsync(AutomationTest test, string scope, int total = 50)
    {
        var published = await test.In(scope).PublishAsync(new OrderPlaced($"{Guid.NewGuid()}", total), cancellationToken: Token);
        await test.RunUntilIdleAsync(Token);
        return published.Verdicts.Where(verdict => verdict.Rule == "shared").Select(verdict => (verdict.Reason, verdict.Detail)).Single();
    }

    private static async Task<AutomationTest> StartAsync(Action<AutomationBuilder>? configure = null)
    {
        var test = await SettingWorld.StartAsync(configure: configure);
        await test.In(SettingWorld.Home).Rules.DeleteAsync("stored", Token);
        return test;
    }
}

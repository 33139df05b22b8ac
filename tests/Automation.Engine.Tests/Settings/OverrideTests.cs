using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Settings;

/// <summary>A scope's values of a rule's parameters and guards: what counts, what is stored, what is refused, what drifts.</summary>
public sealed class OverrideTests
{
    // Fault: conditions or inputs see the defaults.
    [Fact]
    public async Task Override_CountsInConditionsAndInputs_OfThisScope()
    {
        await using var test = await SettingWorld.StartAsync();
        await test.In(SettingWorld.Home).Rule("code").OverrideAsync<InvoiceParameters>(p => p with { Above = 10, Channel = "phone" });
        await test.In(SettingWorld.Home).Rule("stored").OverrideJsonAsync(Json("""{ "above": 10, "channel": "post" }"""));

        await test.PublishAsync("1", total: 50);
        await test.PublishAsync("2", total: 50, scope: "elsewhere");

        test.Notes().ShouldBe(["code 1 by phone", "stored 1 by post"], ignoreOrder: true);
    }

    [Fact]
    public async Task Override_StoresOnlyWhatDiffers()
    {
        await using var test = await SettingWorld.StartAsync();
        var rule = test.In(SettingWorld.Home).Rule("code");

        var settings = await rule.OverrideAsync<InvoiceParameters>(p => p with { Channel = null });
        settings.ParameterOverrides.GetRawText().ShouldBe("""{"channel":null}""");
        settings.Parameters.GetProperty("above").GetInt32().ShouldBe(100);
        settings = await rule.OverrideAsync<InvoiceParameters>(p => p with { Channel = "mail", Above = 7 });
        settings.ParameterOverrides.GetRawText().ShouldBe("""{"above":7}""");
        settings = await rule.OverrideJsonAsync(Json("""{ "at": "06:30:00", "above": 100 }"""));
        settings.ParameterOverrides.GetRawText().ShouldBe("""{"at":"06:30:00"}""");
        (await rule.ResetAsync("at")).ParameterOverrides.GetRawText().ShouldBe("{}");
    }

    [Fact]
    public async Task Reset_TakesOneBack_OrAll()
    {
        await using var test = await SettingWorld.StartAsync();
        var rule = test.In(SettingWorld.Home).Rule("stored");
        await rule.OverrideJsonAsync(Json("""{ "above": 1, "channel": "post", "at": "08:00" }"""));

        (await rule.ResetAsync("above")).ParameterOverrides.GetRawText().ShouldBe("""{"at":"08:00","channel":"post"}""");
        (await rule.ResetAsync("above")).Revision.ShouldBe(2);
        (await rule.ResetAsync()).ShouldSatisfyAllConditions(
            settings => settings.ParameterOverrides.GetRawText().ShouldBe("{}"), settings => settings.Parameters.GetProperty("channel").GetString().ShouldBe("mail"));
    }

    // Fault: a misspelt name is nothing to take back, and nobody hears that nothing changed.
    [Theory]
    [InlineData("code")]
    [InlineData("stored")]
    public async Task Reset_OfWhatTheRuleHasNot_IsAFault(string name)
    {
        await using var test = await SettingWorld.StartAsync();
        var rule = test.In(SettingWorld.Home).Rule(name);

        (await Should.ThrowAsync<RuleDefinitionException>(() => rule.ResetAsync("abov"))).Faults.Single().ShouldSatisfyAllConditions(
            fault => fault.Message.ShouldBe($"Rule '{name}': there is no parameter 'abov'. Did you mean 'above'?"),
            fault => (fault.Code, fault.Pointer).ShouldBe(("unknown-property", "/parameters/abov")));
        (await Should.ThrowAsync<RuleDefinitionException>(() => rule.ResetGuardsAsync("debonce"))).Faults.Single().ShouldSatisfyAllConditions(
            fault => fault.Message.ShouldBe($"Rule '{name}': there is no guard 'debonce'. Did you mean 'debounce'?"),
            fault => (fault.Code, fault.Pointer).ShouldBe(("unknown-property", "/guards/debonce")));
        (await rule.ResetGuardsAsync("debounce")).Revision.ShouldBe(0);
    }

    [Theory]
    [InlineData("code", """{ "abov": 1 }""", "unknown-property", "Rule 'code': there is no parameter 'abov'. Did you mean 'above'?", "/parameters/abov")]
    [InlineData("code", """{ "above": "many" }""", "wrong-kind", "Rule 'code': parameter 'above' is 'many'. It needs a value that 'above' of InvoiceParameters takes.", "/parameters/above")]
    [InlineData("code", """{ "above": -1 }""", "out-of-range", "Rule 'code': parameter 'above' is -1, and InvoiceParameters refuses it: An invoice is never below 0. (Parameter 'value')", "/parameters/above")]
    [InlineData("stored", """{ "zone": 1 }""", "unknown-property", "Rule 'stored': there is no parameter 'zone'. Known parameters: above, at, channel.", "/parameters/zone")]
    [InlineData("stored", """{ "above": 1.5 }""", "wrong-kind", "Rule 'stored': parameter 'above' is 1.5. It needs a value of the type 'integer'.", "/parameters/above")]
    [InlineData("stored", """{ "at": "25:00" }""", "wrong-kind", "Rule 'stored': parameter 'at' is '25:00'. It needs a value of the type 'string' and the format 'time'.", "/parameters/at")]
    public async Task Override_ThatDoesNotFit_IsRefused_AndNothingIsStored(string rule, string values, string code, string message, string pointer)
    {
        await using var test = await SettingWorld.StartAsync();
        var handle = test.In(SettingWorld.Home).Rule(rule);

        var fault = (await Should.ThrowAsync<RuleDefinitionException>(() => handle.OverrideJsonAsync(Json(values)))).Faults.ShouldHaveSingleItem();

        (fault.Rule, fault.Code, fault.Message, fault.Pointer).ShouldBe((rule, code, message, pointer));
        (await handle.GetSettingsAsync()).Revision.ShouldBe(0);
    }

    [Fact]
    public async Task Override_OfSomethingElseThanAnObject_IsRefused()
    {
        await using var test = await SettingWorld.StartAsync();

        (await Should.ThrowAsync<ArgumentException>(() => test.In(SettingWorld.Home).Rule("code").OverrideJsonAsync(Json("[1]")))).Message
            .ShouldStartWith("The parameters are [1]. They need an object, such as { \"at\": \"06:30\" }.");
        (await Should.ThrowAsync<ArgumentException>(() => test.In(SettingWorld.Home).Rule("code").OverrideGuardsJsonAsync(Json("5")))).Message
            .ShouldStartWith("The guards are 5. They need an object, such as { \"maxRunsPerScope\": 4 }.");
    }

    // Fault: a run in flight sees what is set later, or after a crash the rule's defaults.
    [Fact]
    public async Task Run_KeepsTheParametersItWasCreatedWith()
    {
        await using var test = await SettingWorld.StartAsync(configure: builder => builder.AddRule<OrderPlaced>("late", rule => rule
            .Parameters(new InvoiceParameters(), out var parameters)
            .OnEvent<OrderPlaced>()
            .Delay("wait", TimeSpan.FromHours(1))
            .Then("note", run => new NoteOrder($"late {run.Input.Id} by {run.Get(parameters).Channel}"))));
        var rule = test.In(SettingWorld.Home).Rule("late");
        await rule.OverrideAsync<InvoiceParameters>(p => p with { Channel = "phone" });
        await test.PublishAsync("1", total: 0);
        await rule.OverrideAsync<InvoiceParameters>(p => p with { Channel = "pigeon" });
        await test.PublishAsync("2", total: 0);
        await rule.ResetAsync();

        await test.CrashAsync();
        await test.AdvanceAsync(TimeSpan.FromHours(2));

        test.Notes().ShouldBe(["late 1 by phone", "late 2 by pigeon"], ignoreOrder: true);
    }

    // Fault: a re-run forgets them.
    [Theory]
    [InlineData(false, "code 1 by phone")]
    [InlineData(true, "code 1 by pigeon")]
    public async Task Rerun_HasTheParametersOfTheFormerRun_UnlessTheRuleAsItStandsIsMeant(bool current, string expected)
    {
        await using var test = await SettingWorld.StartAsync();
        var rule = test.In(SettingWorld.Home).Rule("code");
        await rule.OverrideAsync<InvoiceParameters>(p => p with { Channel = "phone" });
        await test.PublishAsync("1");
        await rule.OverrideAsync<InvoiceParameters>(p => p with { Channel = "pigeon" });
        var former = (await test.In(SettingWorld.Home).ListRunsAsync(new RunQuery { Rule = "code" })).Items.ShouldHaveSingleItem();

        await test.In(SettingWorld.Home).RerunAsync(former.Id, new RerunOptions { CurrentVersion = current });
        await test.RunUntilIdleAsync();

        test.Notes().Last().ShouldBe(expected);
    }

    // Fault: a preview says what the rule's own defaults would do.
    [Theory]
    [InlineData("code")]
    [InlineData("stored")]
    public async Task Preview_AsksWithTheParametersOfTheScope(string rule)
    {
        await using var test = await SettingWorld.StartAsync();
        var handle = test.In(SettingWorld.Home).Rule(rule);
        (await handle.PreviewEventAsync(new OrderPlaced("1", 50))).WouldRun.ShouldBeFalse();

        await handle.OverrideJsonAsync(Json("""{ "above": 10 }"""));

        (await handle.PreviewEventAsync(new OrderPlaced("1", 50))).WouldRun.ShouldBeTrue();
    }

    // Fault: runs pay for parameters that nobody overrides.
    [Fact]
    public async Task RunWithoutOverrides_StoresNoParameters()
    {
        await using var test = await SettingWorld.StartAsync();
        var store = test.Services.GetRequiredService<Storage.IAutomationStore>();
        var plain = await test.In(SettingWorld.Home).PublishAsync(new OrderPlaced("1", 200));
        await test.In(SettingWorld.Home).Rule("code").OverrideAsync<InvoiceParameters>(p => p with { Channel = "phone" });
        var set = await test.In(SettingWorld.Home).PublishAsync(new OrderPlaced("2", 200));
        await test.RunUntilIdleAsync();

        (await NextAsync(plain)).ShouldNotContain("parameters");
        (await NextAsync(set)).ShouldContain("""["parameters","",{""");

        async Task<string> NextAsync(PublishResult published) => System.Text.Encoding.UTF8.GetString(
            (await store.LoadRunAsync(published.Verdicts.Single(verdict => verdict.Rule == "code").RunId!.Value, default))!.Run.Next.Span);
    }

    // Fault: what the deployed rule does not have any more is dropped, or breaks the rule.
    [Fact]
    public async Task OverrideThatTheDeployedRuleDoesNotFit_IsKept_Ignored_AndShown()
    {
        await using var test = await SettingWorld.StartAsync();
        var home = test.In(SettingWorld.Home);
        await home.Rule("stored").OverrideJsonAsync(Json("""{ "above": 1, "channel": "post" }"""));
        await home.Rules.SaveAsync(SettingWorld.StoredRule.Replace("\"channel\": { \"type\": \"string\", \"default\": \"mail\" }", "\"channel\": { \"type\": \"string\", \"format\": \"uuid\", \"default\": \"2b7e1516-28ae-d2a6-abf7-158809cf4f3c\" }").Replace("\"above\": { \"type\": \"integer\", \"default\": 100 }", "\"limit\": { \"type\": \"integer\", \"default\": 100 }").Replace("parameters.above", "parameters.limit"));

        await test.PublishAsync("1", total: 50);
        await test.PublishAsync("2", total: 150);

        var settings = await home.Rule("stored").GetSettingsAsync();
        settings.Drift.Select(fault => (fault.Pointer, fault.Code)).ShouldBe([("/parameters/above", "unknown-property"), ("/parameters/channel", "wrong-kind")], ignoreOrder: true);
        settings.ParameterOverrides.GetRawText().ShouldBe("""{"above":1,"channel":"post"}""");
        test.Notes().Where(note => note.StartsWith("stored", StringComparison.Ordinal)).ShouldBe(["stored 2 by 2b7e1516-28ae-d2a6-abf7-158809cf4f3c"]);
        await home.Rules.SaveAsync(SettingWorld.StoredRule);
        (await home.Rule("stored").GetSettingsAsync()).ShouldSatisfyAllConditions(
            back => back.Drift.ShouldBeEmpty(), back => back.Parameters.GetProperty("channel").GetString().ShouldBe("post"));
    }

    // Guards

    // Fault: the scope's own limit is not asked.
    [Fact]
    public async Task GuardOverride_LimitsRunsOfThisScope()
    {
        await using var test = await SettingWorld.StartAsync();
        var store = test.Services.GetRequiredService<Storage.IAutomationStore>();
        await test.In(SettingWorld.Home).Rule("code").OverrideGuardsAsync(guards => guards with { MaxRunsPerScope = 1 });
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        test.Fake<NoteOrder>(async (_, _, token) =>
        {
            await go.Task.WaitAsync(token);
            return null;
        });

        var runs = new List<RunId>();
        foreach (var (scope, id) in new[] { (SettingWorld.Home, "1"), (SettingWorld.Home, "2"), ("elsewhere", "1"), ("elsewhere", "2") })
        {
            runs.Add((await test.In(scope).PublishAsync(new OrderPlaced(id, 200))).Verdicts.Single(verdict => verdict.Rule == "code").RunId!.Value);
        }

        var states = await Task.WhenAll(runs.Select(async run => (await store.LoadRunAsync(run, default))!.Live!.State));
        go.SetResult();
        await test.RunUntilIdleAsync();
        states.ShouldBe([Storage.LiveState.Owned, Storage.LiveState.Blocked, Storage.LiveState.Owned, Storage.LiveState.Owned]);
    }

    // The step costs nothing, so that a threshold of nothing lets it begin; here the estimate is what shows which guard was asked.
    [Fact]
    public async Task GuardOverride_AsksForAnEstimateInThisScope()
    {
        await using var test = await SettingWorld.StartAsync();
        var settings = await test.In(SettingWorld.Home).Rule("code").OverrideGuardsJsonAsync(Json("""{ "approvalAbove": 2.50 }"""));
        settings.GuardOverrides.GetRawText().ShouldBe("""{"approvalAbove":2.50}""");
        settings.Guards.GetRawText().ShouldBe("""{"approvalAbove":2.5}""");

        (await EstimateAsync(SettingWorld.Home)).ShouldBe(0);
        (await EstimateAsync("elsewhere")).ShouldBeNull();

        async Task<decimal?> EstimateAsync(string scope)
        {
            var run = (await test.In(scope).PublishAsync(new OrderPlaced("1", 200))).Verdicts.Single(verdict => verdict.Rule == "code").RunId!.Value;
            return (await test.In(scope).FindRunAsync(run))!.EstimatedCost;
        }
    }

    [Fact]
    public async Task GuardOverride_IsSparse_AndLiftedByNull()
    {
        await using var test = await SettingWorld.StartAsync(new GuardOptions { MaxRunsPerScope = 4, OptIn = true });
        var rule = test.In(SettingWorld.Home).Rule("code");

        var settings = await rule.OverrideGuardsJsonAsync(Json("""{ "maxRunsPerScope": 2 }"""));
        (settings.GuardOverrides.GetRawText(), settings.Guards.GetRawText()).ShouldBe(("""{"maxRunsPerScope":2}""", """{"maxRunsPerScope":2,"optIn":true}"""));
        settings = await rule.OverrideGuardsAsync(guards => guards with { MaxRunsPerScope = null });
        (settings.GuardOverrides.GetRawText(), settings.Guards.GetRawText()).ShouldBe(("""{"maxRunsPerScope":null}""", """{"optIn":true}"""));
        settings = await rule.OverrideGuardsJsonAsync(Json("""{ "maxRunsPerScope": 4, "optIn": false }"""));
        (settings.GuardOverrides.GetRawText(), settings.StoppedBy).ShouldBe(("""{"optIn":false}""", null));
        (await rule.ResetGuardsAsync()).GuardOverrides.GetRawText().ShouldBe("{}");
    }

    [Theory]
    [InlineData("""{ "maxRunsPerScope": 0 }""", "/guards/maxRunsPerScope")]
    [InlineData("""{ "maxRuns": 1 }""", "/guards/maxRuns")]
    [InlineData("""{ "maxRuns": null }""", "/guards/maxRuns")]
    [InlineData("""{ "approvalAbove": -0.5 }""", "/guards/approvalAbove")]
    [InlineData("""{ "approvalAbove": 0.0000001 }""", "/guards/approvalAbove")]
    [InlineData("""{ "budget": 1000000001 }""", "/guards/budget")]
    [InlineData("""{ "budgetPeriod": "week" }""", "/guards")]
    public async Task GuardOverride_ThatDoesNotFit_IsRefused(string values, string pointer)
    {
        await using var test = await SettingWorld.StartAsync();
        var rule = test.In(SettingWorld.Home).Rule("code");

        var fault = (await Should.ThrowAsync<RuleDefinitionException>(() => rule.OverrideGuardsJsonAsync(Json(values)))).Faults.ShouldHaveSingleItem();

        fault.Pointer.ShouldBe(pointer);
        (await rule.GetSettingsAsync()).Revision.ShouldBe(0);
    }

    [Fact]
    public async Task GuardOverride_ThatContradictsTheOthers_IsRefused()
    {
        await using var test = await SettingWorld.StartAsync(new GuardOptions { MaxRunsPerScope = 4, WhenBusy = WhenBusy.Skip });
        var rule = test.In(SettingWorld.Home).Rule("code");

        var fault = (await Should.ThrowAsync<RuleDefinitionException>(() => rule.OverrideGuardsAsync(guards => guards with { MaxRunsPerScope = null }))).Faults.ShouldHaveSingleItem();

        fault.Message.ShouldBe("Rule 'code': 'whenBusy' is 'skip', but the rule is never busy. Set 'onePerSubject' or 'maxRunsPerScope', or leave it out.");
        (await rule.GetSettingsAsync()).Revision.ShouldBe(0);
    }

    // Fault: what only goes with a guard keeps a scope from lifting that one.
    [Fact]
    public async Task GuardThatAnotherGoesWith_CanBeLiftedAlone()
    {
        await using var test = await SettingWorld.StartAsync(new GuardOptions
        {
            Budget = 100, BudgetPeriod = BudgetPeriod.Day, BreakAfter = 3, BreakFor = TimeSpan.FromMinutes(1), Debounce = TimeSpan.FromSeconds(30), DebounceMaxWait = TimeSpan.FromMinutes(2),
        });
        var rule = test.In(SettingWorld.Home).Rule("code");

        await rule.OverrideGuardsAsync(guards => guards with { Budget = null });
        await rule.OverrideGuardsJsonAsync(Json("""{ "debounce": null }"""));
        var settings = await rule.OverrideGuardsAsync(guards => guards with { BreakAfter = null });
        var said = await Should.ThrowAsync<RuleDefinitionException>(() => rule.OverrideGuardsJsonAsync(Json("""{ "budgetPeriod": "week" }""")));

        (settings.GuardOverrides.GetRawText(), settings.Drift.Count).ShouldBe(("""{"breakAfter":null,"budget":null,"debounce":null}""", 0));
        settings.Guards.EnumerateObject().Select(member => member.Name).ShouldNotContain("debounceMaxWait");
        said.Faults.ShouldHaveSingleItem().Message.ShouldBe("Rule 'code': 'budgetPeriod' is set, but the rule has no budget. Set 'budget', or leave it out.");
        (await test.In(SettingWorld.Home).ListBudgetsAsync()).ShouldBeEmpty();
    }

    // Fault: the amount is rounded, and a limit of nothing counts.
    [Fact]
    public async Task GuardOverride_OfAnAmountThatIsNone_IsRefused_AndSoIsNull()
    {
        await using var test = await SettingWorld.StartAsync();
        var rule = test.In(SettingWorld.Home).Rule("code");

        var fault = (await Should.ThrowAsync<RuleDefinitionException>(() => rule.OverrideGuardsAsync(guards => guards with { ApprovalAbove = 0.00000001m }))).Faults.ShouldHaveSingleItem();

        fault.Message.ShouldContain("0.00000001");
        (await Should.ThrowAsync<ArgumentException>(() => rule.OverrideGuardsAsync(_ => null!))).Message.ShouldStartWith("The change answers null");
        (await rule.GetSettingsAsync()).Revision.ShouldBe(0);
    }

    // Fault: each is judged for itself, so that one that needs the other never counts.
    [Fact]
    public async Task GuardOverrides_ThatNeedEachOther_CountTogether_AndOneAfterTheOther()
    {
        await using var test = await SettingWorld.StartAsync();
        var rule = test.In(SettingWorld.Home).Rule("code");

        var together = await rule.OverrideGuardsJsonAsync(Json("""{ "debounce": "PT30S", "debounceMaxWait": "PT2M" }"""));
        var after = await rule.OverrideGuardsJsonAsync(Json("""{ "debounceMaxWait": "PT3M" }"""));
        var fault = (await Should.ThrowAsync<RuleDefinitionException>(() => rule.OverrideGuardsJsonAsync(Json("""{ "debounce": null }""")))).Faults.ShouldHaveSingleItem();

        (together.Guards.GetRawText(), together.Drift.Count).ShouldBe(("""{"debounce":"PT30S","debounceMaxWait":"PT2M"}""", 0));
        (after.Guards.GetRawText(), after.Drift.Count).ShouldBe(("""{"debounce":"PT30S","debounceMaxWait":"PT3M"}""", 0));
        fault.Pointer.ShouldBe("/guards/debounceMaxWait");
        (await rule.GetSettingsAsync()).Revision.ShouldBe(2);
    }

    // What does not fit the deployed rule any more is no fault of what is set now. Fault: nothing can be set until it is reset.
    [Fact]
    public async Task GuardOverride_BesideOneThatDoesNotFitAnyMore_IsStored()
    {
        await using var test = await SettingWorld.StartAsync();
        var home = test.In(SettingWorld.Home);
        await home.Rules.SaveAsync(SettingWorld.StoredRule.Replace("\"conditions\"", "\"guards\": { \"debounce\": \"PT30S\" }, \"conditions\""));
        await home.Rule("stored").OverrideGuardsJsonAsync(Json("""{ "debounceMaxWait": "PT2M" }"""));
        await home.Rules.SaveAsync(SettingWorld.StoredRule);

        var settings = await home.Rule("stored").OverrideGuardsJsonAsync(Json("""{ "maxRunsPerScope": 2 }"""));

        settings.Drift.ShouldHaveSingleItem().Pointer.ShouldBe("/guards/debounceMaxWait");
        settings.Guards.GetRawText().ShouldBe("""{"maxRunsPerScope":2}""");
        settings.GuardOverrides.GetRawText().ShouldBe("""{"debounceMaxWait":"PT2M","maxRunsPerScope":2}""");
    }

    // Fault: a run that is run again goes by the guards of the rule itself, and past the scope's limit.
    [Theory]
    [InlineData("code", false)]
    [InlineData("code", true)]
    [InlineData("stored", false)]
    [InlineData("stored", true)]
    public async Task GuardOverride_LimitsRerunsToo(string rule, bool current)
    {
        await using var test = await SettingWorld.StartAsync();
        var (home, store) = (test.In(SettingWorld.Home), test.Services.GetRequiredService<Storage.IAutomationStore>());
        var first = (await home.PublishAsync(new OrderPlaced("1", 200))).Verdicts.Single(verdict => verdict.Rule == rule).RunId!.Value;
        await test.RunUntilIdleAsync();
        await home.Rule(rule).OverrideGuardsAsync(guards => guards with { MaxRunsPerScope = 1 });
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        test.Fake<NoteOrder>(async (_, _, token) =>
        {
            await go.Task.WaitAsync(token);
            return null;
        });

        RunId[] runs = [(await home.RerunAsync(first, new() { CurrentVersion = current })).RunId, (await home.RerunAsync(first, new() { CurrentVersion = current })).RunId];

        var states = await Task.WhenAll(runs.Select(async run => (await store.LoadRunAsync(run, default))!.Live!.State));
        go.SetResult();
        await test.RunUntilIdleAsync();
        states.ShouldBe([Storage.LiveState.Owned, Storage.LiveState.Blocked]);
    }

    [Fact]
    public async Task Rerun_OfARuleThatWasDeleted_GoesByItsOwnGuards()
    {
        await using var test = await SettingWorld.StartAsync();
        var home = test.In(SettingWorld.Home);
        var first = (await home.PublishAsync(new OrderPlaced("1", 200))).Verdicts.Single(verdict => verdict.Rule == "stored").RunId!.Value;
        await test.RunUntilIdleAsync();
        await home.Rules.DeleteAsync("stored");

        var again = await home.RerunAsync(first);

        await test.RunUntilIdleAsync();
        (await home.FindRunAsync(again.RunId))!.Status.ShouldBe(RunStatus.Succeeded);
    }

    // Fault: what no store can keep, or what is as large as a payload, is kept with the rules of the scope, or ends in an exception that nobody expects.
    [Theory]
    [InlineData("code", "surrogate", "invalid-text", "/parameters/channel")]
    [InlineData("stored", "surrogate", "invalid-text", "/parameters/channel")]
    [InlineData("code", "large", "payload-too-large", "/parameters")]
    [InlineData("stored", "large", "payload-too-large", "/parameters")]
    [InlineData("stored", "twice", "duplicate-property", "/parameters/channel")]
    public async Task Override_ThatTheDoorRefuses_IsNotStored(string rule, string what, string code, string pointer)
    {
        await using var test = await SettingWorld.StartAsync();
        var handle = test.In(SettingWorld.Home).Rule(rule);
        var values = what switch
        {
            "surrogate" => """{ "channel": "\ud800" }""",
            "twice" => """{ "channel": "a", "channel": "b" }""",
            _ => $$"""{ "channel": "{{new string('x', 65 * 1024)}}" }""",
        };

        var fault = (await Should.ThrowAsync<RuleDefinitionException>(() => handle.OverrideJsonAsync(Json(values)))).Faults.ShouldHaveSingleItem();

        (fault.Rule, fault.Code, fault.Pointer).ShouldBe((rule, code, pointer));
        (await handle.GetSettingsAsync()).Revision.ShouldBe(0);
    }

    private static JsonElement Json(string text) => JsonElement.Parse(text);
}

using System.Text.Json;
using Automation.Engine.Tests.Running.Driving;
using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Automation.Engine.Tests.Settings;

/// <summary>Rules in C# and stored ones are disabled, opted out and paused in the same way, scope by scope.</summary>
public sealed class StopTests
{
    private static readonly SettingOptions ByAnna = new() { Author = "anna", Reason = "spring cleaning" };

    public static TheoryData<string> Rules => ["code", "stored"];

    // Fault: a rule in C# cannot be switched off.
    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Disable_StartsNothingInThisScope_UntilEnabled(string rule)
    {
        await using var test = await SettingWorld.StartAsync();
        var handle = test.In(SettingWorld.Home).Rule(rule);

        (await handle.DisableAsync(ByAnna)).ShouldSatisfyAllConditions(
            settings => settings.Enabled.ShouldBeFalse(), settings => settings.StoppedBy.ShouldBe(VerdictReason.Disabled), settings => settings.Author.ShouldBe("anna"));

        (await test.PublishAsync("1")).ShouldContain((rule, VerdictReason.Disabled));
        (await test.PublishAsync("1", scope: "elsewhere")).ShouldBe([("code", VerdictReason.Ran)]);
        (await DetailAsync(test, rule)).ShouldBe("Disabled by anna since 2030-01-01T00:00:00Z: spring cleaning");
        (await handle.EnableAsync()).StoppedBy.ShouldBeNull();
        (await test.PublishAsync("2")).ShouldContain((rule, VerdictReason.Ran));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task OptOut_StartsNothing_UntilOptedIn(string rule)
    {
        await using var test = await SettingWorld.StartAsync();
        var handle = test.In(SettingWorld.Home).Rule(rule);

        (await handle.OptOutAsync(ByAnna)).ShouldSatisfyAllConditions(settings => settings.OptedIn.ShouldBe(false), settings => settings.StoppedBy.ShouldBe(VerdictReason.OptedOut));

        (await test.PublishAsync("1")).ShouldContain((rule, VerdictReason.OptedOut));
        (await DetailAsync(test, rule)).ShouldBe("Opted out by anna since 2030-01-01T00:00:00Z: spring cleaning");
        (await handle.OptInAsync()).OptedIn.ShouldBe(true);
        (await test.PublishAsync("2")).ShouldContain((rule, VerdictReason.Ran));
    }

    // The store waits for the runs that are being stored when it hears that a rule is stopped. Faults: a run that was decided before begins behind the answer; whoever stops nothing holds up those who begin runs.
    [Theory]
    [InlineData("code")]
    [InlineData("stored")]
    [InlineData("shared")]
    public async Task WhatStopsARule_IsToldToTheStore_AndWhatDoesNotIsNot(string rule)
    {
        var store = new HookedStore(new InMemoryDatabase());
        await using var test = await SettingWorld.StartAsync(configure: builder => builder.Services.Replace(ServiceDescriptor.Singleton<IAutomationStore>(store)));
        await test.SharedRules.SaveAsync(SettingWorld.StoredRule.Replace("\"name\": \"stored\"", "\"name\": \"shared\""));
        var stops = new List<bool>();
        store.BeforeSaveSetting = change => stops.Add(change.Stops);
        var handle = test.In(SettingWorld.Home).Rule(rule);

        await handle.PauseAsync();
        await handle.ResumeAsync();
        await handle.DisableAsync();
        await handle.EnableAsync();
        await handle.OptOutAsync();
        await handle.OptInAsync();
        await handle.OverrideGuardsJsonAsync(JsonElement.Parse("""{ "optIn": true }"""));

        stops.ShouldBe([true, false, true, false, true, false, false]);
        stops.Clear();
        await test.SharedRules.DisableAsync("shared");
        await test.SharedRules.EnableAsync("shared");
        stops.ShouldBe([true, false]);
    }

    // Fault: a rule that needs it runs in scopes that said nothing.
    [Fact]
    public async Task OptIn_WhereTheRuleNeedsIt_RunsOnlyThere()
    {
        await using var test = await SettingWorld.StartAsync(new GuardOptions { OptIn = true });
        await test.In("joined").Rule("code").OptInAsync();

        (await test.PublishAsync("1", scope: "joined")).ShouldBe([("code", VerdictReason.Ran)]);
        (await test.PublishAsync("1", scope: "silent")).ShouldBe([("code", VerdictReason.OptedOut)]);
        (await test.In("joined").Rule("code").OptOutAsync()).StoppedBy.ShouldBe(VerdictReason.OptedOut);
        (await test.PublishAsync("2", scope: "joined")).ShouldBe([("code", VerdictReason.OptedOut)]);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Pause_StartsNothing_UntilItIsOver(string rule)
    {
        await using var test = await SettingWorld.StartAsync();

        var settings = await test.In(SettingWorld.Home).Rule(rule).PauseAsync(SettingWorld.Start.AddHours(2), ByAnna);

        settings.Pause.ShouldBe(new RulePause(SettingWorld.Start, SettingWorld.Start.AddHours(2), "anna", "spring cleaning"));
        (await test.PublishAsync("1")).ShouldContain((rule, VerdictReason.Paused));
        (await DetailAsync(test, rule)).ShouldBe("Paused by anna since 2030-01-01T00:00:00Z until 2030-01-01T02:00:00Z: spring cleaning");
        await test.AdvanceAsync(TimeSpan.FromHours(2));
        (await test.PublishAsync("2")).ShouldContain((rule, VerdictReason.Ran));
        (await test.In(SettingWorld.Home).Rule(rule).GetSettingsAsync()).ShouldSatisfyAllConditions(after => after.Pause.ShouldBeNull(), after => after.StoppedBy.ShouldBeNull());
        test.Notes().ShouldNotContain(note => note.Contains($"{rule} 1"), "what came in the pause is not made up for");
    }

    [Fact]
    public async Task Pause_WithoutAnEnd_LastsUntilSomebodyResumes()
    {
        await using var test = await SettingWorld.StartAsync();
        var rule = test.In(SettingWorld.Home).Rule("code");
        await rule.PauseAsync();
        await test.AdvanceAsync(TimeSpan.FromDays(400));

        (await test.PublishAsync("1")).ShouldContain(("code", VerdictReason.Paused));
        (await DetailAsync(test, "code")).ShouldBe("Paused since 2030-01-01T00:00:00Z until somebody resumes it.");
        await rule.ResumeAsync();
        (await test.PublishAsync("2")).ShouldContain(("code", VerdictReason.Ran));
    }

    [Fact]
    public async Task Pause_UntilThePast_IsRefused()
    {
        await using var test = await SettingWorld.StartAsync();

        var refused = await Should.ThrowAsync<ArgumentOutOfRangeException>(() => test.In(SettingWorld.Home).Rule("code").PauseAsync(SettingWorld.Start));

        refused.Message.ShouldStartWith("Rule 'code' cannot be paused until 2030-01-01T00:00:00Z, which is past. Name a later instant, or none.");
    }

    [Fact]
    public async Task Settings_OutliveTheHost()
    {
        await using var test = await SettingWorld.StartAsync();
        await test.In(SettingWorld.Home).Rule("code").DisableAsync();
        await test.In(SettingWorld.Home).Rule("stored").PauseAsync();

        await test.CrashAsync();

        (await test.PublishAsync("1")).ShouldBe([("code", VerdictReason.Disabled), ("stored", VerdictReason.Paused)]);
    }

    // Fault: what the former rule of the name had set counts for the new one.
    [Fact]
    public async Task DeletedRule_LeavesNothingForTheNextOfItsName()
    {
        await using var test = await SettingWorld.StartAsync();
        await test.In(SettingWorld.Home).Rule("stored").OptOutAsync();

        await test.In(SettingWorld.Home).Rules.DeleteAsync("stored");
        await test.In(SettingWorld.Home).Rules.SaveAsync(SettingWorld.StoredRule);

        (await test.PublishAsync("1")).ShouldContain(("stored", VerdictReason.Ran));
    }

    // Fault: the guards of events count for a person.
    [Theory]
    [InlineData("code")]
    [InlineData("stored")]
    public async Task ManualStart_Runs_WhateverStopsTheRule(string rule)
    {
        await using var test = await SettingWorld.StartAsync();
        var handle = test.In(SettingWorld.Home).Rule(rule);
        await handle.PauseAsync();
        await handle.OptOutAsync();
        await handle.DisableAsync();

        var started = await handle.RunJsonAsync(JsonSerializer.SerializeToElement(new { id = "7", total = 0 }));
        await test.RunUntilIdleAsync();

        (await test.In(SettingWorld.Home).FindRunAsync(started.RunId))!.Status.ShouldBe(RunStatus.Succeeded);
        test.Notes().ShouldBe([$"{rule} 7 by mail"]);
    }

    [Fact]
    public async Task UnknownRule_IsSaid()
    {
        await using var test = await SettingWorld.StartAsync();

        await Should.ThrowAsync<RuleNotFoundException>(() => test.In(SettingWorld.Home).Rule("none").DisableAsync());
        await Should.ThrowAsync<RuleNotFoundException>(() => test.In(SettingWorld.Home).Rule("none").GetSettingsAsync());
    }

    // Fault: two who edit at the same time undo each other.
    [Fact]
    public async Task ExpectedRevision_OfYesterday_IsAConflict()
    {
        await using var test = await SettingWorld.StartAsync();
        var rule = test.In(SettingWorld.Home).Rule("code");
        var seen = await rule.GetSettingsAsync();
        await rule.OptInAsync();

        var conflict = await Should.ThrowAsync<RuleSettingsConflictException>(() => rule.DisableAsync(new SettingOptions { ExpectedRevision = seen.Revision }));

        (conflict.ExpectedRevision, conflict.PresentRevision).ShouldBe((0, 1));
        (await rule.GetSettingsAsync()).Enabled.ShouldBeTrue();
        (await rule.DisableAsync(new SettingOptions { ExpectedRevision = 1 })).Revision.ShouldBe(2);
    }

    [Fact]
    public async Task ChangeThatChangesNothing_StoresNothing()
    {
        await using var test = await SettingWorld.StartAsync();
        foreach (var rule in new[] { "code", "stored" })
        {
            var handle = test.In(SettingWorld.Home).Rule(rule);
            (await handle.EnableAsync()).Revision.ShouldBe(0);
            (await handle.ResumeAsync()).Revision.ShouldBe(0);
            (await handle.ResetAsync()).Revision.ShouldBe(0);
            (await handle.DisableAsync()).Revision.ShouldBe(1);
            (await handle.DisableAsync()).Revision.ShouldBe(1);
            (await handle.PauseAsync(SettingWorld.Start.AddHours(1))).Revision.ShouldBe(2);
            (await handle.PauseAsync(SettingWorld.Start.AddHours(1))).Revision.ShouldBe(2);
        }
    }

    [Fact]
    public async Task ListRules_ShowsWhatTheScopeSet()
    {
        await using var test = await SettingWorld.StartAsync();
        await test.In(SettingWorld.Home).Rule("code").DisableAsync();
        await test.In(SettingWorld.Home).Rule("stored").PauseAsync(SettingWorld.Start.AddDays(1));

        var rules = await test.In(SettingWorld.Home).ListRulesAsync();

        rules.Select(rule => (rule.Name, rule.Enabled, rule.Settings!.StoppedBy)).ShouldBe([("code", false, VerdictReason.Disabled), ("stored", true, VerdictReason.Paused)]);
        (await test.In(SettingWorld.Home).ListRulesAsync(new RuleQuery { Enabled = false })).ShouldHaveSingleItem().Name.ShouldBe("code");
        (await test.In("elsewhere").ListRulesAsync()).ShouldHaveSingleItem().Enabled.ShouldBeTrue();
    }

    private static async Task<string?> DetailAsync(AutomationTest test, string rule) =>
        (await test.In(SettingWorld.Home).ListEventsAsync()).Items[0].Verdicts.Single(verdict => verdict.Rule == rule).Detail;
}

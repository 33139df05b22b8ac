namespace Automation.Engine.Tests.Settings;

/// <summary>Whoever asks what stops a rule hears everything that does: which switch, who, since when and why.</summary>
public sealed class StopListTests
{
    private const string Shared = """
        { "name": "shared", "triggers": [ { "type": "event", "config": { "event": "order.placed" } } ], "steps": [ { "id": "note", "type": "order.note", "config": { "text": "x" } } ] }
        """;

    private static readonly SettingOptions ByAda = new() { Author = "ada", Reason = "wrong prices" };

    // Fault: the scope switches it on, is told that it is off, and not by whom.
    [Fact]
    public async Task RuleThatIsOffForAllScopes_SaysSoInEach_AlsoWhenItIsSwitchedOnThere()
    {
        await using var test = await SettingWorld.StartAsync();
        await test.SharedRules.SaveAsync(Shared);
        await test.SharedRules.DisableAsync("shared", ByAda);
        await test.AdvanceAsync(TimeSpan.FromHours(1));
        await test.In("a").Rule("shared").DisableAsync(new() { Author = "bob" });
        var both = (await test.In("a").Rule("shared").GetSettingsAsync()).Stops;

        var enabled = await test.In("a").Rule("shared").EnableAsync(new() { Author = "bob" });

        var forAll = new RuleStop
        {
            Kind = RuleStopKind.DisabledForAll, Since = SettingWorld.Start, Author = "ada", Reason = "wrong prices", Detail = "Disabled for all scopes by ada since 2030-01-01T00:00:00Z: wrong prices",
        };
        both.ShouldBe([forAll, new RuleStop { Kind = RuleStopKind.Disabled, Since = SettingWorld.Start.AddHours(1), Author = "bob", Detail = "Disabled by bob since 2030-01-01T01:00:00Z." }]);
        enabled.Stops.ShouldBe([forAll]);
        (enabled.Enabled, enabled.StoppedBy, enabled.Author).ShouldBe((false, VerdictReason.Disabled, "bob"));
        (await test.In("b").ListRulesAsync(new() { Search = "shared" })).ShouldHaveSingleItem().Settings!.Stops.ShouldBe([forAll]);
        (await test.SharedRules.GetSettingsAsync("shared")).Stops.ShouldHaveSingleItem().ShouldSatisfyAllConditions(stop => (stop.Kind, stop.Author, stop.Since, stop.Reason).ShouldBe((forAll.Kind, "ada", forAll.Since, forAll.Reason)));
        (await test.In("b").PublishAsync(new OrderPlaced("1"))).Verdicts.Single(verdict => verdict.Rule == "shared").Detail.ShouldBe(forAll.Detail);
        await test.SharedRules.EnableAsync("shared");
        (await test.In("a").Rule("shared").GetSettingsAsync()).Stops.ShouldBeEmpty();
    }

    // Faults: only what was set last is known; what stands behind the first stop is hidden.
    [Fact]
    public async Task Everything_IsInTheOrderOfTheVerdicts_WithItsOwnAuthor()
    {
        await using var test = await SettingWorld.StartAsync();
        var rule = test.In(SettingWorld.Home).Rule("stored");
        await rule.PauseAsync(SettingWorld.Start.AddDays(1), new() { Author = "anna", Reason = "holidays" });
        await rule.OptOutAsync(new() { Author = "bob" });
        await rule.DisableAsync(ByAda);

        var settings = await rule.OverrideGuardsAsync(guards => guards with { MaxRunsPerScope = 2 }, new() { Author = "carl" });

        settings.Stops.Select(stop => (stop.Kind, stop.Verdict, stop.Author, stop.Reason)).ShouldBe([
            (RuleStopKind.Disabled, VerdictReason.Disabled, "ada", "wrong prices"),
            (RuleStopKind.OptedOut, VerdictReason.OptedOut, "bob", null),
            (RuleStopKind.Paused, VerdictReason.Paused, "anna", "holidays"),
        ]);
        (settings.StoppedBy, settings.Author).ShouldBe((VerdictReason.Disabled, "carl"));
        await test.AdvanceAsync(TimeSpan.FromDays(1));
        (await rule.GetSettingsAsync()).Stops.Select(stop => stop.Kind).ShouldBe([RuleStopKind.Disabled, RuleStopKind.OptedOut]);
    }

    // Fault: of a rule that is off from its save or its import on nobody knows by whom.
    [Fact]
    public async Task RuleThatWasNeverOn_SaysWhoSavedItSo()
    {
        await using var test = await SettingWorld.StartAsync(new GuardOptions { OptIn = true });
        await test.In(SettingWorld.Home).Rules.SaveAsync(Shared, new() { Author = "ada", Disabled = true });
        await test.SharedRules.ImportAsync(
            $$"""{ "format": "automation-rules", "version": 1, "rules": [ { "enabled": false, "rule": {{Shared.Replace("shared", "imported")}} } ] }""", new() { Author = "ada" });

        (await StopAsync("code")).ShouldBe(new RuleStop { Kind = RuleStopKind.NotOptedIn, Detail = "The rule runs only where a scope opts in, and this one has not." });
        (await StopAsync("imported")).ShouldBe(
            new RuleStop { Kind = RuleStopKind.DisabledForAll, Since = SettingWorld.Start, Author = "ada", Detail = "Disabled for all scopes by ada since 2030-01-01T00:00:00Z." });
        (await StopAsync("shared")).ShouldSatisfyAllConditions(stop => (stop.Kind, stop.Author).ShouldBe((RuleStopKind.Disabled, "ada")));
        (await test.In(SettingWorld.Home).Rule("stored").GetSettingsAsync()).Stops.ShouldBeEmpty();

        async Task<RuleStop> StopAsync(string rule) => (await test.In(SettingWorld.Home).Rule(rule).GetSettingsAsync()).Stops.ShouldHaveSingleItem();
    }
}

namespace Automation.Storage.Conformance.Settings;

/// <summary>What a scope sets for rules, and all that changes with it in the same transaction.</summary>
public abstract class SettingTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    private const string Need = "~resume:rule-1@project-1";

    private static readonly DateTimeOffset Due = new(2026, 3, 1, 12, 5, 0, TimeSpan.Zero);

    [Fact]
    public async Task Save_IsReadWithTheRules_AndRaisesTheVersion()
    {
        var saved = await SaveAsync(Setting("one") with { Author = null, SavedAt = Now.AddMicroseconds(3) });

        saved.ShouldBe(Setting("one") with { Revision = 1, Author = null, SavedAt = Now.AddMicroseconds(3) });
        var rules = await RulesAsync();
        rules.Version.ShouldBe(1);
        rules.Settings.ShouldHaveSingleItem().ShouldBe(saved);
    }

    [Fact]
    public async Task Save_Again_IsTheNextRevision()
    {
        await SaveAsync(Setting("one"));
        await SaveAsync(Setting("one", "rule-0"));

        var saved = await SaveAsync(Setting("two") with { Author = "bob" });

        saved!.Revision.ShouldBe(2);
        (await RulesAsync()).Settings.Select(setting => (setting.Rule, setting.Revision, setting.Body, setting.Author)).ShouldBe(
            [("rule-0", 1, "one", "ada"), ("rule-1", 2, "two", "bob")]);
    }

    // Fault: the version is not compared, and two who change at the same time undo each other.
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Save_OverAnotherVersionOfTheScope_StoresNothing(long version)
    {
        await Store.SaveRuleAsync(Make.Rule(), default);
        var run = await CreateReadyAsync();

        var saved = await Store.SaveSettingAsync(
            new SettingChange { Setting = Setting("one"), ScopeVersion = version, Enabled = false, Schedules = [Schedule()], Holds = Hold() }, default);

        saved.ShouldBeNull();
        var rules = await RulesAsync();
        rules.Version.ShouldBe(1);
        rules.Settings.ShouldBeEmpty();
        rules.Rules.ShouldHaveSingleItem().Enabled.ShouldBeTrue();
        (await Store.ListSchedulesAsync(Scope, default)).ShouldBeEmpty();
        (await LiveAsync(run)).State.ShouldBe(LiveState.Ready);
    }

    // Fault: the scope's version stays, and an event is accepted by what counted before.
    [Fact]
    public async Task Accept_DecidedBeforeTheChange_IsStale()
    {
        await SaveAsync(Setting("one"));

        var accept = Make.Publish(Make.Event());
        (await AcceptAsync(null, new AcceptOperation { Scope = Scope, ScopeVersion = 0, Event = accept.Event, Runs = [] })).Status.ShouldBe(AcceptStatus.StaleScope);
    }

    [Fact]
    public async Task Save_SwitchesTheStoredRule()
    {
        await Store.SaveRuleAsync(Make.Rule(), default);
        await Store.SaveRuleAsync(Make.Rule("rule-2"), default);

        await SaveAsync(Setting("one"), enabled: false);
        (await RulesAsync()).Rules.Select(rule => rule.Enabled).ShouldBe([false, true]);
        await SaveAsync(Setting("two"));
        (await RulesAsync()).Rules.Select(rule => rule.Enabled).ShouldBe([false, true]);
        await SaveAsync(Setting("three"), enabled: true);
        (await RulesAsync()).Rules.Select(rule => rule.Enabled).ShouldBe([true, true]);
    }

    [Fact]
    public async Task Save_OtherScopes_AreLeftAlone()
    {
        await SaveAsync(Setting("one") with { Scope = OtherScope });

        (await RulesAsync()).Settings.ShouldBeEmpty();
        (await RulesAsync()).Version.ShouldBe(0);
    }

    // Faults: the revision of another scope counts, or the switch of the other's rule of the name is turned; when it was saved is that of the first time.
    [Fact]
    public async Task Save_CountsRevisions_AndSwitches_ForItsScopeAlone()
    {
        await Store.SaveRuleAsync(Make.Rule(scope: OtherScope), default);
        await Store.SaveRuleAsync(Make.Rule(), default);
        await SaveAsync(Setting("one") with { Scope = OtherScope });
        await SaveAsync(Setting("two") with { Scope = OtherScope });

        (await SaveAsync(Setting("one"), enabled: false))!.Revision.ShouldBe(1);
        (await SaveAsync(Setting("two") with { SavedAt = Now.AddHours(1) }))!.Revision.ShouldBe(2);

        (await RulesAsync()).Settings.ShouldHaveSingleItem().SavedAt.ShouldBe(Now.AddHours(1));
        (await RulesAsync()).Rules.ShouldHaveSingleItem().Enabled.ShouldBeFalse();
        (await Store.LoadRulesAsync(OtherScope, default)).ShouldSatisfyAllConditions(
            rules => rules.Rules.ShouldHaveSingleItem().Enabled.ShouldBeTrue(), rules => rules.Settings.ShouldHaveSingleItem().Revision.ShouldBe(2));
    }

    // Fault: what a rule of the name had set counts for the next one of this name.
    [Fact]
    public async Task DeleteRule_EmptiesWhatIsSet_WithTheNextRevision()
    {
        await Store.SaveRuleAsync(Make.Rule(), default);
        await SaveAsync(Setting("one"));

        await Store.DeleteRuleAsync(Scope, "rule-1", default);

        var setting = (await RulesAsync()).Settings.ShouldHaveSingleItem();
        (setting.Revision, setting.Body, setting.Author).ShouldBe((2, "", null));
    }

    // As for a rule of the code that has the name of one that was deleted. Fault, seen red on PostgreSQL: the switch of a deleted rule is turned as well.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Save_ForTheNameOfADeletedRule_LeavesThatOneSwitchedOff(bool shared)
    {
        var scope = shared ? SharedScope.Name : Scope;
        var rule = (await Store.SaveRuleAsync(Make.Rule(scope: scope), default))!;
        await Store.DeleteRuleAsync(scope, "rule-1", default);

        await Store.EnableRuleAsync(scope, "rule-1", true, default);

        (await Store.FindRuleVersionAsync(scope, "rule-1", rule.Hash, default)).ShouldBe(rule with { Enabled = false });
        (await Store.LoadRulesAsync(scope, default)).Rules.ShouldBeEmpty();
    }

    // Fault: what is set for a name under which no rule was ever saved, such as the previews of drafts, stays for ever.
    [Fact]
    public async Task DeleteRule_ThatIsNotThere_EmptiesWhatIsSet()
    {
        var run = await CreateReadyAsync();
        await SaveAsync(Setting("other", "rule-2"));
        await SaveAsync(Setting("one"), holds: Hold());
        var deletion = new RuleDeletion { Scope = Scope, Rule = "rule-1", ScopeVersion = 2, Wakes = Need, At = Now };

        (await Store.DeleteRuleAsync(deletion, default)).ShouldBe(false);

        var rules = await RulesAsync();
        (rules.Version, rules.Rules.Count).ShouldBe((3, 0));
        rules.Settings.Select(setting => (setting.Rule, setting.Revision, setting.Body, setting.Author)).ShouldBe([("rule-1", 2, "", null), ("rule-2", 1, "other", "ada")]);
        (await LiveAsync(run)).State.ShouldBe(LiveState.Ready);
        (await Store.DeleteRuleAsync(deletion, default)).ShouldBeNull("the scope has another version");
        (await Store.DeleteRuleAsync(Scope, "rule-1", default)).ShouldBeFalse();
        (await RulesAsync()).Version.ShouldBe(3, "the repetition changes nothing");
    }

    [Fact]
    public async Task List_HasTheRulesOfAllScopes_PageByPage()
    {
        await SaveAsync(Setting("1", "rule-2") with { Scope = OtherScope });
        await SaveAsync(Setting("2"));
        await SaveAsync(Setting("3", "rule-2"));
        await SaveAsync(Setting("4", "rule-3"));

        var first = await Store.ListSettingsAsync(["rule-2", "rule-1", "none"], null, 2, default);
        first.Select(setting => setting.Body).ShouldBe(["2", "3"]);
        (await Store.ListSettingsAsync(["rule-2", "rule-1", "none"], first[^1], 2, default)).Select(setting => setting.Body).ShouldBe(["1"]);
        (await Store.ListSettingsAsync(["rule-2", "rule-1", "none"], first[0], 2, default)).Select(setting => setting.Body).ShouldBe(["3", "1"]);
        (await Store.ListSettingsAsync([], null, 2, default)).ShouldBeEmpty();
    }

    // Schedules

    [Fact]
    public async Task Save_EditsSchedules_AsSavingARuleDoes()
    {
        await SaveSharedAsync(Schedule(), Schedule(trigger: "due") with { NextDue = Now });
        await SaveAsync(Setting("one"), schedules: [Schedule(spec: "new", due: Due.AddHours(1)), Schedule("due", "new", Due.AddHours(1)), Schedule("more")]);

        (await SchedulesAsync()).ShouldBe([("due", "new", 1, Now), ("more", "spec", 1, Due), ("schedule", "new", 1, Due.AddHours(1))]);
    }

    // Fault: a schedule that sleeps, or that came due while its rule slept, is not set anew.
    [Fact]
    public async Task Save_Restarting_SetsSchedulesAnew_WhateverWasDue()
    {
        await SaveSharedAsync(Schedule() with { NextDue = null }, Schedule(trigger: "due") with { NextDue = Now });

        await SaveAsync(Setting("one"), schedules: [Schedule(due: Due.AddHours(1)), Schedule("due", due: Due.AddHours(2))], restarts: true);

        (await SchedulesAsync()).ShouldBe([("due", "spec", 1, Due.AddHours(2)), ("schedule", "spec", 1, Due.AddHours(1))]);
        (await Store.ListSchedulesAsync(Scope, default)).ShouldAllBe(schedule => schedule.Shared);
    }

    // Fault: a host that read the settings before they changed writes the former schedule back.
    [Fact]
    public async Task SaveShared_MadeWithAnEarlierRevision_ChangesNothing()
    {
        await SaveAsync(Setting("one"), schedules: [Schedule(spec: "new", due: Due.AddHours(1))]);

        await SaveSharedAsync(Schedule(spec: "old"));
        (await SchedulesAsync()).ShouldBe([("schedule", "new", 1, Due.AddHours(1))]);
        await SaveSharedAsync(Schedule(spec: "newer") with { Setting = 1 });
        (await SchedulesAsync()).ShouldBe([("schedule", "newer", 1, Due)]);
    }

    [Fact]
    public async Task SaveRule_WithSchedulesOfAnotherRevision_StoresNothing()
    {
        await SaveAsync(Setting("one"));

        (await Store.SaveRuleAsync(new RuleSave { Rule = Make.Rule(), Schedules = [Schedule() with { Shared = false }] }, default)).ShouldBeNull();

        (await RulesAsync()).Rules.ShouldBeEmpty();
        (await RulesAsync()).Version.ShouldBe(1);
        (await Store.SaveRuleAsync(new RuleSave { Rule = Make.Rule(), Schedules = [Schedule() with { Shared = false, Setting = 1 }] }, default)).ShouldNotBeNull();
    }

    // Fault: the rule is saved in one transaction and switched off in another.
    [Fact]
    public async Task SaveRule_ThatDisables_SwitchesOff_AndSaysSo_InOneTransaction()
    {
        await Store.SaveRuleAsync(Make.Rule(), default);

        var saved = await Store.SaveRuleAsync(new RuleSave { Rule = Make.Rule(hash: "two"), Disables = true, Setting = Setting("off") with { Revision = 0 }, Schedules = [Schedule() with { Shared = false }] }, default);

        (saved!.Version, saved.Enabled).ShouldBe((2, false));
        var rules = await RulesAsync();
        rules.Version.ShouldBe(2);
        rules.Rules.ShouldHaveSingleItem().ShouldBe(saved);
        rules.Settings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(setting => setting.Revision.ShouldBe(1), setting => setting.Body.ShouldBe("off"));
        (await SchedulesAsync()).ShouldBe([("schedule", "spec", 1, Due)]);
    }

    [Fact]
    public async Task SaveRule_ThatDisables_SwitchesOffWhatIsStoredAlready()
    {
        await Store.SaveRuleAsync(Make.Rule(), default);

        var saved = await Store.SaveRuleAsync(new RuleSave { Rule = Make.Rule(), ExpectedVersion = 7, Disables = true }, default);
        var again = await Store.SaveRuleAsync(new RuleSave { Rule = Make.Rule(), Disables = true }, default);

        (saved!.Version, saved.Enabled).ShouldBe((1, false));
        again.ShouldBe(saved);
        var rules = await RulesAsync();
        rules.Version.ShouldBe(2, "the repetition changes nothing");
        rules.Rules.ShouldHaveSingleItem().ShouldBe(saved);
    }

    [Fact]
    public async Task SaveRule_ThatIsThere_StoresWhatIsSet()
    {
        await Store.SaveRuleAsync(Make.Rule(), default);
        await SaveAsync(Setting("one"));

        (await Store.SaveRuleAsync(new RuleSave { Rule = Make.Rule(), Setting = Setting("two") with { Revision = 1 } }, default))!.Version.ShouldBe(1);

        var rules = await RulesAsync();
        rules.Version.ShouldBe(3);
        rules.Settings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(setting => setting.Revision.ShouldBe(2), setting => setting.Body.ShouldBe("two"));
    }

    // Fault: what somebody set since is lost.
    [Fact]
    public async Task SaveRule_OverAnotherRevision_StoresNothing()
    {
        await Store.SaveRuleAsync(Make.Rule(), default);
        await SaveAsync(Setting("one"));

        (await Store.SaveRuleAsync(new RuleSave { Rule = Make.Rule(hash: "two"), Disables = true, Setting = Setting("two") with { Revision = 0 } }, default)).ShouldBeNull();

        var rules = await RulesAsync();
        rules.Version.ShouldBe(2);
        rules.Settings.ShouldHaveSingleItem().Body.ShouldBe("one");
        rules.Rules.ShouldHaveSingleItem().ShouldSatisfyAllConditions(rule => rule.Version.ShouldBe(1), rule => rule.Enabled.ShouldBeTrue());
    }

    // Fault: the revision of another scope, or of another rule, is compared.
    [Fact]
    public async Task SaveRule_ComparesTheRevisionOfItsOwnSetting()
    {
        await SaveAsync(Setting("one") with { Scope = OtherScope });
        await SaveAsync(Setting("one", "rule-2"));

        (await Store.SaveRuleAsync(new RuleSave { Rule = Make.Rule(), Setting = Setting("one") with { Revision = 0 } }, default)).ShouldNotBeNull();

        (await RulesAsync()).Settings.Select(setting => (setting.Rule, setting.Revision)).ShouldBe([("rule-1", 1), ("rule-2", 1)]);
    }

    // Faults: what was decided for a rule that is not there is laid over one that somebody saved meanwhile; what was decided for one that is there is laid over the next one of its name.
    [Theory]
    [InlineData("hash-1", 0, false)]
    [InlineData("two", 0, false)]
    [InlineData("two", 2, false)]
    [InlineData("two", 1, true)]
    public async Task SaveRule_DecidedForAnotherVersion_StoresNothing(string hash, int seen, bool deleted)
    {
        await Store.SaveRuleAsync(Make.Rule(hash: "hash-1"), default);
        if (deleted)
        {
            await Store.DeleteRuleAsync(Scope, "rule-1", default);
        }

        var before = await RulesAsync();
        var save = new RuleSave { Rule = Make.Rule(hash: hash), SeenVersion = seen, ExpectedVersion = 0, Disables = true, Setting = Setting("one") with { Revision = 0 }, Schedules = [Schedule() with { Shared = false }] };

        (await Store.SaveRuleAsync(save, default)).ShouldBeNull();

        var rules = await RulesAsync();
        (rules.Version, rules.Settings.Count).ShouldBe((before.Version, 0));
        rules.Rules.ShouldBe(before.Rules);
        (await Store.ListSchedulesAsync(Scope, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task SaveRule_DecidedForThePresentVersion_IsStored()
    {
        (await Store.SaveRuleAsync(new RuleSave { Rule = Make.Rule(), SeenVersion = 0 }, default)).ShouldNotBeNull();
        (await Store.SaveRuleAsync(new RuleSave { Rule = Make.Rule(hash: "two"), SeenVersion = 1 }, default))!.Version.ShouldBe(2);
        await Store.DeleteRuleAsync(Scope, "rule-1", default);
        (await Store.SaveRuleAsync(new RuleSave { Rule = Make.Rule(), SeenVersion = 0 }, default))!.Version.ShouldBe(3);
    }

    [Fact]
    public async Task SaveRule_OverAnotherVersion_SetsNothing()
    {
        await Store.SaveRuleAsync(Make.Rule(), default);

        await Should.ThrowAsync<RuleConflictException>(
            () => Store.SaveRuleAsync(new RuleSave { Rule = Make.Rule(hash: "two"), ExpectedVersion = 2, Disables = true, Setting = Setting("two") with { Revision = 0 }, Schedules = [Schedule() with { Shared = false }] }, default));

        var rules = await RulesAsync();
        rules.Version.ShouldBe(1);
        rules.Settings.ShouldBeEmpty();
        rules.Rules.ShouldHaveSingleItem().Enabled.ShouldBeTrue();
        (await Store.ListSchedulesAsync(Scope, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Accept_Occurrence_SaysTheRevision()
    {
        await SaveSharedAsync(Schedule());
        Now = Due;
        var @event = Make.Event();

        await AcceptAsync(null, new AcceptOperation
        {
            Scope = Scope, Event = @event, Runs = [],
            Advance = new ScheduleAdvance { Rule = "rule-1", Trigger = "schedule", Seen = Due, Next = Due.AddHours(1), Spec = "spec", Setting = 7 },
        });

        (await SchedulesAsync()).ShouldBe([("schedule", "spec", 7, Due.AddHours(1))]);
    }

    // Runs

    [Fact]
    public async Task Hold_ParksWhatHasNotBegun()
    {
        var node = await JoinAsync();
        var ready = await CreateReadyAsync();
        var other = await CreateReadyAsync(rule: "rule-2");
        var elsewhere = await CreateReadyAsync(OtherScope);
        var owned = await CreateOwnedAsync(node);

        await SaveAsync(Setting("one"), holds: Hold());

        var live = await LiveAsync(ready);
        (live.State, live.Reason, live.Need).ShouldBe((LiveState.Parked, "paused", Need));
        (await LiveAsync(other)).State.ShouldBe(LiveState.Ready);
        (await LiveAsync(elsewhere)).State.ShouldBe(LiveState.Ready);
        (await LiveAsync(owned)).State.ShouldBe(LiveState.Owned);
        (await ClaimIdsAsync(node)).ShouldBe([other, elsewhere], ignoreOrder: true);
        (await NextDueAsync()).Needs.ShouldBe([Need]);
    }

    // Fault: a run of which something is recorded is stopped in its middle.
    [Fact]
    public async Task Hold_LeavesWhatHasBegun()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await RecordAsync(node, Make.Record(run, 1, RunTransition.Release.Instance, Make.Outcome("one")));

        await SaveAsync(Setting("one"), holds: Hold());

        (await LiveAsync(run)).State.ShouldBe(LiveState.Ready);
    }

    // Fault: whoever cancelled it waits for ever.
    [Fact]
    public async Task Hold_LeavesWhatHasASignal()
    {
        var run = await CreateReadyAsync();
        await SignalAsync(null, Make.Cancel(run));

        await SaveAsync(Setting("one"), holds: Hold());

        (await LiveAsync(run)).State.ShouldBe(LiveState.Ready);
    }

    // Fault: another run that has begun, or has a signal, is taken for this one.
    [Fact]
    public async Task Hold_AsksOfEachRunItself()
    {
        var node = await JoinAsync();
        var ready = Make.Run(subject: "asset-1");
        await AcceptAsync(null, Make.Start(ready));
        await Store.OverrideSubjectAsync(Scope, new SubjectOverride { Subject = "asset-1", At = Now }, new SignalRecord(SubjectOverrides.Pause, Make.Utf8("\"why\""), Now), default);
        var begun = await CreateOwnedAsync(node);
        await RecordAsync(node, Make.Record(begun, 1, RunTransition.Release.Instance, Make.Outcome("first")));
        await SignalAsync(null, Make.Cancel(begun));

        await SaveAsync(Setting("one"), holds: Hold());

        (await LiveAsync(ready.Id)).State.ShouldBe(LiveState.Parked);
        (await LiveAsync(begun)).State.ShouldBe(LiveState.Ready);
    }

    // Fault: a run whose subject is in hand when its rule is paused begins when the subject is released, although the rule is paused still.
    [Fact]
    public async Task Hold_OfRunsWhoseSubjectIsOverridden_LastsLongerThanTheOverride()
    {
        var node = await JoinAsync();
        var (held, ready) = (Make.Run(subject: "asset-1"), Make.Run(subject: "asset-1"));
        await AcceptAsync(node, Make.Start(held, owned: true));
        await AcceptAsync(null, Make.Start(ready));
        await Store.OverrideSubjectAsync(Scope, new SubjectOverride { Subject = "asset-1", At = Now }, new SignalRecord(SubjectOverrides.Pause, Make.Utf8("\"why\""), Now), default);
        await RecordAsync(node, Make.Record(held.Id, 1, new RunTransition.Hold("in hand") { Need = SubjectOverrides.Need }));

        await SaveAsync(Setting("one"), holds: Hold());
        await Store.ReleaseSubjectAsync(Scope, "asset-1", Now, default);

        foreach (var run in new[] { held.Id, ready.Id })
        {
            var live = await LiveAsync(run);
            (live.State, live.Reason, live.Need).ShouldBe((LiveState.Parked, "paused", Need));
        }

        await SaveAsync(Setting("two"), wakes: Need);
        (await ClaimIdsAsync(node)).ShouldBe([held.Id, ready.Id], ignoreOrder: true);
        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Hold_LeavesWhatWasStartedByHandSince()
    {
        var before = await CreateReadyAsync();
        var since = Now += TimeSpan.FromSeconds(1);
        var after = await CreateReadyAsync();
        var @event = Make.Event();
        var byEvent = Make.Run(@event: @event.Id);
        await AcceptAsync(null, new AcceptOperation { Scope = Scope, Event = @event, Runs = [new NewRun { Run = byEvent, Owned = false }] });

        await SaveAsync(Setting("one"), holds: Hold() with { Since = since });

        (await LiveAsync(before)).State.ShouldBe(LiveState.Parked);
        (await LiveAsync(after)).State.ShouldBe(LiveState.Ready);
        (await LiveAsync(byEvent.Id)).State.ShouldBe(LiveState.Parked);
    }

    // Faults: a re-run is none that somebody started; a run that waits for what no host has waits for the pause instead, and nobody takes it up when there is one that has it.
    [Fact]
    public async Task Hold_LeavesReruns_AndWhatWaitsForSomethingElse()
    {
        var node = await JoinAsync();
        var needy = await CreateOwnedAsync(node);
        await RecordAsync(node, Make.Record(needy, 1, new RunTransition.Hold("no handler") { Need = "action:pack" }));
        var since = Now += TimeSpan.FromSeconds(1);
        var @event = Make.Event();
        var first = Make.Run(@event: @event.Id);
        await AcceptAsync(null, new AcceptOperation { Scope = Scope, Event = @event, Runs = [new NewRun { Run = first, Owned = false }] });
        var rerun = Make.Run(@event: @event.Id) with { RerunOf = first.Id };
        await AcceptAsync(null, new AcceptOperation { Scope = Scope, Runs = [new NewRun { Run = rerun, Owned = false }] });

        await SaveAsync(Setting("one"), holds: Hold() with { Since = since });

        (await LiveAsync(first.Id)).State.ShouldBe(LiveState.Parked);
        (await LiveAsync(rerun.Id)).State.ShouldBe(LiveState.Ready);
        (await LiveAsync(needy)).Need.ShouldBe("action:pack");
        await SaveAsync(Setting("two"), wakes: Need);
        (await LiveAsync(first.Id)).State.ShouldBe(LiveState.Ready);
        (await LiveAsync(needy)).ShouldSatisfyAllConditions(live => live.State.ShouldBe(LiveState.Parked), live => live.Need.ShouldBe("action:pack"));
    }

    // Fault: a held run keeps its permit, and the other rule's run waits for ever.
    [Fact]
    public async Task Hold_GivesPermitsBack()
    {
        var limits = new RunLimits(null, 1);
        var first = await CreateAsync(limits);
        var blocked = await CreateAsync(limits);
        var other = await CreateAsync(limits, "rule-2");

        await SaveAsync(Setting("one"), holds: Hold());

        (await LiveAsync(first)).ShouldSatisfyAllConditions(live => live.State.ShouldBe(LiveState.Parked), live => live.HoldsPermit.ShouldBeFalse());
        (await LiveAsync(blocked)).State.ShouldBe(LiveState.Parked);
        (await LiveAsync(other)).ShouldSatisfyAllConditions(live => live.State.ShouldBe(LiveState.Ready), live => live.HoldsPermit.ShouldBeTrue());
        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    // Fault: a host that dies between two transactions leaves runs behind that nobody wakes.
    [Fact]
    public async Task DeleteRule_Wakes_InTheSameTransaction()
    {
        await Store.SaveRuleAsync(Make.Rule(), default);
        var (run, other) = (await CreateReadyAsync(), await CreateReadyAsync(rule: "rule-2"));
        await SaveAsync(Setting("one"), holds: Hold());

        (await Store.DeleteRuleAsync(new RuleDeletion { Scope = Scope, Rule = "rule-1", ScopeVersion = 2, Wakes = Need, At = Now }, default)).ShouldBe(true);

        (await LiveAsync(run)).ShouldSatisfyAllConditions(live => live.State.ShouldBe(LiveState.Ready), live => live.Reason.ShouldBeNull(), live => live.Need.ShouldBeNull());
        (await LiveAsync(other)).State.ShouldBe(LiveState.Ready);
        var rules = await RulesAsync();
        rules.Version.ShouldBe(3);
        rules.Rules.ShouldBeEmpty();
    }

    // Fault: runs that were held for a pause of another rule of the name wait for ever.
    [Fact]
    public async Task SaveRule_Wakes_InTheSameTransaction()
    {
        var (run, other) = (await CreateReadyAsync(), await CreateReadyAsync(rule: "rule-2"));
        await SaveAsync(Setting("one"), holds: Hold());

        (await Store.SaveRuleAsync(new RuleSave { Rule = Make.Rule(), Setting = Setting("") with { Revision = 98 }, Wakes = Need }, default)).ShouldBeNull();
        (await LiveAsync(run)).State.ShouldBe(LiveState.Parked);
        (await Store.SaveRuleAsync(new RuleSave { Rule = Make.Rule(), Setting = Setting("") with { Revision = 1 }, Wakes = Need }, default)).ShouldNotBeNull();

        (await LiveAsync(run)).ShouldSatisfyAllConditions(live => live.State.ShouldBe(LiveState.Ready), live => live.Reason.ShouldBeNull(), live => live.Need.ShouldBeNull());
        (await LiveAsync(other)).State.ShouldBe(LiveState.Ready);
        (await RulesAsync()).Settings.ShouldHaveSingleItem().Body.ShouldBe("");
    }

    // Fault: a pause that somebody says meanwhile is not the one that the deletion ends.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task DeleteRule_OverAnotherVersionOfTheScope_StoresNothing(long version)
    {
        await Store.SaveRuleAsync(Make.Rule(), default);
        var run = await CreateReadyAsync();
        await SaveAsync(Setting("one"), holds: Hold());

        (await Store.DeleteRuleAsync(new RuleDeletion { Scope = Scope, Rule = "rule-1", ScopeVersion = version, Wakes = Need, At = Now }, default)).ShouldBeNull();

        (await LiveAsync(run)).State.ShouldBe(LiveState.Parked);
        var rules = await RulesAsync();
        (rules.Version, rules.Rules.Count).ShouldBe((2, 1));
        rules.Settings.ShouldHaveSingleItem().Body.ShouldBe("one");
    }

    [Fact]
    public async Task DeleteRule_ThatIsNotThere_AndHasNothingSet_WakesNothing()
    {
        var run = await CreateReadyAsync();
        await SaveAsync(Setting(""), holds: Hold());

        (await Store.DeleteRuleAsync(new RuleDeletion { Scope = Scope, Rule = "rule-1", ScopeVersion = 1, Wakes = Need, At = Now }, default)).ShouldBe(false);

        (await LiveAsync(run)).State.ShouldBe(LiveState.Parked);
        (await RulesAsync()).Version.ShouldBe(1);
    }

    // Fault: a woken run needs no permit.
    [Fact]
    public async Task Wake_MakesReady_AsFarAsThereArePermits()
    {
        var limits = new RunLimits(1, null);
        var first = await CreateAsync(limits);
        var second = await CreateAsync(limits);
        var free = await CreateReadyAsync();
        await SaveAsync(Setting("one"), holds: Hold());

        await SaveAsync(Setting("two"), wakes: Need);

        (await LiveAsync(first)).ShouldSatisfyAllConditions(
            live => live.State.ShouldBe(LiveState.Ready), live => live.HoldsPermit.ShouldBeTrue(), live => live.Reason.ShouldBeNull(), live => live.Need.ShouldBeNull());
        (await LiveAsync(second)).State.ShouldBe(LiveState.Blocked);
        (await LiveAsync(free)).State.ShouldBe(LiveState.Ready);
        (await NextDueAsync()).Needs.ShouldBeEmpty();
    }

    // Fault: the deaths of processes before the pause count against the run.
    [Fact]
    public async Task Wake_OfARunThatWasRescued_ForgetsThat()
    {
        var run = await CreateReadyAsync();
        await ClaimAsync(await JoinAsync());
        var node = await CrashAndJoinAsync();
        await SaveAsync(Setting("one"), holds: Hold());
        (await LiveAsync(run)).ShouldSatisfyAllConditions(live => live.State.ShouldBe(LiveState.Parked), live => live.Rescues.ShouldBe(1));

        await SaveAsync(Setting("two"), wakes: Need);

        (await LiveAsync(run)).ShouldSatisfyAllConditions(live => live.State.ShouldBe(LiveState.Ready), live => live.Rescues.ShouldBe(0));
        (await ClaimIdsAsync(node)).ShouldBe([run]);
    }

    // Fault: a queued run that is parked has the key of the one that works; or it goes on in the pause when that one has ended.
    [Fact]
    public async Task Hold_OfAQueuedRun_ParksItWhenItsTurnComes()
    {
        var node = await JoinAsync();
        var working = await CreateAsync(new RunLimits(null, null) { Overlap = "a" });
        (await ClaimIdsAsync(node)).ShouldBe([working]);
        var queued = await CreateAsync(new RunLimits(null, null) { Overlap = "a" });
        await SaveAsync(Setting("one"), holds: Hold());
        (await LiveAsync(queued)).ShouldSatisfyAllConditions(live => live.State.ShouldBe(LiveState.Queued), live => live.Reason.ShouldBe("paused"));
        (await NextDueAsync()).Needs.ShouldBeEmpty();

        await EndLimitedAsync(node, working);

        (await LiveAsync(queued)).ShouldSatisfyAllConditions(live => live.State.ShouldBe(LiveState.Parked), live => live.Need.ShouldBe(Need));
        (await ClaimIdsAsync(node)).ShouldBeEmpty();
        await SaveAsync(Setting("two"), wakes: Need);
        (await ClaimIdsAsync(node)).ShouldBe([queued]);
    }

    // Fault: the queued run is parked when its turn comes, long after the pause.
    [Fact]
    public async Task Wake_OfAQueuedRun_ForgetsThePause()
    {
        var node = await JoinAsync();
        var working = await CreateAsync(new RunLimits(null, null) { Overlap = "a" });
        await ClaimIdsAsync(node);
        var queued = await CreateAsync(new RunLimits(null, null) { Overlap = "a" });
        await SaveAsync(Setting("one"), holds: Hold());
        await SaveAsync(Setting("two"), wakes: Need);
        (await LiveAsync(queued)).ShouldSatisfyAllConditions(live => live.State.ShouldBe(LiveState.Queued), live => live.Reason.ShouldBeNull(), live => live.Need.ShouldBeNull());

        await EndLimitedAsync(node, working);

        (await ClaimIdsAsync(node)).ShouldBe([queued]);
    }

    // Fault: whoever released it before its turn came is not heard: it is parked, and stays so.
    [Fact]
    public async Task Release_OfAQueuedRunThatAPauseHolds_LetsItGoOnWhenItsTurnComes()
    {
        var node = await JoinAsync();
        var working = await CreateAsync(new RunLimits(null, null) { Overlap = "a" });
        await ClaimIdsAsync(node);
        var queued = await CreateAsync(new RunLimits(null, null) { Overlap = "a" });
        await SaveAsync(Setting("one"), holds: Hold());
        await SignalAsync(null, Make.Signal(queued, SignalKind.Release, "", wakesHeld: true));
        (await LiveAsync(queued)).ShouldSatisfyAllConditions(live => live.State.ShouldBe(LiveState.Queued), live => live.Reason.ShouldBeNull(), live => live.Need.ShouldBeNull());

        await EndLimitedAsync(node, working);

        (await ClaimIdsAsync(node)).ShouldBe([queued]);
        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task WakeAndHold_HoldsThemForAnotherReason()
    {
        var run = await CreateReadyAsync();
        await SaveAsync(Setting("one"), holds: Hold());

        await SaveAsync(Setting("two"), wakes: Need, holds: Hold() with { Need = "~pause:later", Reason = "longer" });

        var live = await LiveAsync(run);
        (live.State, live.Reason, live.Need).ShouldBe((LiveState.Parked, "longer", "~pause:later"));
    }

    [Fact]
    public async Task Claim_WithTheNeed_TakesHeldRunsUp()
    {
        var node = await JoinAsync();
        var run = await CreateReadyAsync();
        await SaveAsync(Setting("one"), holds: Hold());

        var claimed = await Store.ClaimAsync(new ClaimRequest { Node = node, Now = Now, Limit = 10, Needs = [Need] }, default);

        claimed.ShouldHaveSingleItem().Run.Id.ShouldBe(run);
    }

    [Fact]
    public async Task Diagnose_WhatWaitsForTimeOrPeople_IsWell()
    {
        await CreateReadyAsync();
        await SaveAsync(Setting("one"), holds: Hold());
        Now += TimeSpan.FromHours(1);

        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    private RuleSettingRecord Setting(string body, string rule = "rule-1") =>
        new() { Scope = Scope, Rule = rule, Revision = 99, Body = body, Author = "ada", SavedAt = Now };

    private QueuedHold Hold() => new("paused", Need, Now.AddDays(1));

    private static ScheduleRecord Schedule(string trigger = "schedule", string spec = "spec", DateTimeOffset? due = null) =>
        new() { Scope = Scope, Rule = "rule-1", Trigger = trigger, Shared = true, Spec = spec, NextDue = due ?? Due };

    private async Task<RunId> CreateAsync(RunLimits limits, string rule = "rule-1")
    {
        var run = Make.Run(rule: rule);
        await AcceptAsync(null, new AcceptOperation { Scope = Scope, Runs = [new NewRun { Run = run, Owned = false, Limits = limits }] });
        return run.Id;
    }

    private async Task EndLimitedAsync(NodeLease node, RunId run) => (await RecordAsync(node, new RecordOperation
    {
        RunId = run, ClaimNumber = 1, Entries = [Make.Outcome("last")], Limited = true, Transition = new RunTransition.End(RunStatus.Succeeded, null),
    })).Transitioned.ShouldBeTrue();

    private async Task<RuleSettingRecord?> SaveAsync(
        RuleSettingRecord setting, bool? enabled = null, ScheduleRecord[]? schedules = null, bool restarts = false, string? wakes = null, QueuedHold? holds = null) =>
        (await Store.SaveSettingAsync(
            new SettingChange
            {
                Setting = setting,
                ScopeVersion = (await Store.LoadRulesAsync(setting.Scope, default)).Version,
                Enabled = enabled,
                Schedules = schedules ?? [],
                Restarts = restarts,
                Wakes = wakes,
                Holds = holds,
            },
            default)).ShouldNotBeNull();

    private Task<ScopeRules> RulesAsync() => Store.LoadRulesAsync(Scope, default);

    private Task SaveSharedAsync(params ScheduleRecord[] schedules) => Store.SaveSharedSchedulesAsync(schedules, null, Now, default);

    private async Task<IEnumerable<(string Trigger, string Spec, int Setting, DateTimeOffset? NextDue)>> SchedulesAsync() =>
        (await Store.ListSchedulesAsync(Scope, default)).Select(schedule => (schedule.Trigger, schedule.Spec, schedule.Setting, schedule.NextDue));
}

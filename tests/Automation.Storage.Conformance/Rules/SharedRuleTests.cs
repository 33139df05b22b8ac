namespace Automation.Storage.Conformance.Rules;

/// <summary>Rules that all scopes share: what follows from them in every scope, and what can never be decided by one that was changed before.</summary>
public abstract class SharedRuleTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    private const string All = SharedScope.Name;

    private DateTimeOffset Due => Now.AddMinutes(5);

    [Fact]
    public async Task Version_IsSaidOfEveryScope()
    {
        (await RulesAsync(Scope)).SharedVersion.ShouldBe(0);
        await Store.SaveRuleAsync(Shared(), default);
        await Store.SaveRuleAsync(Make.Rule("own"), default);

        (await RulesAsync(Scope)).ShouldSatisfyAllConditions(
            rules => (rules.Version, rules.SharedVersion).ShouldBe((1, 1)), rules => rules.Rules.ShouldHaveSingleItem().Name.ShouldBe("own"));
        (await RulesAsync(OtherScope)).ShouldSatisfyAllConditions(rules => (rules.Version, rules.SharedVersion).ShouldBe((0, 1)), rules => rules.Rules.ShouldBeEmpty());
        (await RulesAsync(All)).ShouldSatisfyAllConditions(rules => (rules.Version, rules.SharedVersion).ShouldBe((1, 1)), rules => rules.Rules.ShouldHaveSingleItem().Scope.ShouldBe(All));
    }

    // Fault: an acceptance is guarded by its scope's version alone.
    [Fact]
    public async Task Accept_DecidedWithAnotherSharedVersion_IsStale_AndTheOthersOfTheBatchAreStored()
    {
        await Store.SaveRuleAsync(Shared(), default);
        var runs = Enumerable.Range(0, 4).Select(_ => Make.Run()).ToArray();

        var answers = await CommitAsync(null, Accept(runs[0], 0, 1), Accept(runs[1], 0, 0), Accept(runs[2], null, 0), Accept(runs[3], 0, null));

        answers.Cast<AcceptResult>().Select(answer => answer.Status).ShouldBe([AcceptStatus.Accepted, AcceptStatus.StaleScope, AcceptStatus.StaleScope, AcceptStatus.Accepted]);
        (await Store.LoadRunAsync(runs[0].Id, default)).ShouldNotBeNull();
        (await Store.LoadRunAsync(runs[1].Id, default)).ShouldBeNull();
        (await Store.LoadRunAsync(runs[2].Id, default)).ShouldBeNull();
        (await Store.LoadRunAsync(runs[3].Id, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Accept_BeforeTheFirstSharedRule_IsDecidedWithZero()
    {
        (await AcceptAsync(null, Accept(Make.Run(), 0, 0))).Status.ShouldBe(AcceptStatus.Accepted);
        (await AcceptAsync(null, Accept(Make.Run(), 0, 1))).Status.ShouldBe(AcceptStatus.StaleScope);
    }

    [Fact]
    public async Task EveryChange_MakesWhatWasDecidedBefore_Stale()
    {
        await Store.SaveRuleAsync(Shared(), default);
        (await AcceptAsync(null, Accept(Make.Run(), null, 1))).Status.ShouldBe(AcceptStatus.Accepted);
        await Store.EnableRuleAsync(All, "rule-1", false, default);
        (await AcceptAsync(null, Accept(Make.Run(), null, 1))).Status.ShouldBe(AcceptStatus.StaleScope);
        await Store.SaveRuleAsync(Shared("two"), default);
        (await AcceptAsync(null, Accept(Make.Run(), null, 2))).Status.ShouldBe(AcceptStatus.StaleScope);
        await DeleteAsync(All);
        (await AcceptAsync(null, Accept(Make.Run(), null, 3))).Status.ShouldBe(AcceptStatus.StaleScope);
        (await AcceptAsync(null, Accept(Make.Run(), null, 4))).Status.ShouldBe(AcceptStatus.Accepted);
    }

    [Fact]
    public async Task Accept_StaleByTheSharedRules_IsADuplicate_WhenItsKeyWasSeen()
    {
        var key = Make.Key("k");
        (await AcceptAsync(null, Accept(Make.Run(), 0, 0, key))).Status.ShouldBe(AcceptStatus.Accepted);
        await Store.SaveRuleAsync(Shared(), default);

        (await AcceptAsync(null, Accept(Make.Run(), 0, 0, key))).Status.ShouldBe(AcceptStatus.Duplicate);
    }

    [Fact]
    public async Task Accept_InTheSharedScope_IsRefused() => await Should.ThrowAsync<ArgumentException>(() => AcceptAsync(null, Make.Start(Make.Run(All))));

    // Fault: a version is looked for in the run's own scope only.
    [Fact]
    public async Task FindVersion_OfASharedRule_IsFoundFromEveryScope_AlsoWhenItIsDeleted()
    {
        await Store.SaveRuleAsync(Shared("one"), default);
        await Store.SaveRuleAsync(Shared("two"), default);
        await DeleteAsync(All);

        foreach (var scope in new[] { Scope, OtherScope, All })
        {
            (await Store.FindRuleVersionAsync(scope, "rule-1", "one", default)).ShouldNotBeNull().ShouldSatisfyAllConditions(
                found => (found.Scope, found.Version).ShouldBe((All, 1)));
        }

        (await Store.FindRuleVersionAsync(Scope, "rule-1", "three", default)).ShouldBeNull();
    }

    [Fact]
    public async Task FindVersion_OfAScopesOwnRule_IsNotFoundFromAnother()
    {
        await Store.SaveRuleAsync(Make.Rule(hash: "own"), default);

        (await Store.FindRuleVersionAsync(Scope, "rule-1", "own", default)).ShouldNotBeNull().Scope.ShouldBe(Scope);
        (await Store.FindRuleVersionAsync(OtherScope, "rule-1", "own", default)).ShouldBeNull();
    }

    // Faults: a shared rule of the name, which was deleted since, comes first; the first version of several does.
    [Fact]
    public async Task FindVersion_OfSeveralWithOneHash_IsTheLatestOfTheScopesOwn()
    {
        foreach (var hash in (string[])["one", "two", "one", "two", "one"])
        {
            await Store.SaveRuleAsync(Shared(hash), default);
        }

        await DeleteAsync(All);
        foreach (var hash in (string[])["one", "two", "one"])
        {
            await Store.SaveRuleAsync(Make.Rule(hash: hash), default);
        }

        (await FindAsync(Scope)).ShouldBe((Scope, 3));
        (await FindAsync(OtherScope)).ShouldBe((All, 5));

        async Task<(string, int)> FindAsync(string scope)
        {
            var found = (await Store.FindRuleVersionAsync(scope, "rule-1", "one", default)).ShouldNotBeNull();
            return (found.Scope, found.Version);
        }
    }

    // Fault: a scope's rule is shadowed, or shadows.
    [Fact]
    public async Task Save_OfANameThatIsShared_StoresNothing_UntilThatOneIsDeleted()
    {
        await Store.SaveRuleAsync(Shared(), default);

        (await Store.SaveRuleAsync(new RuleSave { Rule = Make.Rule() }, default)).ShouldBeNull();
        (await RulesAsync(Scope)).ShouldSatisfyAllConditions(rules => rules.Version.ShouldBe(0), rules => rules.Rules.ShouldBeEmpty());
        (await Store.SaveRuleAsync(new RuleSave { Rule = Make.Rule("other") }, default)).ShouldNotBeNull();

        await DeleteAsync(All);
        (await Store.SaveRuleAsync(new RuleSave { Rule = Make.Rule() }, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Save_ForAll_OfANameThatAScopeHas_StoresNothing_UntilThatOneIsDeleted()
    {
        await Store.SaveRuleAsync(Make.Rule(), default);
        (await Store.FindRuleScopeAsync("rule-1", default)).ShouldBe(Scope);

        (await Store.SaveRuleAsync(new RuleSave { Rule = Shared() }, default)).ShouldBeNull();
        (await RulesAsync(All)).ShouldSatisfyAllConditions(rules => rules.Version.ShouldBe(0), rules => rules.Rules.ShouldBeEmpty());

        await DeleteAsync(Scope);
        (await Store.FindRuleScopeAsync("rule-1", default)).ShouldBeNull();
        (await Store.SaveRuleAsync(new RuleSave { Rule = Shared() }, default)).ShouldNotBeNull();
        (await Store.FindRuleScopeAsync("rule-1", default)).ShouldBeNull();
    }

    // Fault: each of two savers looks before the other one has stored.
    [Fact]
    public async Task Save_OfOneName_ForAllAndInScopesAtOnce_LeavesItToOneOfBoth()
    {
        var doors = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Fixture.OpenAsync()));
        for (var round = 0; round < 20; round++)
        {
            var name = $"rule-{round}";
            string[] scopes = [All, Scope, OtherScope, "project-3"];

            var saved = await Task.WhenAll(doors.Zip(scopes, (door, scope) => Task.Run(() => door.SaveRuleAsync(new RuleSave { Rule = Make.Rule(name, scope: scope) }, default))));

            var shared = saved[0] is not null;
            saved.Skip(1).Count(own => own is not null).ShouldBe(shared ? 0 : 3);
        }
    }

    // Fault: schedules of a trigger that is gone go on in some scopes.
    [Fact]
    public async Task Save_TakesFromAllScopes_TheSchedulesOfTriggersThatAreGone_AndStoresNone()
    {
        await Store.SaveRuleAsync(Make.Rule("own"), [Schedule(Scope, "own", "b") with { Shared = false }], default);
        await SaveAsync(null, Schedule(Scope), Schedule(Scope, trigger: "b"), Schedule(OtherScope, trigger: "b"), Schedule(OtherScope, "code", "b"));

        await Store.SaveRuleAsync(Shared(), [Schedule(All) with { Shared = false }], default);

        (await SchedulesAsync(Scope)).ShouldBe([("own", "b"), ("rule-1", "a")]);
        (await SchedulesAsync(OtherScope)).ShouldBe([("code", "b")]);
        (await SchedulesAsync(All)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Delete_TakesItsSchedulesFromAllScopes_AndLeavesWhatTheyHaveSet()
    {
        await Store.SaveRuleAsync(Shared(), default);
        await SaveAsync(1, Schedule(Scope), Schedule(OtherScope), Schedule(OtherScope, "code"));
        await SetAsync(Scope, 0, null);

        (await DeleteAsync(All)).ShouldBeTrue();

        (await SchedulesAsync(Scope)).ShouldBeEmpty();
        (await SchedulesAsync(OtherScope)).ShouldBe([("code", "a")]);
        (await RulesAsync(Scope)).Settings.ShouldHaveSingleItem().Body.ShouldBe("{}");
        (await DeleteAsync(All)).ShouldBeFalse();
    }

    // Fault: the schedules of the code's rule of the name, and how far its polls have read, go with the stored one.
    [Fact]
    public async Task Delete_ThatKeepsSchedules_LeavesThemInAllScopes()
    {
        await Store.SaveRuleAsync(Shared(), default);
        await SaveAsync(1, Schedule(Scope), Schedule(OtherScope));

        (await Store.DeleteRuleAsync(new RuleDeletion { Scope = All, Rule = "rule-1", KeepsSchedules = true, At = Now }, default)).ShouldBe(true);

        (await RulesAsync(All)).Rules.ShouldBeEmpty();
        (await SchedulesAsync(Scope)).ShouldBe([("rule-1", "a")]);
        (await SchedulesAsync(OtherScope)).ShouldBe([("rule-1", "a")]);
    }

    // Faults: what came due while the rule was off for all fires when it is on; or what is due later sleeps, or what is due of another rule, or when the rule is switched off.
    [Fact]
    public async Task SwitchedOnForAll_WhatIsDue_SleepsUntilItIsSavedAnew()
    {
        await Store.SaveRuleAsync(Shared(), default);
        await SaveAsync(1, Schedule(Scope) with { NextDue = Now }, Schedule(OtherScope), Schedule(OtherScope, trigger: "b") with { NextDue = Now.AddDays(-1) }, Schedule(Scope, "code") with { NextDue = Now });

        await SwitchAsync(All, 1, false);
        (await DuesAsync(Scope)).ShouldBe([Now, Now]);
        await SwitchAsync(All, 2, true);

        (await DuesAsync(Scope)).ShouldBe([Now, null]);
        (await DuesAsync(OtherScope)).ShouldBe([Due, null]);
        await SaveAsync(3, Schedule(Scope));
        (await DuesAsync(Scope)).ShouldBe([Now, Due]);
    }

    [Fact]
    public async Task SwitchedOnInAScope_WhatIsDueInIt_StaysDue()
    {
        await Store.SaveRuleAsync(Shared(), default);
        await SaveAsync(1, Schedule(Scope) with { NextDue = Now });

        await SwitchAsync(Scope, 0, true);

        (await DuesAsync(Scope)).ShouldBe([Now]);
    }

    // Fault: a host that has not heard of a deletion stores the schedules anew.
    [Fact]
    public async Task SaveSchedules_MadeWithAnotherVersion_StoresNothing()
    {
        await Store.SaveRuleAsync(Shared(), default);
        (await SaveAsync(0, Schedule(Scope))).ShouldBeFalse();
        (await SchedulesAsync(Scope)).ShouldBeEmpty();
        (await SaveAsync(1, Schedule(Scope))).ShouldBeTrue();
        await DeleteAsync(All);

        (await SaveAsync(1, Schedule(Scope), Schedule(OtherScope))).ShouldBeFalse();

        (await SchedulesAsync(Scope)).ShouldBeEmpty();
        (await SchedulesAsync(OtherScope)).ShouldBeEmpty();
    }

    // Fault: a rule that is switched on again for all scopes has schedules that sleep for ever.
    [Fact]
    public async Task SaveSchedules_OfOneThatSleeps_WakesIt()
    {
        await SaveAsync(null, Schedule(Scope) with { NextDue = null });
        await SaveAsync(null, Schedule(Scope));
        (await Store.ListSchedulesAsync(Scope, default)).ShouldHaveSingleItem().NextDue.ShouldBe(Due);

        await SaveAsync(null, Schedule(Scope) with { NextDue = Due.AddHours(1) });
        (await Store.ListSchedulesAsync(Scope, default)).ShouldHaveSingleItem().NextDue.ShouldBe(Due, "It is awake, and the same.");
    }

    [Fact]
    public async Task SaveSchedules_MadeWithAnEarlierRevision_WakesNone()
    {
        await SaveAsync(null, Schedule(Scope) with { NextDue = null, Setting = 2 });

        await SaveAsync(null, Schedule(Scope) with { Setting = 1 });

        (await Store.ListSchedulesAsync(Scope, default)).ShouldHaveSingleItem().NextDue.ShouldBeNull();
    }

    [Fact]
    public async Task SaveRule_OfAScope_WakesNoScheduleThatSleeps()
    {
        await Store.SaveRuleAsync(Make.Rule(), [Schedule(Scope) with { Shared = false, NextDue = null }], default);

        await Store.SaveRuleAsync(Make.Rule(hash: "two"), [Schedule(Scope) with { Shared = false }], default);

        (await Store.ListSchedulesAsync(Scope, default)).ShouldHaveSingleItem().NextDue.ShouldBeNull();
    }

    // Fault: a host wakes for what is due of rules that it does not have, and finds nothing.
    [Fact]
    public async Task DueSchedules_AreThoseOfRulesThatTheHostHas_AlsoTheNextOne()
    {
        await SaveAsync(null, Schedule(Scope) with { NextDue = Now.AddMinutes(1) }, Schedule(Scope, "mine") with { NextDue = Now.AddMinutes(2) });

        (await DueAsync()).Next.ShouldBeNull();
        (await Store.ListDueSchedulesAsync(new DueScheduleRequest { Now = Now, SharedRules = ["mine"], Limit = 10 }, default)).Next.ShouldBe(Now.AddMinutes(2));
        (await Store.ListDueSchedulesAsync(new DueScheduleRequest { Now = Now.AddMinutes(3), SharedRules = ["mine"], Limit = 10 }, default)).Schedules.ShouldHaveSingleItem().Rule.ShouldBe("mine");
    }

    [Fact]
    public async Task DueSchedules_SayTheVersion()
    {
        (await DueAsync()).SharedVersion.ShouldBe(0);
        await Store.SaveRuleAsync(Shared(), default);
        (await DueAsync()).SharedVersion.ShouldBe(1);
        await DeleteAsync(All);
        (await DueAsync()).SharedVersion.ShouldBe(2);
    }

    // Fault: what a scope sets for a rule is decided by a version of it that is gone.
    [Fact]
    public async Task Setting_DecidedWithAnotherVersionOfTheRule_StoresNothing()
    {
        await Store.SaveRuleAsync(Shared(), default);

        (await SetAsync(Scope, 0, 0)).ShouldBeNull();
        (await RulesAsync(Scope)).ShouldSatisfyAllConditions(rules => rules.Version.ShouldBe(0), rules => rules.Settings.ShouldBeEmpty());
        (await SetAsync(Scope, 0, 1)).ShouldNotBeNull().Revision.ShouldBe(1);
        (await SetAsync(Scope, 1, null)).ShouldNotBeNull().Revision.ShouldBe(2);
    }

    [Fact]
    public async Task Crash_KeepsThem()
    {
        await JoinAsync();
        await Store.SaveRuleAsync(Shared(), default);
        await CrashAndJoinAsync();

        (await RulesAsync(All)).Rules.ShouldHaveSingleItem().Name.ShouldBe("rule-1");
        (await AcceptAsync(null, Accept(Make.Run(), 0, 0))).Status.ShouldBe(AcceptStatus.StaleScope);
    }

    private static AcceptOperation Accept(RunRecord run, long? version, long? shared, DedupeKey? key = null) => new()
    {
        Scope = run.Scope, ScopeVersion = version, SharedVersion = shared, Dedupe = key, Runs = [new NewRun { Run = run, Owned = false }],
    };

    private StoredRule Shared(string hash = "one") => Make.Rule(hash: hash, scope: All);

    private ScheduleRecord Schedule(string scope, string rule = "rule-1", string trigger = "a") =>
        new() { Scope = scope, Rule = rule, Trigger = trigger, Shared = true, Spec = """{"daily":"12:05"}""", NextDue = Due };

    private Task<bool> SaveAsync(long? version, params ScheduleRecord[] schedules) => Store.SaveSharedSchedulesAsync(schedules, version, Now, TestContext.Current.CancellationToken);

    private async Task<IEnumerable<(string Rule, string Trigger)>> SchedulesAsync(string scope) =>
        (await Store.ListSchedulesAsync(scope, default)).Select(schedule => (schedule.Rule, schedule.Trigger));

    private async Task<bool> DeleteAsync(string scope) => (await Store.DeleteRuleAsync(new RuleDeletion { Scope = scope, Rule = "rule-1", At = Now }, default)).ShouldNotBeNull();

    private async Task SwitchAsync(string scope, long version, bool enabled) => (await Store.SaveSettingAsync(
        new SettingChange { Setting = new RuleSettingRecord { Scope = scope, Rule = "rule-1", Revision = 0, Body = "{}", SavedAt = Now }, ScopeVersion = version, Enabled = enabled },
        default)).ShouldNotBeNull();

    private async Task<IEnumerable<DateTimeOffset?>> DuesAsync(string scope) => (await Store.ListSchedulesAsync(scope, default)).Select(schedule => schedule.NextDue);

    private Task<DueSchedules> DueAsync() => Store.ListDueSchedulesAsync(new DueScheduleRequest { Now = Now, SharedRules = [], Limit = 10 }, default);

    private Task<ScopeRules> RulesAsync(string scope) => Store.LoadRulesAsync(scope, TestContext.Current.CancellationToken);

    private Task<RuleSettingRecord?> SetAsync(string scope, long version, long? shared) => Store.SaveSettingAsync(
        new SettingChange
        {
            Setting = new RuleSettingRecord { Scope = scope, Rule = "rule-1", Revision = 0, Body = "{}", SavedAt = Now }, ScopeVersion = version, SharedVersion = shared,
        },
        default);
}

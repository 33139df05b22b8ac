namespace Automation.Storage.Conformance.Rules;

/// <summary>Rules, their versions, and the number that rises with every change of a scope's rules.</summary>
public abstract class RuleTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task Load_ScopeWithoutRules_IsVersionZero()
    {
        var rules = await RulesAsync();

        rules.Version.ShouldBe(0);
        rules.Rules.ShouldBeEmpty();
    }

    [Fact]
    public async Task Save_NewRule_IsVersionOne()
    {
        var rule = Make.Rule() with { SavedAt = Now.AddMicroseconds(3), Author = null };

        var saved = await Store.SaveRuleAsync(rule with { Version = 77 }, default);

        saved.ShouldBe(rule with { Version = 1 });
        var rules = await RulesAsync();
        rules.Version.ShouldBe(1);
        rules.Rules.ShouldHaveSingleItem().ShouldBe(saved);
    }

    [Fact]
    public async Task Save_OtherHash_IsTheNextVersionAndKeepsEnabled()
    {
        await Store.SaveRuleAsync(Make.Rule(hash: "one"), default);
        await Store.EnableRuleAsync(Scope, "rule-1", false, default);

        var saved = await Store.SaveRuleAsync(Make.Rule(hash: "two", enabled: true), default);

        saved.Version.ShouldBe(2);
        saved.Enabled.ShouldBeFalse();
        var rules = await RulesAsync();
        rules.Version.ShouldBe(3);
        rules.Rules.ShouldHaveSingleItem().ShouldBe(saved);
    }

    [Fact]
    public async Task Save_SameHash_StoresNothing()
    {
        var first = await Store.SaveRuleAsync(Make.Rule(), default);
        Now += TimeSpan.FromHours(1);

        var again = await Store.SaveRuleAsync(Make.Rule(enabled: false) with { Author = "bob" }, default);

        again.ShouldBe(first);
        (await RulesAsync()).Version.ShouldBe(1);
    }

    // Fault: a save is compared by its hash alone, and what people changed for people is lost.
    [Fact]
    public async Task Save_SameHashInOtherWords_IsANewVersion_WithItsAuthor()
    {
        await Store.SaveRuleAsync(Make.Rule(), default);
        Now += TimeSpan.FromHours(1);
        var words = Make.Rule() with { Json = """{"name":"rule-1","description":"Tells."}""", Author = "bob" };

        var saved = await Store.SaveRuleAsync(words, default);

        saved.ShouldBe(words with { Version = 2 });
        var rules = await RulesAsync();
        rules.Version.ShouldBe(2);
        rules.Rules.ShouldHaveSingleItem().ShouldBe(saved);
        (await Store.FindRuleVersionAsync(Scope, "rule-1", "hash-1", default)).ShouldBe(saved);
        (await Store.ListRuleVersionsAsync(Scope, "rule-1", null, 10, default)).Select(one => (one.Version, one.Author)).ShouldBe([(2, "bob"), (1, "ada")]);
        (await Store.SaveRuleAsync(words, default)).Version.ShouldBe(2);
        (await Should.ThrowAsync<RuleConflictException>(() => SaveAsync("hash-1", expected: 1))).PresentVersion.ShouldBe(2);
    }

    [Fact]
    public async Task Save_HashOfAnEarlierVersion_IsANewVersion()
    {
        await Store.SaveRuleAsync(Make.Rule(hash: "one"), default);
        await Store.SaveRuleAsync(Make.Rule(hash: "two"), default);

        var back = await Store.SaveRuleAsync(Make.Rule(hash: "one"), default);

        back.Version.ShouldBe(3);
        (await Store.FindRuleVersionAsync(Scope, "rule-1", "one", default))!.Version.ShouldBe(3);
        (await RulesAsync()).Rules.ShouldHaveSingleItem().Hash.ShouldBe("one");
    }

    [Fact]
    public async Task Save_OverTheExpectedVersion_IsStored()
    {
        (await SaveAsync("one", expected: 0)).Version.ShouldBe(1);
        (await SaveAsync("two", expected: 1)).Version.ShouldBe(2);
        await Store.DeleteRuleAsync(Scope, "rule-1", default);
        (await SaveAsync("three", expected: 0)).Version.ShouldBe(3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Save_OverAnotherVersion_IsRefusedAndStoresNothing(int expected)
    {
        await SaveAsync("one", expected: null);
        await SaveAsync("two", expected: null);

        var conflict = await Should.ThrowAsync<RuleConflictException>(() => SaveAsync("three", expected));

        (conflict.Scope, conflict.Rule, conflict.ExpectedVersion, conflict.PresentVersion).ShouldBe((Scope, "rule-1", expected, 2));
        var rules = await RulesAsync();
        rules.Version.ShouldBe(2);
        rules.Rules.ShouldHaveSingleItem().Hash.ShouldBe("two");
        (await SaveAsync("three", expected: 2)).Version.ShouldBe(3);
    }

    [Fact]
    public async Task Save_OverADeletedRule_ExpectsNone()
    {
        await SaveAsync("one", expected: null);
        await Store.DeleteRuleAsync(Scope, "rule-1", default);

        (await Should.ThrowAsync<RuleConflictException>(() => SaveAsync("two", expected: 1))).PresentVersion.ShouldBe(0);
        (await RulesAsync()).Rules.ShouldBeEmpty();
    }

    [Fact]
    public async Task Save_OfTheSameHash_MayBeRepeated_WhateverIsExpected()
    {
        await SaveAsync("one", expected: 0);

        (await SaveAsync("one", expected: 0)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task Versions_AreListedNewestFirst_AlsoOfADeletedRule()
    {
        foreach (var hash in new[] { "one", "two", "three" })
        {
            await SaveAsync(hash, expected: null);
        }

        await Store.SaveRuleAsync(Make.Rule("rule-2"), default);
        await Store.DeleteRuleAsync(Scope, "rule-1", default);

        var all = await Store.ListRuleVersionsAsync(Scope, "rule-1", null, 10, default);
        all.Select(one => (one.Version, one.Hash)).ShouldBe([(3, "three"), (2, "two"), (1, "one")]);
        (await Store.ListRuleVersionsAsync(Scope, "rule-1", null, 2, default)).ShouldBe(all.Take(2));
        (await Store.ListRuleVersionsAsync(Scope, "rule-1", 2, 10, default)).ShouldBe(all.Skip(2));
        (await Store.ListRuleVersionsAsync(Scope, "rule-9", null, 10, default)).ShouldBeEmpty();
        (await Store.ListRuleVersionsAsync(OtherScope, "rule-1", null, 10, default)).ShouldBeEmpty();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Store.ListRuleVersionsAsync(Scope, "rule-1", null, 0, default));
    }

    [Fact]
    public async Task Delete_TakesTheRuleOutAndKeepsItsVersions()
    {
        var rule = await Store.SaveRuleAsync(Make.Rule(), default);

        (await Store.DeleteRuleAsync(Scope, "rule-1", default)).ShouldBeTrue();

        var rules = await RulesAsync();
        rules.Rules.ShouldBeEmpty();
        rules.Version.ShouldBe(2);
        (await Store.FindRuleVersionAsync(Scope, "rule-1", rule.Hash, default)).ShouldBe(rule with { Enabled = false });
        (await Store.DeleteRuleAsync(Scope, "rule-1", default)).ShouldBeFalse();
        (await RulesAsync()).Version.ShouldBe(2);
    }

    // Faults: those of other scopes, those that are there again, or former versions are listed, too.
    [Fact]
    public async Task DeletedOnes_AreListedInTheirLastVersion_ByNameOrdinally()
    {
        await SaveAsync("one", expected: null);
        var last = await SaveAsync("two", expected: null);
        string[] names = ["b", "B", "\U0001F600", "\uFF21"];
        foreach (var name in names)
        {
            await Store.SaveRuleAsync(Make.Rule(name), default);
            await Store.DeleteRuleAsync(Scope, name, default);
        }

        await Store.SaveRuleAsync(Make.Rule("rule-2"), default);
        (await Store.ListDeletedRulesAsync(Scope, default)).Select(rule => rule.Name).ShouldBe(names.Order(StringComparer.Ordinal));
        await Store.DeleteRuleAsync(Scope, "rule-1", default);

        (await Store.ListDeletedRulesAsync(Scope, default)).Single(rule => rule.Name == "rule-1").ShouldBe(last with { Enabled = false });
        (await Store.ListDeletedRulesAsync(OtherScope, default)).ShouldBeEmpty();
        await Store.SaveRuleAsync(Make.Rule("B"), default);
        (await Store.ListDeletedRulesAsync(Scope, default)).ShouldNotContain(rule => rule.Name == "B");
    }

    [Fact]
    public async Task Save_AfterDelete_IsTheNextVersionAndAsEnabledAsItSays()
    {
        await Store.SaveRuleAsync(Make.Rule(), default);
        await Store.DeleteRuleAsync(Scope, "rule-1", default);

        var again = await Store.SaveRuleAsync(Make.Rule(enabled: true), default);

        again.Version.ShouldBe(2);
        again.Enabled.ShouldBeTrue();
        (await RulesAsync()).Rules.ShouldHaveSingleItem().ShouldBe(again);
    }

    [Fact]
    public async Task Delete_UnknownRule_IsFalseAndRaisesNothing()
    {
        (await Store.DeleteRuleAsync(Scope, "rule-1", default)).ShouldBeFalse();

        (await RulesAsync()).Version.ShouldBe(0);
    }

    [Fact]
    public async Task Load_IsByNameOrdinally()
    {
        string[] names = ["b", "B", "a.1", "a-1", "é", "\U0001F600", "\uFF21"];
        foreach (var name in names)
        {
            await Store.SaveRuleAsync(Make.Rule(name), default);
        }

        (await RulesAsync()).Rules.Select(rule => rule.Name).ShouldBe(names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Scopes_HaveRulesAndVersionsOfTheirOwn()
    {
        await Store.SaveRuleAsync(Make.Rule(hash: "here"), default);
        await Store.SaveRuleAsync(Make.Rule(hash: "there", scope: OtherScope), default);
        await Store.DeleteRuleAsync(OtherScope, "rule-1", default);

        var rules = await RulesAsync();
        rules.Version.ShouldBe(1);
        rules.Rules.ShouldHaveSingleItem().Hash.ShouldBe("here");
        (await Store.FindRuleVersionAsync(Scope, "rule-1", "there", default)).ShouldBeNull();
    }

    // Faults: a save goes on from the version of another scope's rule of the name; a deletion takes other rules of the scope, or those of the name elsewhere; their schedules go with a save or a deletion.
    [Fact]
    public async Task SaveAndDelete_LeaveOtherRulesOfTheScope_AndThoseOfTheNameInOthers()
    {
        ScheduleRecord Schedule(string scope, string rule) => new() { Scope = scope, Rule = rule, Trigger = "t", Shared = false, Spec = "spec", NextDue = Now.AddDays(1) };
        await Store.SaveRuleAsync(Make.Rule(scope: OtherScope), [Schedule(OtherScope, "rule-1")], default);
        await Store.SaveRuleAsync(Make.Rule(hash: "two", scope: OtherScope), [Schedule(OtherScope, "rule-1")], default);
        await Store.SaveRuleAsync(Make.Rule("rule-2"), [Schedule(Scope, "rule-2")], default);

        (await Store.SaveRuleAsync(Make.Rule(), [], default)).Version.ShouldBe(1);
        await Store.DeleteRuleAsync(Scope, "rule-1", default);

        (await Store.LoadRulesAsync(Scope, default)).Rules.ShouldHaveSingleItem().ShouldSatisfyAllConditions(rule => rule.Name.ShouldBe("rule-2"), rule => rule.Enabled.ShouldBeTrue());
        (await Store.LoadRulesAsync(OtherScope, default)).Rules.ShouldHaveSingleItem().ShouldSatisfyAllConditions(rule => rule.Version.ShouldBe(2), rule => rule.Enabled.ShouldBeTrue());
        (await Store.ListSchedulesAsync(OtherScope, default)).ShouldHaveSingleItem();
        (await Store.ListSchedulesAsync(Scope, default)).ShouldHaveSingleItem();
    }

    // Faults: what is present of a rule, one of its versions, or their list is that of another rule of the scope, or of the name elsewhere.
    [Fact]
    public async Task RulesOfOneName_AndOfOneScope_AreToldApart()
    {
        const string First = "project-0";
        await Store.SaveRuleAsync(Make.Rule(hash: "other", scope: First), default);
        await Store.EnableRuleAsync(First, "rule-1", false, default);
        await Store.SaveRuleAsync(Make.Rule("rule-0", "two"), default);
        await Store.EnableRuleAsync(Scope, "rule-0", false, default);
        await Store.SaveRuleAsync(Make.Rule(hash: "one"), default);

        (await Store.SaveRuleAsync(Make.Rule(hash: "one"), default)).Version.ShouldBe(1);
        (await Store.SaveRuleAsync(Make.Rule(hash: "other", scope: First), default)).Version.ShouldBe(1);
        (await Store.FindRuleVersionAsync(Scope, "rule-1", "one", default))!.Enabled.ShouldBeTrue();
        (await Store.ListRuleVersionsAsync(Scope, "rule-1", null, 10, default)).ShouldHaveSingleItem().Enabled.ShouldBeTrue();
        (await Store.ListRuleVersionsAsync(Scope, "rule-0", null, 10, default)).ShouldHaveSingleItem().Hash.ShouldBe("two");
    }

    // Fault: the version of whoever comes first is taken for that of what all scopes share, or of the scope.
    [Fact]
    public async Task VersionsOfScopes_AreToldApart()
    {
        foreach (var hash in new[] { "one", "two", "three" })
        {
            await Store.SaveRuleAsync(Make.Rule(hash: hash, scope: OtherScope), default);
        }

        await Store.SaveRuleAsync(Make.Rule(name: "shared", scope: SharedScope.Name), default);
        var schedule = new ScheduleRecord { Scope = Scope, Rule = "shared", Trigger = "t", Shared = true, Spec = "spec", NextDue = Now };
        (await Store.SaveSharedSchedulesAsync([schedule], 1, Now, default)).ShouldBeTrue();
        (await Store.ListDueSchedulesAsync(new DueScheduleRequest { Now = Now, SharedRules = ["shared"], Limit = 10 }, default)).SharedVersion.ShouldBe(1);
        var change = new SettingChange
        {
            Setting = new() { Scope = Scope, Rule = "shared", Revision = 0, Body = "one", SavedAt = Now }, ScopeVersion = 0, SharedVersion = 1,
        };
        (await Store.SaveSettingAsync(change, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task ScopeVersions_AreThoseOfTheScopesThatEverChanged()
    {
        await Store.SaveRuleAsync(Make.Rule(hash: "one"), default);
        await Store.SaveRuleAsync(Make.Rule(hash: "two"), default);
        await Store.SaveRuleAsync(Make.Rule("shared", scope: SharedScope.Name), default);

        var versions = await Store.ReadScopeVersionsAsync([Scope, OtherScope, SharedScope.Name, Scope, "bad\0"], default);

        versions.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => (one.Key, one.Value)).ShouldBe([(SharedScope.Name, 1), (Scope, 2)]);
        (await Store.ReadScopeVersionsAsync([], default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task FindVersion_Unknown_IsNull()
    {
        await Store.SaveRuleAsync(Make.Rule(), default);

        (await Store.FindRuleVersionAsync(Scope, "rule-1", "nope", default)).ShouldBeNull();
        (await Store.FindRuleVersionAsync(Scope, "nope", "hash-1", default)).ShouldBeNull();
    }

    private Task<ScopeRules> RulesAsync() => Store.LoadRulesAsync(Scope, TestContext.Current.CancellationToken);

    private async Task<StoredRule> SaveAsync(string hash, int? expected) =>
        (await Store.SaveRuleAsync(new RuleSave { Rule = Make.Rule(hash: hash), ExpectedVersion = expected }, TestContext.Current.CancellationToken)).ShouldNotBeNull();
}

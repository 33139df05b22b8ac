namespace Automation.Storage.Conformance.Rules;

/// <summary>Breakers of rules: kept as they are said, against the version of their scope.</summary>
public abstract class BreakerTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task Save_ComesWithTheRules_AndRaisesTheVersion()
    {
        (await SaveAsync(Open("b"), 0)).ShouldBeTrue();
        (await SaveAsync(Closed("a"), 1)).ShouldBeTrue();

        var rules = await RulesAsync();
        rules.Version.ShouldBe(2);
        rules.Breakers.ShouldBe([Closed("a"), Open("b")]);
        (await RulesAsync(OtherScope)).Breakers.ShouldBeEmpty();
    }

    [Fact]
    public async Task Save_Again_Replaces()
    {
        await SaveAsync(Open("b"), 0);
        Now += TimeSpan.FromHours(1);

        (await SaveAsync(Closed("b"), 1)).ShouldBeTrue();

        (await RulesAsync()).Breakers.ShouldHaveSingleItem().ShouldBe(Closed("b"));
    }

    // Fault: two hosts that decided with the same version both store.
    [Fact]
    public async Task Save_DecidedWithAnotherVersion_StoresNothing()
    {
        await Store.SaveRuleAsync(Make.Rule(scope: OtherScope), default);
        await SaveAsync(Open("b"), 0);

        (await SaveAsync(Closed("b"), 0)).ShouldBeFalse();
        (await SaveAsync(Closed("b"), 2)).ShouldBeFalse();

        (await RulesAsync()).ShouldSatisfyAllConditions(rules => rules.Version.ShouldBe(1), rules => rules.Breakers.ShouldBe([Open("b")]));
    }

    [Fact]
    public async Task Save_MakesWhatWasDecidedBefore_Stale()
    {
        await SaveAsync(Open("b"), 0);

        (await AcceptAsync(null, Make.Start(Make.Run()).At(0))).Status.ShouldBe(AcceptStatus.StaleScope);
    }

    [Fact]
    public async Task Crash_KeepsIt()
    {
        await JoinAsync();
        var opened = Open("b");
        await SaveAsync(opened, 0);
        await CrashAndJoinAsync();

        (await RulesAsync()).Breakers.ShouldBe([opened]);
    }

    private RuleBreaker Open(string rule) => new() { Rule = rule, Failures = 3, ChangedAt = Now, Until = Now.AddMinutes(5), Reason = "No paper." };

    private RuleBreaker Closed(string rule) => new() { Rule = rule, Failures = 0, ChangedAt = Now };

    private Task<bool> SaveAsync(RuleBreaker breaker, long version) => Store.SaveBreakerAsync(Scope, breaker, version, default);

    private Task<ScopeRules> RulesAsync(string scope = Scope) => Store.LoadRulesAsync(scope, TestContext.Current.CancellationToken);
}

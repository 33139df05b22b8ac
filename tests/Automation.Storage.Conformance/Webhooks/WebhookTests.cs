namespace Automation.Storage.Conformance.Webhooks;

/// <summary>Webhooks: one for each trigger and scope, found by their id whatever the scope, and gone with their rule.</summary>
public abstract class WebhookTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    private const string All = SharedScope.Name;

    [Fact]
    public async Task Save_IsFoundByItsId_AndListedInItsScope()
    {
        var (b, a, other) = (Hook("b", trigger: "two"), Hook("a", trigger: "one") with { Body = "{ \"text\": \"Grüße ✓\" }" }, Hook("c", OtherScope));
        foreach (var webhook in new[] { b, a, other })
        {
            (await SaveAsync(webhook)).ShouldBeTrue();
        }

        (await FindAsync("a")).ShouldBe(a);
        (await FindAsync("c")).ShouldBe(other);
        (await FindAsync("d")).ShouldBeNull();
        (await FindAsync("A")).ShouldBeNull();
        (await ListAsync()).ShouldBe([a, b]);
        (await ListAsync(OtherScope)).ShouldBe([other]);
        (await ListAsync(All)).ShouldBeEmpty();
    }

    // Fault: an id that another scope has, or a second one of a trigger, replaces the first.
    [Fact]
    public async Task Save_OfAnIdOrATriggerThatIsTaken_StoresNothing()
    {
        await SaveAsync(Hook("a"));

        (await SaveAsync(Hook("b"))).ShouldBeFalse();
        (await SaveAsync(Hook("a", OtherScope))).ShouldBeFalse();
        (await SaveAsync(Hook("a", trigger: "two"))).ShouldBeFalse();
        (await SaveAsync(Hook("a"))).ShouldBeFalse();

        (await ListAsync()).ShouldBe([Hook("a")]);
        (await ListAsync(OtherScope)).ShouldBeEmpty();
        (await SaveAsync(Hook("b", rule: "rule-2"))).ShouldBeTrue();
    }

    // Fault: of two who change the same one, the second undoes what the first did.
    [Fact]
    public async Task Save_OfALaterRevision_ReplacesTheOneBeforeIt_AndNoOther()
    {
        var first = Hook("a");
        var second = first with { Revision = 2, Body = "second" };
        (await SaveAsync(second)).ShouldBeFalse();
        await SaveAsync(first);

        (await SaveAsync(second with { Revision = 3 })).ShouldBeFalse();
        (await SaveAsync(second with { Scope = OtherScope })).ShouldBeFalse();
        (await SaveAsync(second with { Rule = "rule-2" })).ShouldBeFalse();
        (await SaveAsync(second with { Trigger = "two" })).ShouldBeFalse();
        (await FindAsync("a")).ShouldBe(first);
        (await SaveAsync(second)).ShouldBeTrue();
        (await SaveAsync(second with { Body = "other" })).ShouldBeFalse();
        (await FindAsync("a")).ShouldBe(second);
    }

    [Fact]
    public async Task Save_DecidedWithAnotherVersion_StoresNothing()
    {
        await Store.SaveRuleAsync(Make.Rule(), default);
        await Store.SaveRuleAsync(Make.Rule("shared", scope: All), default);

        (await SaveAsync(Hook("a"), 0, 1)).ShouldBeFalse();
        (await SaveAsync(Hook("a"), 1, 0)).ShouldBeFalse();
        (await SaveAsync(Hook("a"), 2, 1)).ShouldBeFalse();
        (await SaveAsync(Hook("a"), 1, 1)).ShouldBeTrue();
        (await SaveAsync(Hook("a") with { Revision = 2 }, 0, 1)).ShouldBeFalse();

        // It changes nothing that events are decided by.
        (await Store.LoadRulesAsync(Scope, default)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task Delete_IsOfItsScopeOnly()
    {
        await SaveAsync(Hook("a"));

        (await Store.DeleteWebhookAsync(OtherScope, "a", default)).ShouldBeFalse();
        (await Store.DeleteWebhookAsync(Scope, "b", default)).ShouldBeFalse();
        (await FindAsync("a")).ShouldNotBeNull();
        (await Store.DeleteWebhookAsync(Scope, "a", default)).ShouldBeTrue();
        (await Store.DeleteWebhookAsync(Scope, "a", default)).ShouldBeFalse();
        (await FindAsync("a")).ShouldBeNull();
        (await SaveAsync(Hook("b"))).ShouldBeTrue();
    }

    // Fault: the next rule of a name is reached by the former one's senders.
    [Fact]
    public async Task DeleteRule_TakesItsWebhooksAlong_AndNoOthers()
    {
        await Store.SaveRuleAsync(Make.Rule(), default);
        await SaveAsync(Hook("a"), 1);
        await SaveAsync(Hook("b", trigger: "two"), 1);
        await SaveAsync(Hook("c", rule: "rule-2"), 1);
        await SaveAsync(Hook("d", OtherScope));

        await Store.DeleteRuleAsync(Scope, "rule-1", default);

        (await ListAsync()).Select(webhook => webhook.Id).ShouldBe(["c"]);
        (await ListAsync(OtherScope)).Select(webhook => webhook.Id).ShouldBe(["d"]);
    }

    [Fact]
    public async Task DeleteRule_OfASharedOne_TakesThemAlongInAllScopes()
    {
        await Store.SaveRuleAsync(Make.Rule(scope: All), default);
        await SaveAsync(Hook("a"), 0, 1);
        await SaveAsync(Hook("b", OtherScope), 0, 1);
        await SaveAsync(Hook("c", rule: "rule-2"), 0, 1);

        await Store.DeleteRuleAsync(All, "rule-1", default);

        (await ListAsync()).Select(webhook => webhook.Id).ShouldBe(["c"]);
        (await ListAsync(OtherScope)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Scope)]
    [InlineData(All)]
    public async Task DeleteRule_WhoseWebhooksAreToStay_LeavesThem(string scope)
    {
        await Store.SaveRuleAsync(Make.Rule(scope: scope), default);
        await SaveAsync(Hook("a"), scope == All ? 0 : 1, scope == All ? 1 : 0);

        (await Store.DeleteRuleAsync(new RuleDeletion { Scope = scope, Rule = "rule-1", KeepsWebhooks = true, At = Now }, default)).ShouldBe(true);
        (await Store.DeleteRuleAsync(new RuleDeletion { Scope = scope, Rule = "rule-1", At = Now }, default)).ShouldBe(false);

        (await ListAsync()).Select(webhook => webhook.Id).ShouldBe(["a"]);
    }

    // Fault: each looks before the other one has stored.
    [Fact]
    public async Task Save_OfOneTriggerByMany_LeavesOne()
    {
        var doors = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Fixture.OpenAsync()));
        for (var round = 0; round < 10; round++)
        {
            var rule = $"rule-{round}";

            var saved = await Task.WhenAll(doors.Select((door, number) => Task.Run(() => door.SaveWebhookAsync(Hook($"{round}-{number}", rule: rule), 0, 0, default))));

            saved.Count(one => one).ShouldBe(1);
            (await ListAsync()).Where(webhook => webhook.Rule == rule).ShouldHaveSingleItem().Id.ShouldBe($"{round}-{Array.IndexOf(saved, true)}");
        }
    }

    // Fault: one that is made while its rule is deleted stays behind, and nobody ends it.
    [Theory]
    [InlineData(Scope)]
    [InlineData(All)]
    public async Task Save_WhileTheRuleIsDeleted_LeavesNone(string scope)
    {
        var (maker, deleter) = (await Fixture.OpenAsync(), await Fixture.OpenAsync());
        for (var round = 0; round < 10; round++)
        {
            await Store.SaveRuleAsync(Make.Rule(hash: $"hash-{round}", scope: scope), default);
            var versions = await Store.ReadScopeVersionsAsync([Scope, All], default);

            await Task.WhenAll(
                Task.Run(() => maker.SaveWebhookAsync(Hook($"{round}"), versions.GetValueOrDefault(Scope), versions.GetValueOrDefault(All), default)),
                Task.Run(() => deleter.DeleteRuleAsync(scope, "rule-1", default)));

            (await ListAsync()).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Crash_KeepsIt()
    {
        await JoinAsync();
        await SaveAsync(Hook("a"));
        await SaveAsync(Hook("a") with { Revision = 2, Body = "second" });
        await CrashAndJoinAsync();

        (await FindAsync("a")).ShouldBe(Hook("a") with { Revision = 2, Body = "second" });
    }

    private static WebhookRecord Hook(string id, string scope = Scope, string rule = "rule-1", string trigger = "webhook") =>
        new() { Id = id, Scope = scope, Rule = rule, Trigger = trigger, Revision = 1, Body = $"body of {rule}" };

    private Task<bool> SaveAsync(WebhookRecord webhook, long scopeVersion = 0, long sharedVersion = 0) => Store.SaveWebhookAsync(webhook, scopeVersion, sharedVersion, TestContext.Current.CancellationToken);

    private Task<WebhookRecord?> FindAsync(string id) => Store.FindWebhookAsync(id, TestContext.Current.CancellationToken);

    private Task<IReadOnlyList<WebhookRecord>> ListAsync(string scope = Scope) => Store.ListWebhooksAsync(scope, TestContext.Current.CancellationToken);
}

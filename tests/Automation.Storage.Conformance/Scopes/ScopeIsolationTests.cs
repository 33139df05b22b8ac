namespace Automation.Storage.Conformance.Scopes;

/// <summary>Ids of another scope answer like ids that do not exist.</summary>
public abstract class ScopeIsolationTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task Queries_WithIdsOfAnotherScope_AnswerLikeAbsent()
    {
        var node = await JoinAsync();
        var @event = Make.Event(OtherScope);
        await AcceptAsync(null, Make.Publish(@event));
        var run = await CreateOwnedAsync(node, OtherScope);
        await CommitAsync(node, new RecordOperation { RunId = run, ClaimNumber = 1, Log = [Make.Line(1)], Transition = RunTransition.Continue.Instance });

        (await Store.FindEventAsync(Scope, @event.Id, default)).ShouldBeNull();
        (await Store.FindRunAsync(Scope, run, default)).ShouldBeNull();
        (await Store.ListLogAsync(Scope, run, 0, 10, default)).ShouldBeEmpty();
        (await Store.ListRunsAsync(Scope, new RunQuery { After = run }, default)).ShouldBeEmpty();
        (await Store.FindRunAsync(OtherScope, run, default)).ShouldNotBeNull();
        (await Store.ListLogAsync(OtherScope, run, 0, 10, default)).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("PROJECT-1")]
    [InlineData("project-1 ")]
    [InlineData("project-1\0")]
    [InlineData("project")]
    [InlineData("")]
    [InlineData("project\u200D-1")]
    public async Task Scopes_ThatLookAlike_AreDifferent(string scope)
    {
        var @event = Make.Event();
        await AcceptAsync(null, Make.Publish(@event).With(Make.Key("k")));
        var run = await CreateReadyAsync();
        await Store.SaveRuleAsync(Make.Rule(), default);

        (await Store.FindEventAsync(scope, @event.Id, default)).ShouldBeNull();
        (await Store.FindRunAsync(scope, run, default)).ShouldBeNull();
        (await Store.ListRunsAsync(scope, new RunQuery(), default)).ShouldBeEmpty();
        (await Store.LoadRulesAsync(scope, default)).Version.ShouldBe(0);
        await KeptAsync(async () => (await SignalAsync(null, Make.Cancel(run, scope))).Status.ShouldBe(SignalStatus.NotFound));
        await KeptAsync(async () =>
            (await AcceptAsync(null, Make.Publish(Make.Event(scope)).With(Make.Key("k", "other")))).Status.ShouldBe(AcceptStatus.Accepted));
    }
}

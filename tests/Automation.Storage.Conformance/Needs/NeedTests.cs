namespace Automation.Storage.Conformance.Needs;

/// <summary>Runs that were held for the want of something wait for a node that says it has it.</summary>
public abstract class NeedTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    private const string Pack = "action:pack";
    private const string Print = "action:print";

    [Fact]
    public async Task Hold_WithANeed_SaysIt()
    {
        var node = await JoinAsync();
        var run = await HoldAsync(node, Pack);

        var live = await LiveAsync(run);
        live.State.ShouldBe(LiveState.Parked);
        live.Need.ShouldBe(Pack);
        live.Reason.ShouldBe("needs something");
        var summary = (await Store.ListRunsAsync(Scope, new RunQuery { Statuses = [RunStatus.Parked] }, TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
        summary.Live!.Need.ShouldBe(Pack);
    }

    [Fact]
    public async Task NextDue_NamesEachNeedOnce_InOrder()
    {
        var node = await JoinAsync();
        await HoldAsync(node, Print);
        await HoldAsync(node, Pack);
        await HoldAsync(node, Pack, OtherScope);
        await HoldAsync(node, null);

        (await NextDueAsync()).Needs.ShouldBe([Pack, Print]);
        (await NextDueAsync()).At.ShouldBeNull();
    }

    // Fault: a claim without the means takes it.
    [Fact]
    public async Task Claim_WithoutTheMeans_LeavesIt()
    {
        var node = await JoinAsync();
        var run = await HoldAsync(node, Pack);

        (await ClaimForAsync(node, Print)).ShouldBeEmpty();
        (await ClaimIdsAsync(node)).ShouldBeEmpty();

        (await LiveAsync(run)).State.ShouldBe(LiveState.Parked);
    }

    // Fault: the need is not cleared; the run is charged as before.
    [Fact]
    public async Task Claim_WithTheMeans_TakesItUpAgain_AndForgetsTheNeed()
    {
        var node = await JoinAsync();
        var run = await HoldAsync(node, Pack);

        (await ClaimForAsync(node, Print, Pack)).ShouldBe([run]);

        var live = await LiveAsync(run);
        (live.State, live.ClaimNumber, live.Rescues, live.Reason, live.Need).ShouldBe((LiveState.Owned, 2, 0, null, null));
        (await NextDueAsync()).Needs.ShouldBeEmpty();
    }

    // Fault: all that need it are woken, however many fit.
    [Fact]
    public async Task Claim_WakesTheOldestFirst_AndNoMoreThanItsLimit()
    {
        var node = await JoinAsync();
        var runs = new List<RunId>();
        for (var i = 0; i < 3; i++)
        {
            runs.Add(await HoldAsync(node, i == 1 ? Print : Pack));
        }

        (await ClaimForAsync(node, 2, Pack, Print)).Length.ShouldBe(2);

        (await LiveAsync(runs[0])).State.ShouldBe(LiveState.Owned);
        var states = await Task.WhenAll(runs.Skip(1).Select(async run => (await LiveAsync(run)).State));
        states.Order().ShouldBe([LiveState.Owned, LiveState.Parked]);
    }

    // Fault: a woken run with limits is ready without its permit.
    [Fact]
    public async Task Claim_OfARunWithLimits_WaitsForAPermit()
    {
        var node = await JoinAsync();
        var limited = await LimitedAsync(node);
        await HoldAsync(node, limited, Pack);
        var other = await LimitedAsync(node);

        (await ClaimForAsync(node, Pack)).ShouldBeEmpty();
        (await LiveAsync(limited)).State.ShouldBe(LiveState.Blocked);
        (await NextDueAsync()).Needs.ShouldBeEmpty();

        await RecordAsync(node, new RecordOperation
        {
            RunId = other, ClaimNumber = 1, Entries = [Make.Outcome("last")], Limited = true, Transition = new RunTransition.End(RunStatus.Succeeded, null),
        });
        (await ClaimIdsAsync(node)).ShouldBe([limited]);
    }

    // Fault: the need stays when somebody acts: the run would be woken once more when it is parked for a person.
    [Theory]
    [InlineData(SignalKind.Release)]
    [InlineData(SignalKind.Cancel)]
    public async Task Signal_OfAPerson_ForgetsTheNeed(SignalKind kind)
    {
        var node = await JoinAsync();
        var run = await HoldAsync(node, Pack);

        await SignalAsync(node, Make.Signal(run, kind, "", wakesHeld: true));

        (await NextDueAsync()).Needs.ShouldBeEmpty();
        (await ClaimIdsAsync(node)).ShouldBe([run]);
        (await LiveAsync(run)).Need.ShouldBeNull();
    }

    [Fact]
    public async Task Need_OutlivesACrash()
    {
        var run = await HoldAsync(await JoinAsync(), Pack);

        var node = await CrashAndJoinAsync();

        (await NextDueAsync()).Needs.ShouldBe([Pack]);
        (await ClaimForAsync(node, Pack)).ShouldBe([run]);
    }

    // Fault: the list is cut, and what lies behind the cut is never named.
    [Fact]
    public async Task Needs_MoreThanOneListHolds_AreAllNamedInTurn()
    {
        const int Needs = DueInfo.MostNeeds + 5;
        var node = await JoinAsync();
        var runs = Enumerable.Range(0, Needs).Select(_ => Make.Run()).ToArray();
        await CommitAsync(node, [.. runs.Select(run => Make.Start(run, owned: true))]);
        await CommitAsync(node, [.. runs.Select((run, index) => new RecordOperation { RunId = run.Id, ClaimNumber = 1, Transition = new RunTransition.Hold("needs") { Need = $"need-{index:0000}" } })]);

        var first = (await NextDueAsync()).Needs;
        var second = (await NextDueAsync()).Needs;
        var third = (await NextDueAsync()).Needs;

        first.Count.ShouldBe(DueInfo.MostNeeds);
        first.Concat(second).Distinct().Count().ShouldBe(Needs);
        third.ShouldBe(first);
    }

    // Fault: it is woken for a claim that may not take it, and the next host has to park it again.
    [Fact]
    public async Task Claim_ExceptAScope_WakesNothingOfIt()
    {
        var node = await JoinAsync();
        var other = await HoldAsync(node, Pack, OtherScope);
        var run = await HoldAsync(node, Pack);

        var claimed = await Store.ClaimAsync(new ClaimRequest { Node = node, Now = Now, Limit = 1, Needs = [Pack], Except = [OtherScope] }, TestContext.Current.CancellationToken);

        claimed.Select(one => one.Run.Id).ShouldBe([run]);
        (await LiveAsync(other)).State.ShouldBe(LiveState.Parked);
        (await LiveAsync(other)).Need.ShouldBe(Pack);
    }

    private Task<RunId[]> ClaimForAsync(NodeLease node, params string[] needs) => ClaimForAsync(node, 100, needs);

    private async Task<RunId[]> ClaimForAsync(NodeLease node, int limit, params string[] needs) =>
        [.. (await Store.ClaimAsync(new ClaimRequest { Node = node, Now = Now, Limit = limit, Needs = needs }, TestContext.Current.CancellationToken)).Select(run => run.Run.Id)];

    private async Task<RunId> HoldAsync(NodeLease node, string? need, string scope = Scope)
    {
        var run = await CreateOwnedAsync(node, scope);
        await HoldAsync(node, run, need);
        return run;
    }

    private async Task HoldAsync(NodeLease node, RunId run, string? need)
    {
        var limited = (await LiveAsync(run)).Limited;
        var hold = new RecordOperation { RunId = run, ClaimNumber = 1, Limited = limited, Transition = new RunTransition.Hold("needs something") { Need = need } };
        (await RecordAsync(node, hold)).Transitioned.ShouldBeTrue();
    }

    /// <summary>A run that the node owns, of a rule with one place.</summary>
    private async Task<RunId> LimitedAsync(NodeLease node)
    {
        var run = Make.Run();
        await AcceptAsync(node, new AcceptOperation { Scope = Scope, Runs = [new NewRun { Run = run, Owned = true, Limits = new RunLimits(1, null) }] });
        (await LiveAsync(run.Id)).State.ShouldBe(LiveState.Owned);
        return run.Id;
    }
}

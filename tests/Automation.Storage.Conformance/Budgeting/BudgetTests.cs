namespace Automation.Storage.Conformance.Budgeting;

/// <summary>No committed state has more reserved of a period than its budget; a run gives back at its end what it did not spend.</summary>
public abstract class BudgetTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    private const string November = "2026-11";

    // Creating. Faults: a run is stored all the same; one of the two budgets is not asked, or is booked by a run that the other one refused.
    [Fact]
    public async Task Create_ReservesWhatThereIsRoomFor_AndBeyondNothingIsStored()
    {
        var run = Make.Run();
        (await AcceptAsync(null, Start(run, OfRule(60, most: 100)))).Status.ShouldBe(AcceptStatus.Accepted);
        var other = Make.Run();
        var refused = await AcceptAsync(null, Start(other, OfRule(41, most: 100)));

        refused.Status.ShouldBe(AcceptStatus.OverBudget);
        refused.OverBudget.ShouldBe([new OverBudgetRun("rule-1", new BudgetRecord(new BudgetKey("rule-1", November), 0, 60))]);
        (await Store.LoadRunAsync(other.Id, default)).ShouldBeNull();
        (await LiveAsync(run.Id)).Reserved.ShouldBe(60);
        (await AcceptAsync(null, Start(Make.Run(), OfRule(40, most: 100)))).Status.ShouldBe(AcceptStatus.Accepted);
        (await UsedAsync("rule-1")).ShouldBe((0, 100));
        (await LiveAsync(await CreateReadyAsync())).Reserved.ShouldBeNull();
    }

    [Fact]
    public async Task Create_NeedsRoomInBoth_OrTakesOfNone()
    {
        await AcceptAsync(null, Start(Make.Run(), OfBoth(30, ofRule: 50, ofScope: 100)));
        await AcceptAsync(null, Start(Make.Run(rule: "rule-2"), OfBoth(50, ofRule: 50, ofScope: 100)));

        var rule = await AcceptAsync(null, Start(Make.Run(), OfBoth(21, ofRule: 50, ofScope: 200)));
        var scope = await AcceptAsync(null, Start(Make.Run(), OfBoth(20, ofRule: 50, ofScope: 99)));

        rule.OverBudget.ShouldBe([new OverBudgetRun("rule-1", new BudgetRecord(new BudgetKey("rule-1", November), 0, 30))]);
        scope.OverBudget.ShouldBe([new OverBudgetRun("rule-1", new BudgetRecord(new BudgetKey("", "2026-11-30"), 0, 80))]);
        (await UsedAsync("rule-1")).ShouldBe((0, 30));
        (await UsedAsync("", "2026-11-30")).ShouldBe((0, 80));
    }

    [Fact]
    public async Task Budgets_AreOfTheirScopeRuleAndPeriod()
    {
        await AcceptAsync(null, Start(Make.Run(), OfRule(100, most: 100)));

        (await AcceptAsync(null, Start(Make.Run(OtherScope), OfRule(100, most: 100)))).Status.ShouldBe(AcceptStatus.Accepted);
        (await AcceptAsync(null, Start(Make.Run(rule: "rule-2"), OfRule(100, most: 100)))).Status.ShouldBe(AcceptStatus.Accepted);
        (await AcceptAsync(null, Start(Make.Run(), OfRule(100, most: 100, period: "2026-12")))).Status.ShouldBe(AcceptStatus.Accepted);
        (await AcceptAsync(null, Start(Make.Run(), OfRule(1, most: 100)))).Status.ShouldBe(AcceptStatus.OverBudget);
        (await Store.ListBudgetsAsync(OtherScope, [new("rule-1", November), new("rule-1", "2026-12"), new("", November), new("rule-1", November)], default))
            .ShouldBe([new BudgetRecord(new BudgetKey("rule-1", November), 0, 100)]);
        (await Store.ListBudgetsAsync("nowhere", [new("rule-1", November)], default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Batch_IsDecidedInItsOrder_WithTheLimitOfEach()
    {
        var results = await CommitAsync(
            null,
            Start(Make.Run(), OfRule(60, most: 100)), Start(Make.Run(), OfRule(50, most: 100)), Start(Make.Run(), OfRule(10, most: 60)), Start(Make.Run(), OfRule(40, most: 100)),
            Start(Make.Run(), OfRule(1, most: 101)));

        results.Cast<AcceptResult>().Select(result => result.Status)
            .ShouldBe([AcceptStatus.Accepted, AcceptStatus.OverBudget, AcceptStatus.OverBudget, AcceptStatus.Accepted, AcceptStatus.Accepted]);
        (await UsedAsync("rule-1")).ShouldBe((0, 101));
    }

    // Fault: what is refused for another reason takes what the next one could have.
    [Fact]
    public async Task StartThatIsStale_TakesNothing_AlsoWhereAnotherHasNoRoom()
    {
        var @event = Make.Event();
        var stale = new AcceptOperation { Scope = Scope, ScopeVersion = 17, Event = @event, Runs = [new NewRun { Run = Make.Run(@event: @event.Id), Owned = false, Reservation = OfRule(60, 100) }] };

        var results = await CommitAsync(null, Start(Make.Run(), OfRule(101, most: 100)), stale, Start(Make.Run(), OfRule(50, most: 100)));

        results.Cast<AcceptResult>().Select(result => result.Status).ShouldBe([AcceptStatus.OverBudget, AcceptStatus.StaleScope, AcceptStatus.Accepted]);
        (await UsedAsync("rule-1")).ShouldBe((0, 50));
    }

    [Fact]
    public async Task RunsOfOneOperation_CountOneAfterTheOther_AndOneThatDoesNotFitStopsAll()
    {
        var @event = Make.Event();
        var operation = new AcceptOperation
        {
            Scope = Scope,
            Event = @event,
            Runs = [.. new[] { 60L, 50, 40 }.Select((amount, index) => new NewRun { Run = Make.Run(rule: $"rule-{index}", @event: @event.Id), Owned = false, Reservation = OfScope(amount, 100) })],
        };

        var refused = await AcceptAsync(null, operation);

        refused.OverBudget.ShouldBe([new OverBudgetRun("rule-1", new BudgetRecord(new BudgetKey("", November), 0, 60))]);
        (await Store.FindEventAsync(Scope, @event.Id, default)).ShouldBeNull();
        (await UsedAsync("")).ShouldBe((0, 0));
    }

    // Other answers. Faults: a duplicate reserves; a duplicate, or a scope that changed, is refused for a budget.
    [Fact]
    public async Task Duplicates_ReserveNothing_AndAreAnsweredAsSuch()
    {
        var first = Start(Make.Run(), OfRule(60, most: 100)).With(Make.Key("k"));
        var results = await CommitAsync(null, first, Start(Make.Run(), OfRule(60, most: 100)).With(Make.Key("k")), Start(Make.Run(), OfRule(40, most: 100)));
        results.Cast<AcceptResult>().Select(result => result.Status).ShouldBe([AcceptStatus.Accepted, AcceptStatus.Duplicate, AcceptStatus.Accepted]);

        (await AcceptAsync(null, Start(Make.Run(), OfRule(60, most: 100)).With(Make.Key("k")))).Status.ShouldBe(AcceptStatus.Duplicate);
        (await AcceptAsync(null, Start(Make.Run(), OfRule(60, most: 100)).At(17))).Status.ShouldBe(AcceptStatus.StaleScope);
        (await UsedAsync("rule-1")).ShouldBe((0, 100));
    }

    [Fact]
    public async Task BatchThatIsRefused_ReservesNothing()
    {
        var run = Make.Run();
        await AcceptAsync(null, Make.Start(run));

        await Should.ThrowAsync<InvalidOperationException>(() => CommitAsync(null, Start(Make.Run(), OfRule(60, most: 100)), Make.Start(run)));

        (await UsedAsync("rule-1")).ShouldBe((0, 0));
    }

    [Fact]
    public async Task RunsWithLimits_ReserveWhileTheyWait()
    {
        var node = await JoinAsync();
        var limits = new RunLimits(1, null) { Overlap = "" };

        await CommitAsync(node, Start(Make.Run(), OfRule(60, most: 100), owned: true, limits), Start(Make.Run(), OfRule(30, most: 100), owned: true, limits));

        (await UsedAsync("rule-1")).ShouldBe((0, 90));
        (await AcceptAsync(node, Start(Make.Run(), OfRule(60, most: 100), limits: limits with { MaxQueued = 1 }))).Status.ShouldBe(AcceptStatus.Busy);
    }

    // Ending. Faults: what is spent is added, and what was reserved stays; a period of the other budget is passed over.
    [Theory]
    [InlineData(RunStatus.Succeeded, 60)]
    [InlineData(RunStatus.Failed, 25)]
    [InlineData(RunStatus.Cancelled, 0)]
    [InlineData(RunStatus.Succeeded, 170)]
    public async Task End_PutsWhatWasSpentInThePlaceOfWhatWasReserved(RunStatus status, long spent)
    {
        var node = await JoinAsync();
        var (run, stays) = (await CreateAsync(node, OfBoth(60, 100, 100)), await CreateAsync(node, OfBoth(10, 100, 100)));

        (await RecordAsync(node, End(run, spent, status))).Transitioned.ShouldBeTrue();

        (await UsedAsync("rule-1")).ShouldBe((spent, 10));
        (await UsedAsync("", "2026-11-30")).ShouldBe((spent, 10));
        (await AcceptAsync(node, Start(Make.Run(), OfRule(90 - spent is > 0 and var left ? left : 1, most: 100)))).Status.ShouldBe(spent < 90 ? AcceptStatus.Accepted : AcceptStatus.OverBudget);
        (await LiveAsync(stays)).Reserved.ShouldBe(10);
    }

    [Fact]
    public async Task EndsOfOneBatch_AllCount_AndMakeRoomForWhatComesBehindThem()
    {
        var node = await JoinAsync();
        var runs = new[] { await CreateAsync(node, OfRule(50, 100)), await CreateAsync(node, OfRule(30, 100)), await CreateAsync(node, OfRule(20, 100)) };

        var results = await CommitAsync(
            node, Start(Make.Run(), OfRule(80, 100)), End(runs[0], 5), End(runs[1], 5), Start(Make.Run(), OfRule(71, 100)), Start(Make.Run(), OfRule(70, 100)));

        results.OfType<AcceptResult>().Select(result => result.Status).ShouldBe([AcceptStatus.OverBudget, AcceptStatus.OverBudget, AcceptStatus.Accepted]);
        (await UsedAsync("rule-1")).ShouldBe((10, 90));
    }

    // Faults: what an end would have given back counts, though a signal stands against it; then nobody gets what another end gave back; what it would have spent refuses what there is room for.
    [Fact]
    public async Task EndThatASignalStandsAgainst_NeitherMakesRoomNorTakesIt()
    {
        var node = await JoinAsync();
        var (stays, ends) = (await CreateAsync(node, OfRule(50, 100)), await CreateAsync(node, OfRule(50, 100)));
        await SignalAsync(null, Make.Signal(stays));
        var results = await CommitAsync(node, End(stays, 0), End(ends, 0), Start(Make.Run(), OfRule(50, 100)), Start(Make.Run(), OfRule(50, 100)));
        results.OfType<AcceptResult>().Select(result => result.Status).ShouldBe([AcceptStatus.Accepted, AcceptStatus.OverBudget]);

        var dear = await CreateAsync(node, OfRule(10, 100), "rule-2");
        await SignalAsync(null, Make.Signal(dear));
        var (fits, refused) = (Make.Run(rule: "rule-2"), Make.Run(rule: "rule-2"));
        results = await CommitAsync(node, End(dear, 200), Start(fits, OfRule(50, 100)), Start(refused, OfRule(41, 100)));

        results.OfType<AcceptResult>().Select(result => result.Status).ShouldBe([AcceptStatus.Accepted, AcceptStatus.OverBudget]);
        ((AcceptResult)results[2]).OverBudget.ShouldBe([new OverBudgetRun("rule-2", new BudgetRecord(new BudgetKey("rule-2", November), 0, 60))]);
        (await UsedAsync("rule-2")).ShouldBe((0, 60));

        var told = await CreateAsync(node, OfRule(10, 100), "rule-3");
        results = await CommitAsync(node, Make.Signal(told), End(told, 200), Start(Make.Run(rule: "rule-3"), OfRule(50, 100)), Start(Make.Run(rule: "rule-3"), OfRule(41, 100)));
        results.OfType<AcceptResult>().Select(result => result.Status).ShouldBe([AcceptStatus.Accepted, AcceptStatus.OverBudget]);
    }

    [Fact]
    public async Task EndThatConsumesTheSignal_MakesRoom()
    {
        var node = await JoinAsync();
        var run = await CreateAsync(node, OfRule(100, 100));
        await SignalAsync(null, Make.Signal(run));
        var end = End(run, 0);

        var results = await CommitAsync(
            node,
            new RecordOperation { RunId = run, ClaimNumber = 1, Entries = end.Entries, Consumed = [new SignalKey(new StepPath(""), SignalKind.Completion, "1")], Transition = end.Transition },
            Start(Make.Run(), OfRule(100, 100)), Start(Make.Run(), OfRule(1, 100)));

        results.OfType<AcceptResult>().Select(result => result.Status).ShouldBe([AcceptStatus.Accepted, AcceptStatus.OverBudget]);
    }

    [Fact]
    public async Task EndThatSaysNothing_OrOfARunThatHoldsNothing_ChangesNothing()
    {
        var node = await JoinAsync();
        var (holds, plain) = (await CreateAsync(node, OfRule(60, 100)), await CreateOwnedAsync(node));

        await CommitAsync(node, End(holds, null), End(plain, 7));

        (await UsedAsync("rule-1")).ShouldBe((0, 60));
    }

    // Once. Faults: an end that a signal stands against settles; so does that of a former owner.
    [Fact]
    public async Task EndThatIsRefused_SettlesNothing_AndTheNextOneOnce()
    {
        var node = await JoinAsync();
        var run = await CreateAsync(node, OfRule(60, 100));
        await SignalAsync(null, Make.Signal(run));
        (await RecordAsync(node, End(run, 10))).ShouldSatisfyAllConditions(result => result.Applied.ShouldBeTrue(), result => result.Transitioned.ShouldBeFalse());
        (await UsedAsync("rule-1")).ShouldBe((0, 60));
        (await RecordAsync(node, End(run, 10, claim: 2))).Applied.ShouldBeFalse();
        (await UsedAsync("rule-1")).ShouldBe((0, 60));

        var end = End(run, 20, path: "again");
        (await RecordAsync(node, new RecordOperation { RunId = run, ClaimNumber = 1, Entries = end.Entries, Consumed = [new SignalKey(new StepPath(""), SignalKind.Completion, "1")], Transition = end.Transition }))
            .Transitioned.ShouldBeTrue();
        (await RecordAsync(node, End(run, 20))).Applied.ShouldBeFalse();

        (await UsedAsync("rule-1")).ShouldBe((20, 0));
    }

    [Fact]
    public async Task Takeover_KeepsTheReservation_AndTheEndThatFollowsSettlesIt()
    {
        var node = await JoinAsync();
        var run = await CreateAsync(node, OfRule(60, 100));

        var next = await CrashAndJoinAsync();

        (await UsedAsync("rule-1")).ShouldBe((0, 60));
        var claimed = (await ClaimAsync(next)).ShouldHaveSingleItem();
        claimed.Live!.Reserved.ShouldBe(60);
        (await RecordAsync(next, End(run, 15, claim: claimed.Live.ClaimNumber))).Transitioned.ShouldBeTrue();
        (await UsedAsync("rule-1")).ShouldBe((15, 0));
    }

    [Fact]
    public async Task RunAtRest_KeepsItsReservation()
    {
        var node = await JoinAsync();
        var run = await CreateAsync(node, OfRule(60, 100));
        await RecordAsync(node, Make.Record(run, 1, new RunTransition.Hold("held")));

        (await LiveAsync(run)).Reserved.ShouldBe(60);
        await SignalAsync(null, Make.Cancel(run));
        (await ClaimAsync(node)).ShouldHaveSingleItem().Live!.Reserved.ShouldBe(60);
        await RecordAsync(node, new RecordOperation
        {
            RunId = run, ClaimNumber = 2, Entries = [Make.Outcome("last")], Consumed = [new SignalKey(new StepPath(""), SignalKind.Cancel, "")],
            Transition = new RunTransition.End(RunStatus.Cancelled, null) { Spent = 0 },
        });

        (await UsedAsync("rule-1")).ShouldBe((0, 0));
    }

    // Amounts. Fault: a sum that no column holds keeps a run from ending for ever.
    [Fact]
    public async Task Amounts_MayBeAsLargeAsThereAre()
    {
        var node = await JoinAsync();
        var (one, two, three) = (await CreateAsync(node, OfRule(1, 100), "rule-2"), await CreateAsync(node, OfRule(1, 100), "rule-2"), await CreateAsync(node, OfRule(1, 100), "rule-2"));
        (await CommitAsync(node, End(one, long.MaxValue), End(two, long.MaxValue))).Cast<RecordResult>().ShouldAllBe(result => result.Transitioned);
        (await RecordAsync(node, End(three, long.MaxValue))).Transitioned.ShouldBeTrue();
        (await UsedAsync("rule-2")).ShouldBe((BudgetReservation.MostSpent, 0));
        (await AcceptAsync(node, Start(Make.Run(rule: "rule-2"), OfRule(BudgetReservation.Largest, BudgetReservation.Largest)))).Status.ShouldBe(AcceptStatus.OverBudget);

        var most = await CreateAsync(node, OfRule(BudgetReservation.Largest, BudgetReservation.Largest));
        var results = await CommitAsync(node, [.. Enumerable.Range(0, 20).Select(_ => Start(Make.Run(), OfRule(BudgetReservation.Largest, BudgetReservation.Largest, "2026-12")))]);

        results.Count(result => result is AcceptResult { Status: AcceptStatus.Accepted }).ShouldBe(1);
        (await RecordAsync(node, End(most, 0))).Transitioned.ShouldBeTrue();
        (await UsedAsync("rule-1")).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData(0, 100, "reserve 0; 1 to")]
    [InlineData(-1, 100, "reserve -1; 1 to")]
    [InlineData(1_000_000_000_000_000_001, 100, "reserve 1000000000000000001; 1 to")]
    [InlineData(1, -1, "of a budget of -1; 0 to")]
    public async Task ReservationThatIsNone_IsRefused(long amount, long most, string said) =>
        (await Should.ThrowAsync<ArgumentException>(() => AcceptAsync(null, Start(Make.Run(), OfRule(amount, most))))).Message.ShouldContain(said);

    [Fact]
    public async Task ReservationOfNothing_AndAnEndWithLessThanNothing_AreRefused()
    {
        var node = await JoinAsync();
        await Should.ThrowAsync<ArgumentException>(() => AcceptAsync(null, Start(Make.Run(), new BudgetReservation(1))));
        await Should.ThrowAsync<ArgumentException>(() => RecordAsync(node, End(Make.RunId(), -1)));
    }

    // Forgetting. Faults: periods that last are deleted; a run that holds something of a deleted one cannot end, or gives it to another.
    [Fact]
    public async Task Forget_LetsPeriodsGoThatEnded_ALittleAtATime()
    {
        var node = await JoinAsync();
        var run = await CreateAsync(node, OfRule(60, 100));
        for (var day = 1; day <= 5; day++)
        {
            await CreateAsync(node, new BudgetReservation(1) { OfRule = new BudgetShare($"day-{day}", 100, Now.AddDays(day)) });
        }

        var chunks = new List<long>();
        string? after = null;
        do
        {
            var chunk = await Store.ForgetAsync(
                new() { KeysBefore = Now, ChainsBefore = Now, NodesBefore = Now, BudgetsBefore = Now.AddDays(3.5), After = after, Limit = 2 }, TestContext.Current.CancellationToken);
            chunks.Add(chunk.Budgets);
            after = chunk.Next;
        }
        while (after is not null);

        chunks.Sum().ShouldBe(3);
        (await Store.ListBudgetsAsync(Scope, [.. Enumerable.Range(1, 5).Select(day => new BudgetKey("rule-1", $"day-{day}"))], default)).Select(budget => budget.Key.Period).ShouldBe(["day-4", "day-5"]);
        await ForgetAllAsync();
        (await RecordAsync(node, End(run, 10))).Transitioned.ShouldBeTrue();
        (await UsedAsync("rule-1")).ShouldBe((0, 0));
    }

    private Task<ForgetChunk> ForgetAllAsync() => Store.ForgetAsync(
        new() { KeysBefore = Now, ChainsBefore = Now, NodesBefore = Now, BudgetsBefore = Now.AddDays(1000), Limit = 1000 }, TestContext.Current.CancellationToken);

    private static AcceptOperation Start(RunRecord run, BudgetReservation reservation, bool owned = false, RunLimits? limits = null) =>
        new() { Scope = run.Scope, Runs = [new NewRun { Run = run, Owned = owned, Reservation = reservation, Limits = limits }] };

    private BudgetReservation OfRule(long amount, long most, string period = November) => new(amount) { OfRule = new BudgetShare(period, most, Now.AddDays(30)) };

    private BudgetReservation OfScope(long amount, long most) => new(amount) { OfScope = new BudgetShare(November, most, Now.AddDays(30)) };

    private BudgetReservation OfBoth(long amount, long ofRule, long ofScope) => new(amount)
    {
        OfRule = new BudgetShare(November, ofRule, Now.AddDays(30)), OfScope = new BudgetShare("2026-11-30", ofScope, Now.AddDays(1)),
    };

    private async Task<RunId> CreateAsync(NodeLease node, BudgetReservation reservation, string rule = "rule-1")
    {
        var run = Make.Run(rule: rule);
        (await AcceptAsync(node, Start(run, reservation, owned: true))).Status.ShouldBe(AcceptStatus.Accepted);
        return run.Id;
    }

    private RecordOperation End(RunId run, long? spent, RunStatus status = RunStatus.Succeeded, long claim = 1, string path = "last") =>
        Make.Record(run, claim, new RunTransition.End(status, null) { Spent = spent }, Make.Outcome(path));

    private async Task<(long Spent, long Reserved)> UsedAsync(string rule, string period = November) =>
        (await Store.ListBudgetsAsync(Scope, [new BudgetKey(rule, period)], TestContext.Current.CancellationToken)) is [var budget] ? (budget.Spent, budget.Reserved) : (0, 0);
}

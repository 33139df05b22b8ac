namespace Automation.Storage.Conformance.Durability;

/// <summary>What was answered survives the process.</summary>
public abstract class DurabilityTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task Everything_IsThereAfterACrash()
    {
        var node = await JoinAsync();
        var @event = Make.Event() with { Verdicts = [new Verdict { Rule = "r", Reason = VerdictReason.Disabled }] };
        var run = Make.Run(@event: @event.Id);
        await AcceptAsync(node, new AcceptOperation
        {
            Scope = Scope, Event = @event, Runs = [new NewRun { Run = run, Owned = true }], Dedupe = Make.Key("k"),
        });
        await RecordAsync(node, new RecordOperation
        {
            RunId = run.Id,
            ClaimNumber = 1,
            Entries = [Make.Outcome("a")],
            Waits = [Make.Wait("w")],
            Log = [Make.Line(1)],
            Transition = RunTransition.Continue.Instance,
        });
        await SignalAsync(null, Make.Signal(run.Id));
        var rule = await Store.SaveRuleAsync(Make.Rule(), default);
        var before = await LoadAsync(run.Id);

        Store = await Fixture.ReopenAfterCrashAsync();

        var after = await LoadAsync(run.Id);
        after.Run.ShouldBe(before.Run);
        after.Event!.Verdicts.ShouldBe(@event.Verdicts);
        after.Live.ShouldBe(before.Live);
        after.Entries.ShouldHaveSingleItem();
        after.Signals.ShouldHaveSingleItem();
        after.LastLogNumber.ShouldBe(1);
        (await Store.LoadRulesAsync(Scope, default)).Rules.ShouldHaveSingleItem().ShouldBe(rule);
        (await AcceptAsync(null, Make.Publish(Make.Event()).With(Make.Key("k")))).Status.ShouldBe(AcceptStatus.Duplicate);
        (await AcceptAsync(null, Make.Publish(Make.Event(type: "asset.paid")))).Status.ShouldBe(AcceptStatus.Accepted);
        (await LoadAsync(run.Id)).Signals.Count.ShouldBe(2);
    }

    [Fact]
    public async Task EveryAnswer_OfManySmallCommits_IsKept()
    {
        var node = await JoinAsync();
        var kept = new List<RunId>();
        for (var crash = 0; crash < 5; crash++)
        {
            for (var i = 0; i < 20; i++)
            {
                kept.Add(await CreateOwnedAsync(node));
                await EndAsync(node, kept[^1]);
            }

            node = await CrashAndJoinAsync();
        }

        foreach (var run in kept)
        {
            (await LoadAsync(run)).Entries.ShouldHaveSingleItem().RunStatus.ShouldBe(RunStatus.Succeeded);
        }
    }

    [Fact]
    public async Task Epochs_StillRiseAfterManyCrashes()
    {
        var last = await JoinAsync();
        for (var i = 0; i < 5; i++)
        {
            var next = await CrashAndJoinAsync();
            next.Epoch.ShouldBeGreaterThan(last.Epoch);
            next.NodeId.ShouldNotBe(last.NodeId);
            last = next;
        }
    }

    [Fact]
    public async Task Reopened_WithoutACrash_HasEverythingToo()
    {
        var run = await CreateReadyAsync();
        await Store.DisposeAsync();

        Store = await Fixture.OpenAsync();

        (await LiveAsync(run)).State.ShouldBe(LiveState.Ready);
    }
}

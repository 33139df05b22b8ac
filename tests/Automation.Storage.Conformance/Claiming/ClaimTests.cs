namespace Automation.Storage.Conformance.Claiming;

/// <summary>What a claim takes, and in which order.</summary>
public abstract class ClaimTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task Claim_ReadyRun_IsOwnedWithTheNextClaimNumber()
    {
        var node = await JoinAsync();
        var @event = Make.Event();
        var run = Make.Run(@event: @event.Id);
        await AcceptAsync(null, new AcceptOperation { Scope = Scope, Event = @event, Runs = [new NewRun { Run = run, Owned = false }] });

        var claimed = (await ClaimAsync(node)).ShouldHaveSingleItem();

        claimed.Run.Id.ShouldBe(run.Id);
        claimed.Event!.Id.ShouldBe(@event.Id);
        claimed.Live.ShouldBe(new LiveRecord { State = LiveState.Owned, Owner = node.NodeId, ClaimNumber = 1, Rescues = 0 });
        (await LiveAsync(run.Id)).ShouldBe(claimed.Live);
        (await ClaimAsync(node)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Claim_AnswersWhatTheDriverNeeds()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        var record = Make.Continue(run, 1, Make.Outcome("a"));
        await RecordAsync(node, record);
        await CommitAsync(node, new RecordOperation { RunId = run, ClaimNumber = 1, Log = [Make.Line(4)], Transition = RunTransition.Continue.Instance });
        await SignalAsync(node, Make.Signal(run));
        await RecordAsync(node, Make.Record(run, 1, RunTransition.Release.Instance));

        var claimed = (await ClaimAsync(node)).ShouldHaveSingleItem();

        claimed.Live!.ClaimNumber.ShouldBe(2);
        claimed.Entries.ShouldHaveSingleItem();
        claimed.Signals.ShouldHaveSingleItem();
        claimed.LastLogNumber.ShouldBe(4);
    }

    [Fact]
    public async Task Claim_TakesAtMostTheLimit()
    {
        var node = await JoinAsync();
        for (var i = 0; i < 5; i++)
        {
            await CreateReadyAsync();
        }

        (await ClaimAsync(node, limit: 0)).ShouldBeEmpty();
        (await ClaimAsync(node, limit: 3)).Count.ShouldBe(3);
        (await ClaimAsync(node, limit: 3)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Claim_WithinAScope_IsOldestFirst()
    {
        var node = await JoinAsync();
        RunId[] runs = [await CreateReadyAsync(), await CreateReadyAsync(), await CreateReadyAsync()];

        (await ClaimIdsAsync(node, limit: 2)).ShouldBe(runs[..2]);
    }

    [Fact]
    public async Task Claim_LeavesAloneWhatIsNotClaimable()
    {
        var node = await JoinAsync();
        await CreateOwnedAsync(node);
        await CreateParkedAsync(node, null);
        await CreateParkedAsync(node, Now.AddMicroseconds(1));
        var held = await CreateOwnedAsync(node);
        await RecordAsync(node, Make.Record(held, 1, new RunTransition.Hold("needs something")));
        await EndAsync(node, await CreateOwnedAsync(node));

        (await ClaimAsync(node, probation: 100, alone: true)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Claim_TimerThatIsDue_IsTaken()
    {
        var node = await JoinAsync();
        var due = Now.AddHours(1);
        var run = await CreateParkedAsync(node, due);

        await MoveAsync(due.AddMicroseconds(-1), node);
        (await ClaimAsync(node)).ShouldBeEmpty();
        await MoveAsync(due, node);
        var claimed = (await ClaimAsync(node)).ShouldHaveSingleItem();

        claimed.Run.Id.ShouldBe(run);
        claimed.Live.ShouldBe(new LiveRecord { State = LiveState.Owned, Owner = node.NodeId, ClaimNumber = 2, Rescues = 0 });
    }

    [Fact]
    public async Task Claim_TimersBeyondTheLimit_StayClaimable()
    {
        var node = await JoinAsync();
        for (var i = 0; i < 3; i++)
        {
            await CreateParkedAsync(node, Now.AddMinutes(1));
        }

        await MoveAsync(Now.AddMinutes(1), node);
        (await ClaimAsync(node, limit: 2)).Count.ShouldBe(2);
        (await NextDueAsync()).At!.Value.ShouldBeLessThanOrEqualTo(Now);
        (await ClaimAsync(node, limit: 2)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Claim_ScopeWithManyRuns_DoesNotHoldBackAnother()
    {
        var node = await JoinAsync();
        for (var i = 0; i < 20; i++)
        {
            await CreateReadyAsync("crowded");
        }

        var other = await CreateReadyAsync("small");

        (await ClaimIdsAsync(node, limit: 2)).ShouldContain(other);
    }

    [Fact]
    public async Task Claim_ExceptScopes_TakesNothingOfThem_AndAllThePlacesForTheOthers()
    {
        var node = await JoinAsync();
        foreach (var scope in (string[])["a", "a", "b", "c", "c", "c", "d"])
        {
            await CreateReadyAsync(scope);
        }

        var some = await ClaimAsync(node, limit: 3, except: ["a", "d", "nobody"]);
        var none = await ClaimAsync(node, except: ["d", "c", "b", "a"]);
        var rest = await ClaimAsync(node, except: ["a", "d"]);
        var last = await ClaimAsync(node);

        some.Select(run => run.Run.Scope).Order().ShouldBe(["b", "c", "c"]);
        none.ShouldBeEmpty();
        rest.Select(run => run.Run.Scope).ShouldBe(["c"]);
        last.Select(run => run.Run.Scope).Order().ShouldBe(["a", "a", "d"]);
    }

    [Fact]
    public async Task Claim_ExceptAScope_TakesItsRunsInProbation_AndWakesItsTimers()
    {
        var node = await JoinAsync();
        var rescued = await CreateOwnedAsync(node, "a");
        node = await CrashAndJoinAsync();
        await ClaimAsync(node);
        node = await CrashAndJoinAsync();
        var due = await CreateParkedAsync(node, Now.AddMinutes(1), "a");
        await MoveAsync(Now.AddMinutes(1), node);

        (await NextDueAsync("a")).ShouldBe(new DueInfo(Now, Probation: true, Alone: false));
        (await ClaimAsync(node, probation: 1, except: ["a"])).Select(run => run.Run.Id).ShouldBe([rescued]);
        (await NextDueAsync("a")).At.ShouldBeNull("the timer is ready, and ready runs of that scope do not count");
        (await ClaimIdsAsync(node)).ShouldBe([due]);
    }

    [Fact]
    public async Task NextDue_ExceptScopes_IsForTheOthers()
    {
        var node = await JoinAsync();
        await CreateReadyAsync("a");
        await CreateReadyAsync("b");
        await CreateParkedAsync(node, Now.AddHours(1), "c");

        (await NextDueAsync("a")).At.ShouldBe(Now);
        (await NextDueAsync("b")).At.ShouldBe(Now);
        (await NextDueAsync("b", "a")).At.ShouldBe(Now.AddHours(1));
        (await NextDueAsync("b", "a")).PassedOver.ShouldBeTrue();
        (await NextDueAsync("a")).PassedOver.ShouldBeFalse("another one is ready");
        (await NextDueAsync()).PassedOver.ShouldBeFalse();
        await ClaimAsync(node);
        (await NextDueAsync("b", "a")).PassedOver.ShouldBeFalse("none is ready");
        (await NextDueAsync("b", "a")).At.ShouldBe(Now.AddHours(1));
        (await NextDueAsync("a", "b", "c")).At.ShouldBe(Now.AddHours(1), "a claim makes it ready, whatever its scope");
    }

    [Fact]
    public async Task Claim_NoScopeIsPassedOverForASecondRunOfAnother()
    {
        var node = await JoinAsync();
        string[] scopes = ["a", "b", "c", "d"];
        foreach (var scope in scopes)
        {
            for (var i = 0; i < (scope == "a" ? 10 : 2); i++)
            {
                await CreateReadyAsync(scope);
            }
        }

        var first = (await ClaimAsync(node, limit: 4)).Select(run => run.Run.Scope).ToArray();
        var rest = (await ClaimAsync(node, limit: 6)).CountBy(run => run.Run.Scope).ToDictionary();

        first.ShouldBe(scopes, ignoreOrder: true);
        rest.ShouldBe(new Dictionary<string, int> { ["a"] = 3, ["b"] = 1, ["c"] = 1, ["d"] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public async Task Claim_OneByOne_GoesRoundTheScopes()
    {
        var node = await JoinAsync();
        foreach (var scope in new[] { "a", "a", "a", "b", "b", "b", "c", "c", "c" })
        {
            await CreateReadyAsync(scope);
        }

        var order = new List<string>();
        for (var i = 0; i < 9; i++)
        {
            order.Add((await ClaimAsync(node, limit: 1)).ShouldHaveSingleItem().Run.Scope);
        }

        order.Chunk(3).ShouldAllBe(round => round.Distinct().Count() == 3);
    }

    [Fact]
    public async Task Claim_TimersAndReadyRuns_AreServedAlike()
    {
        var node = await JoinAsync();
        for (var i = 0; i < 5; i++)
        {
            await CreateParkedAsync(node, Now.AddMinutes(1), "timers");
            await CreateReadyAsync("ready");
        }

        await MoveAsync(Now.AddMinutes(2), node);

        (await ClaimAsync(node, limit: 4)).CountBy(run => run.Run.Scope).ShouldAllBe(scope => scope.Value == 2);
    }

    [Fact]
    public async Task NextDue_NothingWaits_IsNull()
    {
        var node = await JoinAsync();
        await CreateOwnedAsync(node);
        await CreateParkedAsync(node, null);

        (await NextDueAsync()).ShouldBe(new DueInfo(null, Probation: false, Alone: false));
    }

    [Fact]
    public async Task NextDue_Timers_IsTheLeast()
    {
        var node = await JoinAsync();
        await CreateParkedAsync(node, Now.AddHours(2));
        await CreateParkedAsync(node, Now.AddHours(1));
        await CreateParkedAsync(node, Now.AddHours(3));

        (await NextDueAsync()).At.ShouldBe(Now.AddHours(1));
        Now += TimeSpan.FromHours(5);
        (await NextDueAsync()).At!.Value.ShouldBeLessThanOrEqualTo(Now);
    }

    [Fact]
    public async Task NextDue_ReadyRun_IsNow()
    {
        var node = await JoinAsync();
        await CreateParkedAsync(node, Now.AddHours(1));
        await CreateReadyAsync();

        (await NextDueAsync()).At.ShouldBe(Now);
    }

    [Fact]
    public async Task Claim_ConcurrentCalls_TakeNoRunTwice()
    {
        var node = await JoinAsync();
        for (var i = 0; i < 200; i++)
        {
            await CreateReadyAsync($"scope-{i % 7}");
        }

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ClaimIdsAsync(node, limit: 40))));

        var ids = claims.SelectMany(claim => claim).ToArray();
        ids.Length.ShouldBe(200);
        ids.Distinct().Count().ShouldBe(200);
    }
}

namespace Automation.Storage.Conformance.Claiming;

/// <summary>Runs whose process died: at once, then a few at a time, then alone, then not at all.</summary>
public abstract class ProbationTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task Rescues_RiseByOnePerCrashAndIsolateStepByStep()
    {
        var run = await CreateOwnedAsync(await JoinAsync());

        var node = await CrashAndJoinAsync();
        (await LiveAsync(run)).ShouldBe(new LiveRecord { State = LiveState.Ready, ClaimNumber = 1, Rescues = 1 });
        (await ClaimIdsAsync(node)).ShouldBe([run]);

        node = await CrashAndJoinAsync();
        (await LiveAsync(run)).ShouldBe(new LiveRecord { State = LiveState.Probation, ClaimNumber = 2, Rescues = 2 });
        (await ClaimIdsAsync(node, probation: 8)).ShouldBe([run]);

        node = await CrashAndJoinAsync();
        (await LiveAsync(run)).ShouldBe(new LiveRecord { State = LiveState.Probation, ClaimNumber = 3, Rescues = 3 });
        (await ClaimIdsAsync(node, alone: true)).ShouldBe([run]);

        node = await CrashAndJoinAsync();
        var last = await LiveAsync(run);
        last.State.ShouldBe(LiveState.Quarantined);
        last.Rescues.ShouldBe(4);
        last.Reason.ShouldNotBeNullOrWhiteSpace();
        (await ClaimAsync(node, probation: 100, alone: true)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Claim_TwoRescues_OnlyAsFarAsTheRequestAllows()
    {
        var (node, runs) = await RescuedAsync(2, 5);

        (await ClaimAsync(node, probation: 0)).ShouldBeEmpty();
        (await ClaimIdsAsync(node, probation: 3)).Length.ShouldBe(3);
        (await ClaimIdsAsync(node, probation: 3)).Length.ShouldBe(2);
        runs.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Claim_TwoRescues_CountTowardsTheLimit()
    {
        var (node, _) = await RescuedAsync(2, 5);
        await CreateReadyAsync();

        (await ClaimAsync(node, limit: 2, probation: 8)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Claim_TwoRescuesAndReadyRuns_LeaveRoomForEachOther()
    {
        var (node, runs) = await RescuedAsync(2, 1);
        for (var i = 0; i < 50; i++)
        {
            await CreateReadyAsync();
        }

        var claimed = await ClaimIdsAsync(node, limit: 10, probation: 8);

        claimed.Length.ShouldBe(10);
        claimed.ShouldContain(runs[0]);
    }

    [Fact]
    public async Task Claim_ProbationOfOneScope_DoesNotHoldBackReadyRunsOfAnother()
    {
        var (node, _) = await RescuedAsync(2, 5);
        var other = await CreateReadyAsync("zzz");

        (await ClaimIdsAsync(node, limit: 2, probation: 8)).ShouldContain(other);
    }

    [Fact]
    public async Task Claim_ThreeRescues_NeedsTheRequestToAllowIt()
    {
        var (node, _) = await RescuedAsync(3, 1);

        (await ClaimAsync(node, probation: 8)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Claim_ThreeRescues_IsTheOnlyOneOfTheCall()
    {
        var (node, runs) = await RescuedAsync(3, 2);
        await CreateReadyAsync();

        (await ClaimIdsAsync(node, probation: 8, alone: true)).ShouldHaveSingleItem().ShouldBeOneOf([.. runs]);
    }

    [Fact]
    public async Task Claim_AloneAllowedButNotNeeded_ClaimsAsUsual()
    {
        var node = await JoinAsync();
        await CreateReadyAsync();
        await CreateReadyAsync();

        (await ClaimAsync(node, alone: true)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task NextDue_TellsWhatIsInProbation()
    {
        await RescuedAsync(2, 1);
        (await NextDueAsync()).ShouldBe(new DueInfo(null, Probation: true, Alone: false));

        await CrashAfterAsync(node => ClaimAsync(node, probation: 8));
        (await NextDueAsync()).ShouldBe(new DueInfo(null, Probation: false, Alone: true));

        await CrashAfterAsync(node => ClaimAsync(node, alone: true));
        (await NextDueAsync()).ShouldBe(new DueInfo(null, Probation: false, Alone: false));
    }

    [Fact]
    public async Task ClearRescues_StartsAnew()
    {
        var (node, runs) = await RescuedAsync(2, 1);
        await ClaimAsync(node, probation: 8);

        await RecordAsync(node, new RecordOperation
        {
            RunId = runs[0], ClaimNumber = 3, Entries = [Make.Outcome("a")], ClearRescues = true, Transition = RunTransition.Continue.Instance,
        });

        (await LiveAsync(runs[0])).Rescues.ShouldBe(0);
        await CrashAndJoinAsync();
        (await LiveAsync(runs[0])).ShouldBe(new LiveRecord { State = LiveState.Ready, ClaimNumber = 3, Rescues = 1 });
    }

    [Fact]
    public async Task Record_WithoutClearing_KeepsTheRescues()
    {
        var (node, runs) = await RescuedAsync(2, 1);
        await ClaimAsync(node, probation: 8);

        await RecordAsync(node, Make.Continue(runs[0], 3, Make.Outcome("a")));

        (await LiveAsync(runs[0])).Rescues.ShouldBe(2);
    }

    [Fact]
    public async Task Park_ClearsTheRescues()
    {
        var (node, runs) = await RescuedAsync(2, 1);
        await ClaimAsync(node, probation: 8);

        await RecordAsync(node, Make.Record(runs[0], 3, new RunTransition.Park(Now.AddHours(1))));

        (await LiveAsync(runs[0])).Rescues.ShouldBe(0);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Release_OfARunInProbation_GoesBackThere(int rescues)
    {
        var (node, runs) = await RescuedAsync(rescues, 1);
        await ClaimAsync(node, probation: 8, alone: true);

        await RecordAsync(node, Make.Record(runs[0], rescues + 1, RunTransition.Release.Instance));

        (await LiveAsync(runs[0])).ShouldBe(new LiveRecord { State = LiveState.Probation, ClaimNumber = rescues + 1, Rescues = rescues });
    }

    [Fact]
    public async Task Leave_WithARunInProbation_PutsItBackThereUncharged()
    {
        var (node, runs) = await RescuedAsync(2, 1);
        await ClaimAsync(node, probation: 8);

        await Store.LeaveAsync(node, Now, default);

        (await LiveAsync(runs[0])).ShouldBe(new LiveRecord { State = LiveState.Probation, ClaimNumber = 3, Rescues = 2 });
    }

    [Fact]
    public async Task Signal_ThatWakesHeld_FreesAQuarantinedRunWithRescuesAtZero()
    {
        var (node, runs) = await RescuedAsync(4, 1);
        (await SignalAsync(node, Make.Signal(runs[0]))).MadeReady.ShouldBeFalse();

        (await SignalAsync(node, Make.Signal(runs[0], SignalKind.Release, wakesHeld: true))).MadeReady.ShouldBeTrue();

        (await LiveAsync(runs[0])).ShouldBe(new LiveRecord { State = LiveState.Ready, ClaimNumber = 4, Rescues = 0 });
    }

    [Fact]
    public async Task Signal_ToARunInProbation_LeavesItThere()
    {
        var (node, runs) = await RescuedAsync(2, 1);

        var result = await SignalAsync(node, Make.Cancel(runs[0]));

        result.Status.ShouldBe(SignalStatus.Delivered);
        result.MadeReady.ShouldBeFalse();
        (await LiveAsync(runs[0])).State.ShouldBe(LiveState.Probation);
    }

    [Fact]
    public async Task Crash_ChargesOnlyWhatWasOwned()
    {
        var node = await JoinAsync();
        var ready = await CreateReadyAsync();
        var idle = await CreateParkedAsync(node, null);
        var timer = await CreateParkedAsync(node, Now.AddDays(1));
        var held = await CreateOwnedAsync(node);
        await RecordAsync(node, Make.Record(held, 1, new RunTransition.Hold("needs something")));

        await CrashAndJoinAsync();

        (await LiveAsync(ready)).Rescues.ShouldBe(0);
        (await LiveAsync(idle)).ShouldBe(new LiveRecord { State = LiveState.Idle, ClaimNumber = 1, Rescues = 0 });
        (await LiveAsync(timer)).State.ShouldBe(LiveState.Timer);
        (await LiveAsync(held)).State.ShouldBe(LiveState.Parked);
    }

    /// <summary>Runs that were rescued so often, all in one scope.</summary>
    private async Task<(NodeLease Node, List<RunId> Runs)> RescuedAsync(int rescues, int count)
    {
        var node = await JoinAsync();
        var runs = new List<RunId>();
        for (var i = 0; i < count; i++)
        {
            runs.Add(await CreateOwnedAsync(node));
        }

        node = await CrashAndJoinAsync();
        for (var i = 1; i < rescues; i++)
        {
            // All of them at once, or one after the other while the process lives: what counts is that each is owned when it dies.
            while ((await ClaimAsync(node, probation: 100, alone: true)).Count > 0)
            {
            }

            node = await CrashAndJoinAsync();
        }

        foreach (var run in runs)
        {
            (await LiveAsync(run)).Rescues.ShouldBe(rescues);
        }

        return (node, runs);
    }

    private async Task CrashAfterAsync(Func<NodeLease, Task> act)
    {
        var node = await CrashAndJoinAsync();
        await act(node);
        await CrashAndJoinAsync();
    }
}

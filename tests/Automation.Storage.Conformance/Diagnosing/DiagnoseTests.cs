namespace Automation.Storage.Conformance.Diagnosing;

/// <summary>A diagnosis names what nothing will ever move, and nothing else.</summary>
public abstract class DiagnoseTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task Diagnose_HealthyRunsOfEveryKind_IsEmpty()
    {
        var node = await JoinAsync();
        await CreateReadyAsync();
        await CreateOwnedAsync(node);
        await CreateParkedAsync(node, Now.AddDays(1));
        await RecordAsync(node, new RecordOperation
        {
            RunId = await CreateOwnedAsync(node), ClaimNumber = 1, Waits = [Make.Wait("w")], Transition = new RunTransition.Park(null),
        });
        await RecordAsync(node, Make.Record(
            await CreateOwnedAsync(node), 1, new RunTransition.Park(null), Make.Outcome("job") with { Kind = EntryKind.Deferred, Try = 1, Status = null }));
        await RecordAsync(node, Make.Record(await CreateOwnedAsync(node), 1, new RunTransition.Hold("needs something")));
        await EndAsync(node, await CreateOwnedAsync(node));

        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Diagnose_IdleRunWithoutAnythingToWaitFor_IsNamed()
    {
        var node = await JoinAsync();
        var run = await CreateParkedAsync(node, null);

        (await DiagnoseAsync()).ShouldHaveSingleItem().ShouldContain(run.ToString());
    }

    [Fact]
    public async Task Diagnose_IdleRunWhoseJobIsDone_IsNamed()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await RecordAsync(node, Make.Record(
            run,
            1,
            new RunTransition.Park(null),
            Make.Outcome("job", 1) with { Kind = EntryKind.Deferred, Try = 1, Status = null },
            Make.Outcome("job", 2)));

        (await DiagnoseAsync()).ShouldHaveSingleItem().ShouldContain(run.ToString());
    }

    [Fact]
    public async Task Diagnose_AfterATakeOver_IsEmpty()
    {
        var run = await CreateOwnedAsync(await JoinAsync());
        await CrashAndJoinAsync();

        (await DiagnoseAsync()).ShouldBeEmpty();
        (await LiveAsync(run)).State.ShouldBe(LiveState.Ready);
    }

    [Fact]
    public async Task Diagnose_ParkedRunWithACancelThatWokeNobody_IsNamed()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await RecordAsync(node, Make.Record(run, 1, new RunTransition.Hold("needs something")));
        await SignalAsync(node, Make.Signal(run, SignalKind.Cancel, wakesHeld: false));

        (await DiagnoseAsync()).ShouldHaveSingleItem().ShouldContain(run.ToString());
    }
}

namespace Automation.Storage.Conformance.Recording;

/// <summary>What an owner records, and what becomes of the run.</summary>
public abstract class RecordTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task Record_Entries_AreReadBackBySequence()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);

        var result = await RecordAsync(node, Make.Continue(run, 1, Make.Outcome("b", 2), Make.Outcome("a", 1)));

        result.Applied.ShouldBeTrue();
        result.Transitioned.ShouldBeTrue();
        result.Signals.ShouldBeEmpty();
        (await LoadAsync(run)).Entries.Select(entry => entry.Path.Value).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task Record_EveryFieldOfAnEntry_IsReadBack()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        var entry = new LedgerEntry
        {
            Path = new StepPath("step/3"),
            Kind = EntryKind.FailedTry,
            Try = 7,
            Sequence = 9,
            Status = StepStatus.TimedOut,
            StartedAt = Now.AddMicroseconds(1),
            At = Now.AddMicroseconds(3),
            Body = Make.Utf8("""{"a":1}"""),
            Next = new byte[] { 0, 1, 255 },
        };

        await RecordAsync(node, Make.Continue(run, 1, entry));

        var stored = (await LoadAsync(run)).Entries.ShouldHaveSingleItem();
        stored.Body.ToArray().ShouldBe(entry.Body.ToArray());
        stored.Next.ToArray().ShouldBe(entry.Next.ToArray());
        (stored with { Body = default, Next = default }).ShouldBe(entry with { Body = default, Next = default });
    }

    [Fact]
    public async Task Record_SameKeyTwice_FailsTheBatch()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await RecordAsync(node, Make.Continue(run, 1, Make.Outcome("a")));

        await Should.ThrowAsync<InvalidOperationException>(() => RecordAsync(node, Make.Continue(run, 1, Make.Outcome("a", 2))));

        (await LoadAsync(run)).Entries.ShouldHaveSingleItem().Sequence.ShouldBe(1);
    }

    [Fact]
    public async Task Record_SamePathOfAnotherKindOrTry_IsAnotherKey()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        var outcome = Make.Outcome("a");

        await RecordAsync(node, Make.Continue(
            run, 1, outcome with { Kind = EntryKind.FailedTry, Try = 1 }, outcome with { Kind = EntryKind.FailedTry, Try = 2 }, outcome));

        (await LoadAsync(run)).Entries.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Record_SameKeyInAnotherRun_IsAnotherKey()
    {
        var node = await JoinAsync();
        var one = await CreateOwnedAsync(node);
        var two = await CreateOwnedAsync(node);

        await CommitAsync(node, Make.Continue(one, 1, Make.Outcome("a")), Make.Continue(two, 1, Make.Outcome("a")));

        (await LoadAsync(two)).Entries.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Record_End_TakesTheLiveRowAndMarksTheLastEntry()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);

        var result = await RecordAsync(
            node, Make.Record(run, 1, new RunTransition.End(RunStatus.Failed, "no ink"), Make.Outcome("a", 1), Make.Outcome("b", 2)));

        result.Transitioned.ShouldBeTrue();
        var stored = await LoadAsync(run);
        stored.Live.ShouldBeNull();
        stored.Entries.Select(entry => entry.RunStatus).ShouldBe([null, RunStatus.Failed]);
        stored.Entries.Select(entry => entry.RunReason).ShouldBe([null, "no ink"]);
    }

    [Fact]
    public async Task Record_StatusThatTheCallerWroteOnAnEntry_IsNotStored()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);

        await RecordAsync(node, Make.Continue(run, 1, Make.Outcome("a") with { RunStatus = RunStatus.Succeeded, RunReason = "forged" }));

        var entry = (await LoadAsync(run)).Entries.ShouldHaveSingleItem();
        entry.RunStatus.ShouldBeNull();
        entry.RunReason.ShouldBeNull();
        (await Store.ListRunsAsync(Scope, new RunQuery { Statuses = [RunStatus.Succeeded] }, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Record_AfterTheEnd_IsRefused()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await EndAsync(node, run);

        var late = await RecordAsync(node, Make.Record(run, 1, new RunTransition.End(RunStatus.Failed, null), Make.Outcome("late", 2)));

        late.Applied.ShouldBeFalse();
        (await LoadAsync(run)).Entries.ShouldHaveSingleItem().RunStatus.ShouldBe(RunStatus.Succeeded);
    }

    [Fact]
    public async Task Record_ParkUntil_IsATimer()
    {
        var node = await JoinAsync();
        var due = Now.AddHours(1).AddMicroseconds(7);

        var run = await CreateParkedAsync(node, due);

        (await LiveAsync(run)).ShouldBe(new LiveRecord { State = LiveState.Timer, ClaimNumber = 1, DueAt = due, Rescues = 0 });
    }

    [Fact]
    public async Task Record_ParkWithoutInstant_IsIdle()
    {
        var node = await JoinAsync();

        var run = await CreateParkedAsync(node, null);

        (await LiveAsync(run)).ShouldBe(new LiveRecord { State = LiveState.Idle, ClaimNumber = 1, Rescues = 0 });
    }

    [Fact]
    public async Task Record_Hold_IsParkedWithItsReason()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);

        await RecordAsync(node, Make.Record(run, 1, new RunTransition.Hold("needs the handler 'pack'")));

        (await LiveAsync(run)).ShouldBe(
            new LiveRecord { State = LiveState.Parked, ClaimNumber = 1, Rescues = 0, Reason = "needs the handler 'pack'" });
    }

    [Fact]
    public async Task Record_Release_IsReadyAndUncharged()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);

        await RecordAsync(node, Make.Record(run, 1, RunTransition.Release.Instance));

        (await LiveAsync(run)).ShouldBe(new LiveRecord { State = LiveState.Ready, ClaimNumber = 1, Rescues = 0 });
    }

    [Fact]
    public async Task Record_UnknownRun_IsRefused()
    {
        var node = await JoinAsync();

        var result = await RecordAsync(node, Make.Continue(Make.RunId(), 1, Make.Outcome("a")));

        result.Applied.ShouldBeFalse();
        result.Transitioned.ShouldBeFalse();
        result.Signals.ShouldBeEmpty();
    }

    [Fact]
    public async Task Record_RunThatRests_IsRefused()
    {
        var node = await JoinAsync();
        var run = await CreateParkedAsync(node, null);

        var result = await RecordAsync(node, Make.Continue(run, 1, Make.Outcome("a")));

        result.Applied.ShouldBeFalse();
        (await LoadAsync(run)).Entries.ShouldBeEmpty();
    }
}

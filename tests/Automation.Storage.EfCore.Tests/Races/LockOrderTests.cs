using Automation.Storage.Conformance;

namespace Automation.Storage.EfCore.Tests.Races;

/// <summary>Two batches that touch the same rows in opposite orders: neither waits for the other for ever.</summary>
public sealed class LockOrderTests : RaceTests
{
    [Fact]
    public async Task DedupeKeys_InOppositeOrders_AreAcceptedOnce()
    {
        var doors = await OpenAsync(2);
        var (first, middle, last) = (Make.Key("first"), Make.Key("middle"), Make.Key("last"));
        await using var held = await HoldAsync(
            $"insert into automation.dedupe(scope, source, key_hash, body_hash, original_id, at) values ('{Scope}', '{middle.Source}', @key, @key, gen_random_uuid(), now())", middle.KeyHash);

        var one = CommitAsync(doors[0].Store, doors[0].Node, [.. new[] { first, middle, last }.Select(Publish)]);
        await WaitingAsync(1);
        var two = CommitAsync(doors[1].Store, doors[1].Node, [.. new[] { last, first }.Select(Publish)]);
        await WaitingAsync(2);
        await held.RollbackAsync();

        (await one).Concat(await two).Count(result => result is AcceptResult { Status: AcceptStatus.Accepted }).ShouldBe(3);
    }

    [Fact]
    public async Task RunsThatEnd_WhileAnotherNodeSignalsThem_DoSoInTheOrderOfIds()
    {
        var doors = await OpenAsync(2);
        var runs = await OwnedAsync(doors[0], 3);
        await using var held = await HoldAsync("select 1 from automation.live where run_id = @key for update", runs[1].Value);

        var ends = CommitAsync(doors[0].Store, doors[0].Node, [.. runs.Reverse().Select(run => End(run))]);
        await WaitingAsync(1);
        var signals = CommitAsync(doors[1].Store, doors[1].Node, [Make.Signal(runs[0]), Make.Signal(runs[2])]);
        await WaitingAsync(2);
        await held.RollbackAsync();

        var (ended, signalled) = (await ends, await signals);
        foreach (var (run, end, signal) in new[] { (runs[2], ended[0], signalled[1]), (runs[0], ended[2], signalled[0]) })
        {
            // One of both came first, and each heard of it.
            ((RecordResult)end).Transitioned.ShouldBe(((SignalResult)signal).Status == SignalStatus.Ended, run.ToString());
        }
    }

    // Fault: whoever saves schedules waits for those that stay as they are, and that somebody moves on.
    [Fact]
    public async Task SharedSchedules_ThatStayAsTheyAre_AreNotLocked()
    {
        var (store, due) = ((await OpenAsync(1))[0].Store, Now.AddDays(1));
        ScheduleRecord Shared(string trigger) => new() { Scope = Scope, Rule = "rule-1", Trigger = trigger, Shared = true, Spec = "spec", NextDue = due };
        (await store.SaveSharedSchedulesAsync([Shared("one")], null, Now, TestContext.Current.CancellationToken)).ShouldBeTrue();
        await using var held = await HoldAsync("select 1 from automation.schedule where trigger_id = @key for update", "one");

        (await store.SaveSharedSchedulesAsync([Shared("one"), Shared("two")], null, Now, TestContext.Current.CancellationToken)).ShouldBeTrue();

        (await store.ListSchedulesAsync(Scope, TestContext.Current.CancellationToken)).Select(schedule => schedule.Trigger).Order().ShouldBe(["one", "two"]);
    }

    // An operation that follows another of the same run or key is sent in a second part of the batch.
    [Fact]
    public async Task RunsOfASecondPart_AreLockedWithThoseOfTheFirst()
    {
        var doors = await OpenAsync(2);
        var runs = await OwnedAsync(doors[0], 3);
        await using var held = await HoldAsync("select 1 from automation.live where run_id = @key for update", runs[2].Value);

        var parts = CommitAsync(doors[0].Store, doors[0].Node, [Make.Signal(runs[1]), Make.Signal(runs[2]), Make.Continue(runs[1], 1), Make.Signal(runs[0])]);
        await WaitingAsync(1);
        var signals = CommitAsync(doors[1].Store, doors[1].Node, [Make.Signal(runs[0], nonce: "2"), Make.Signal(runs[1], nonce: "2")]);
        await WaitingAsync(2);
        await held.RollbackAsync();

        (await parts).OfType<SignalResult>().Concat((await signals).OfType<SignalResult>()).ShouldAllBe(result => result.Status == SignalStatus.Delivered);
    }

    [Fact]
    public async Task KeysOfASecondPart_AreTakenWithThoseOfTheFirst()
    {
        var doors = await OpenAsync(2);
        var run = (await OwnedAsync(doors[0], 1))[0];
        var keys = new[] { Make.Key("one"), Make.Key("two") }.OrderBy(key => Convert.ToHexString(key.KeyHash.Span)).ToArray();
        await using var held = await HoldAsync("select 1 from automation.live where run_id = @key for update", run.Value);

        var parts = CommitAsync(doors[0].Store, doors[0].Node, [Publish(keys[1]), Make.Signal(run), Publish(keys[1]), Publish(keys[0])]);
        await WaitingAsync(1);
        var single = CommitAsync(doors[1].Store, doors[1].Node, [Publish(keys[0]), Publish(keys[1])]);
        await WaitingAsync(2);
        await held.RollbackAsync();

        (await parts).OfType<AcceptResult>().Select(result => result.Status).ShouldBe([AcceptStatus.Accepted, AcceptStatus.Duplicate, AcceptStatus.Accepted]);
        (await single).OfType<AcceptResult>().ShouldAllBe(result => result.Status == AcceptStatus.Duplicate);
    }

    // Without a subject nobody waits for it, so that nothing but the key keeps two apart.
    private AcceptOperation Publish(DedupeKey key) => Make.Publish(Make.Event(subject: null)).With(key);

    private RecordOperation End(RunId run) => Make.Record(run, 1, new RunTransition.End(RunStatus.Succeeded, null), Make.Outcome("last"));

    private async Task<RunId[]> OwnedAsync((PostgresStore Store, NodeLease Node) door, int count)
    {
        var runs = Enumerable.Range(0, count).Select(_ => Make.Run()).ToArray();
        await CommitAsync(door.Store, door.Node, [.. runs.Select(run => Make.Start(run, owned: true))]);
        return [.. runs.Select(run => run.Id)];
    }
}

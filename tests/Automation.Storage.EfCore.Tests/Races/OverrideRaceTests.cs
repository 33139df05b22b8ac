using Automation.Storage.Conformance;

namespace Automation.Storage.EfCore.Tests.Races;

/// <summary>A subject is overridden at the moment in which a run about it begins, or is worked on.</summary>
public sealed class OverrideRaceTests : RaceTests
{
    private const string Asset = "asset-1";

    // The run was decided before, and its transaction is open still. Fault: whoever overrides does not wait for it, and does not see the run.
    [Fact]
    public async Task Override_WhileARunAboutTheSubjectIsStored_TellsIt()
    {
        var doors = await OpenAsync(2);
        var run = Make.Run(subject: Asset);
        await using var held = await StopBehindAsync(doors[0].Node, "insert", "run");

        var start = CommitAsync(doors[0].Store, doors[0].Node, Make.Start(run, owned: true).At(0));
        await WaitingAsync(1);
        var set = OverrideAsync(doors[1].Store);
        await Task.WhenAny(set, WaitingAsync(2));
        set.IsCompleted.ShouldBeFalse();
        await held.RollbackAsync();
        await set;

        ((AcceptResult)(await start)[0]).Status.ShouldBe(AcceptStatus.Accepted);
        (await LoadAsync(run.Id)).Signals.ShouldHaveSingleItem().Key.ShouldBe(SubjectOverrides.Pause);
    }

    // Fault: the version is read before the lock is held.
    [Fact]
    public async Task Run_ThatIsStoredWhileItsSubjectIsOverridden_IsDecidedAnew()
    {
        var doors = await OpenAsync(2);
        await using var held = await StopBehindAsync(null, "insert", "subject_override");

        var set = OverrideAsync(doors[1].Store);
        await WaitingAsync(1);
        var start = CommitAsync(doors[0].Store, doors[0].Node, Make.Start(Make.Run(subject: Asset), owned: true).At(0));
        await Task.WhenAny(start, WaitingAsync(2));
        await held.RollbackAsync();
        await set;

        ((AcceptResult)(await start)[0]).Status.ShouldBe(AcceptStatus.StaleScope);
    }

    // Fault: the rows of the runs are not locked before their signals are counted, and one that is just answered counts for ever.
    [Fact]
    public async Task Override_WhileAnOwnerAnswersASignal_CountsWhatIsLeft()
    {
        var doors = await OpenAsync(2);
        var (owner, node) = doors[0];
        var run = Make.Run(subject: Asset);
        await CommitAsync(owner, node, Make.Start(run, owned: true));
        var signal = Make.Signal(run.Id);
        await CommitAsync(owner, null, signal);
        await using var held = await StopBehindAsync(node, "update", "live");

        var answer = CommitAsync(owner, node, new RecordOperation { RunId = run.Id, ClaimNumber = 1, Consumed = [signal.Signal.Key], Transition = RunTransition.Continue.Instance });
        await WaitingAsync(1);
        var set = OverrideAsync(doors[1].Store);
        await Task.WhenAny(set, WaitingAsync(2));
        await held.RollbackAsync();
        await Task.WhenAll(answer, set);

        (await LoadAsync(run.Id)).Signals.ShouldHaveSingleItem().Key.ShouldBe(SubjectOverrides.Pause);
        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task OverridesAndReleases_BesideRunsThatComeAndGo_NeverWaitForEachOther_AndLoseNothing()
    {
        var doors = await OpenAsync(2);
        var (turns, working, parked) = (0, 2, 0);
        await AtOnceAsync(() => WorkAsync(0), () => WorkAsync(1), ToggleAsync);

        parked.ShouldBeGreaterThan(0, "A race that nobody runs proves nothing.");
        (await DeadlocksAsync()).ShouldBe(0);
        await Store.ReleaseSubjectAsync(Scope, Asset, Now, default);
        (await DiagnoseAsync()).ShouldBeEmpty();
        (await AskAsync<long>($"select count(*) from automation.live where state = {(int)LiveState.Parked}")).ShouldBe(0);
        (await AskAsync<long>($"select count(*) from automation.signal where kind = {(int)SignalKind.Pause}")).ShouldBe(0);

        async Task ToggleAsync()
        {
            for (var turn = 0; Volatile.Read(ref working) > 0; turn++)
            {
                await OverrideAsync(doors[turn % 2].Store);
                await TurnsAsync(2);
                await doors[1 - (turn % 2)].Store.ReleaseSubjectAsync(Scope, Asset, Now, default);
                await TurnsAsync(2);
            }
        }

        async Task TurnsAsync(int count)
        {
            for (var last = Volatile.Read(ref turns) + count; Volatile.Read(ref working) > 0 && Volatile.Read(ref turns) < last;)
            {
                await Task.Yield();
            }
        }

        async Task WorkAsync(int door)
        {
            var (store, node) = doors[door];
            RunRecord[] former = [];
            for (var turn = 0; turn < 100; turn++)
            {
                var runs = Enumerable.Range(0, 5).Select(_ => Make.Run(subject: Asset)).ToArray();
                var version = (await store.LoadRulesAsync(Scope, default)) is { Overrides.Count: 0 } rules ? rules.Version : -1;
                var stored = await CommitAsync(store, node, [.. runs.Select(run => Make.Start(run, owned: true).At(version))]);
                var seen = await CommitAsync(store, node, [.. former.Select(run => Make.Continue(run.Id, 1))]);
                var paused = former.Where((_, index) => ((RecordResult)seen[index]).Signals.Any(signal => signal.Key == SubjectOverrides.Pause)).ToArray();
                Interlocked.Add(ref parked, paused.Length);
                await CommitAsync(store, node, [.. paused.Select(run => Make.Record(run.Id, 1, new RunTransition.Hold("in hand") { Need = SubjectOverrides.Need }))]);
                former = [.. runs.Where((_, index) => ((AcceptResult)stored[index]).Status == AcceptStatus.Accepted)];
                Interlocked.Increment(ref turns);
            }

            Interlocked.Decrement(ref working);
        }
    }

    private Task<bool> OverrideAsync(IAutomationStore store) =>
        store.OverrideSubjectAsync(Scope, new SubjectOverride { Subject = Asset, At = Now }, new SignalRecord(SubjectOverrides.Pause, Make.Utf8("\"why\""), Now), default);
}

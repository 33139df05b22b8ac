using Automation.Storage.Conformance;

namespace Automation.Storage.EfCore.Tests.Races;

/// <summary>A rule is paused, switched off or deleted at the moment in which a run of it begins.</summary>
public sealed class SettingRaceTests : RaceTests
{
    private const string Need = "~resume:rule-1";

    // The run was decided before, and its transaction is open still. Fault: whoever pauses does not wait for it, and the run that he does not see starts.
    [Fact]
    public async Task Pause_WhileARunIsStored_HoldsIt()
    {
        var (doors, run) = (await OpenAsync(2), Make.Run());

        await BesideAsync(doors, run, () => SaveAsync(doors[1].Store, new QueuedHold("paused", Need, Now.AddDays(1))));

        var live = (await LoadAsync(run.Id)).Live!;
        (live.State, live.Need).ShouldBe((LiveState.Parked, Need));
    }

    // Fault: it is answered that the rule is off, or gone, and a run of it begins after that; or whoever switches it off for all scopes waits for one of them.
    [Theory]
    [InlineData(false, Scope)]
    [InlineData(true, Scope)]
    [InlineData(false, SharedScope.Name)]
    [InlineData(true, SharedScope.Name)]
    public async Task RuleThatIsSwitchedOffOrDeleted_WhileARunIsStored_IsSoBehindIt(bool delete, string scope)
    {
        var (doors, run) = (await OpenAsync(2), Make.Run());
        await Store.SaveRuleAsync(Make.Rule(scope: scope), default);

        await BesideAsync(
            doors, run, () => delete ? doors[1].Store.DeleteRuleAsync(scope, "rule-1", default) : SaveAsync(doors[1].Store, holds: null, version: 1, scope: scope), version: scope == Scope ? 1 : 0);
    }

    // Fault: whoever pauses waits for it.
    [Fact]
    public async Task Pause_WhileARunIsClaimed_LeavesThatToItsHost()
    {
        var (run, other) = (await CreateReadyAsync(), await CreateReadyAsync());
        await using var held = await HoldAsync("select 1 from automation.live where run_id = @key for update", run.Value);

        await SaveAsync(Store, new QueuedHold("paused", Need, Now.AddDays(1))).WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System);

        (await LoadAsync(run)).Live!.State.ShouldBe(LiveState.Ready);
        (await LoadAsync(other)).Live!.State.ShouldBe(LiveState.Parked);
    }

    // Fault: the version is read before the lock is held.
    [Fact]
    public async Task Run_ThatIsStoredWhileItsRuleIsPaused_IsDecidedAnew()
    {
        var doors = await OpenAsync(2);
        await CommitAsync(doors[0].Store, doors[0].Node, Make.Start(Make.Run()));
        await using var held = await StopBehindAsync(null, "update", "live");

        var pause = SaveAsync(doors[1].Store, new QueuedHold("paused", Need, Now.AddDays(1)));
        await WaitingAsync(1);
        var start = CommitAsync(doors[0].Store, doors[0].Node, Make.Start(Make.Run()).At(0));
        await Task.WhenAny(start, WaitingAsync(2));
        await held.RollbackAsync();
        await pause;

        ((AcceptResult)(await start)[0]).Status.ShouldBe(AcceptStatus.StaleScope);
    }

    // Fault: whatever a scope sets, all who begin runs there, and in a quarter of the other scopes, wait for it.
    [Fact]
    public async Task SettingThatStopsNothing_WaitsForNoRun()
    {
        var (doors, run) = (await OpenAsync(2), Make.Run());
        await using var held = await StopBehindAsync(doors[0].Node, "insert", "run");
        var start = CommitAsync(doors[0].Store, doors[0].Node, Make.Start(run).At(0));
        await WaitingAsync(1);

        await SaveAsync(doors[1].Store, holds: null, stops: false).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);

        start.IsCompleted.ShouldBeFalse();
        await held.RollbackAsync();
        await start;
    }

    // A transaction that begins runs stands still for good. Faults: whoever stops a rule waits for it for ever, and behind him everybody who begins runs in a quarter of all scopes; something is stored all the same.
    [Theory]
    [InlineData("save")]
    [InlineData("delete")]
    [InlineData("override")]
    public async Task ChangeThatDoesNotGetItsLocks_GivesUp_AndStoresNothing(string change)
    {
        var (doors, run) = (await OpenAsync(2, configure: options => options.Patience = TimeSpan.FromMilliseconds(100)), Make.Run());
        await Store.SaveRuleAsync(Make.Rule(scope: Scope), default);
        await using var held = await StopBehindAsync(doors[0].Node, "insert", "run");
        var start = CommitAsync(doors[0].Store, doors[0].Node, Make.Start(run).At(1));
        await WaitingAsync(1);

        await Should.ThrowAsync<StoreConflictException>(ActAsync);

        start.IsCompleted.ShouldBeFalse();
        await held.RollbackAsync();
        ((AcceptResult)(await start)[0]).Status.ShouldBe(AcceptStatus.Accepted);
        (await Store.LoadRulesAsync(Scope, default)).ShouldSatisfyAllConditions(rules => rules.Version.ShouldBe(1), rules => rules.Rules.Single().Enabled.ShouldBeTrue());
        await ActAsync();

        Task ActAsync() => change switch
        {
            "save" => SaveAsync(doors[1].Store, holds: null, version: 1),
            "delete" => doors[1].Store.DeleteRuleAsync(Scope, "rule-1", default),
            _ => doors[1].Store.OverrideSubjectAsync(Scope, new SubjectOverride { Subject = "s", At = Now }, new SignalRecord(SubjectOverrides.Pause, Make.Utf8("\"why\""), Now), default),
        };
    }

    // Fault: a host that stands still in the middle of a change holds its locks until somebody finds its session.
    [Fact]
    public async Task Change_LosesItsLocks_WhenItsHostStandsStill()
    {
        await RunAsync("""
            create table seen(act text, timeout text);
            create function look_at_timeout() returns trigger language plpgsql as $body$ begin
              insert into public.seen values (tg_table_name, current_setting('idle_in_transaction_session_timeout')); return null; end $body$;
            create trigger look_at_timeout after insert or update on automation.scope for each statement execute function public.look_at_timeout();
            create trigger look_at_timeout after insert or update on automation.schedule for each statement execute function public.look_at_timeout()
            """);
        var schedule = new ScheduleRecord { Scope = Scope, Rule = "code", Trigger = "t", Shared = true, Spec = "spec", NextDue = Now };

        await Store.SaveRuleAsync(Make.Rule(scope: Scope), default);
        await SaveAsync(Store, holds: null, version: 1);
        await Store.SaveSharedSchedulesAsync([schedule], null, Now, default);

        (await AskAsync<string>("select string_agg(distinct act || ' ' || timeout, ', ') from seen")).ShouldBe("schedule 5s, scope 5s");
    }

    /// <summary>Acts while the run's transaction stands still.</summary>
    private async Task BesideAsync((PostgresStore Store, NodeLease Node)[] doors, RunRecord run, Func<Task> act, long version = 0)
    {
        await using var held = await StopBehindAsync(doors[0].Node, "insert", "run");
        var start = CommitAsync(doors[0].Store, doors[0].Node, Make.Start(run).At(version));
        await WaitingAsync(1);
        var acting = act();
        await Task.WhenAny(acting, WaitingAsync(2));
        acting.IsCompleted.ShouldBeFalse();
        await held.RollbackAsync();
        await acting;
        ((AcceptResult)(await start)[0]).Status.ShouldBe(AcceptStatus.Accepted);
    }

    private async Task SaveAsync(IAutomationStore store, QueuedHold? holds, long version = 0, bool stops = true, string scope = Scope) => (await store.SaveSettingAsync(
        new SettingChange
        {
            Setting = new RuleSettingRecord { Scope = scope, Rule = "rule-1", Revision = 0, Body = "body", SavedAt = Now },
            ScopeVersion = version,
            Enabled = holds is null ? false : null,
            Stops = stops,
            Holds = holds,
        },
        default)).ShouldNotBeNull();
}

using Automation.Storage.Conformance;

namespace Automation.Storage.EfCore.Tests.Races;

/// <summary>What guards lock beside a commit has its place in the order that all keep: two can never wait for each other.</summary>
public sealed class GuardLockTests : RaceTests
{
    // A batch takes the locks of scopes behind those of series. Fault: both are in one room of numbers, and what one batch holds as a series is what another wants as a scope.
    [Fact]
    public async Task SeriesOfEvents_AreLockedApartFromScopesWithLimits()
    {
        var (store, node) = (await OpenAsync(1))[0];
        await using var held = await StopBehindAsync(node, "insert", "debounce");
        var @event = Make.Event(subject: null);
        var join = new DebounceJoin
        {
            Rule = "rule-1", Key = "asset-1", RunId = Make.RunId(), RuleHash = "hash", TriggerId = "event", Quiet = TimeSpan.FromSeconds(30), Longest = TimeSpan.FromMinutes(1),
        };

        var joining = CommitAsync(store, node, new AcceptOperation { Scope = Scope, Event = @event, Runs = [], Debounces = [join] });
        await WaitingAsync(1);
        (await AreScopesFreeAsync()).ShouldBeTrue();
        await held.RollbackAsync();

        ((AcceptResult)(await joining)[0]).Status.ShouldBe(AcceptStatus.Accepted);
    }

    // Whoever overrides a subject has the scope's row and wants the scope's lock; a batch that fires a schedule has the schedule's row and wants the lock. Fault: the lock is taken first, or the one of those who begin runs.
    [Theory]
    [InlineData("select 1 from automation.scope where scope = @key for update")]
    [InlineData("select 1 from automation.schedule where scope = @key for update")]
    public async Task Pause_WaitsForOthers_WithoutTheLockOfTheScope(string others)
    {
        var store = (await OpenAsync(1))[0].Store;
        var schedule = new ScheduleRecord { Scope = Scope, Rule = "rule-1", Trigger = "schedule", Shared = true, Spec = "spec", NextDue = Now };
        (await PauseAsync(0)).ShouldNotBeNull();
        await using var held = await HoldAsync(others, Scope);

        var pause = PauseAsync(1);
        await WaitingAsync(1);
        (await AreScopesFreeAsync()).ShouldBeTrue();
        (await AskAsync<bool>("select bool_and(pg_try_advisory_xact_lock(1635086447, k)) from generate_series(64, 67) k")).ShouldBeTrue();
        await held.RollbackAsync();

        (await pause).ShouldNotBeNull();

        Task<RuleSettingRecord?> PauseAsync(long version) => store.SaveSettingAsync(
            new SettingChange
            {
                Setting = new RuleSettingRecord { Scope = Scope, Rule = "rule-1", Revision = 0, Body = "paused", SavedAt = Now },
                ScopeVersion = version,
                Schedules = [schedule],
                Restarts = true,
                Holds = new QueuedHold("paused", "~resume", Now),
            },
            TestContext.Current.CancellationToken);
    }

    private Task<bool> AreScopesFreeAsync() => AskAsync<bool>("select bool_and(pg_try_advisory_xact_lock(1635086448, k)) from generate_series(0, 1023) k");
}

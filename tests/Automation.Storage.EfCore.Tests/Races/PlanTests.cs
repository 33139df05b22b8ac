using Automation.Storage.Conformance;

namespace Automation.Storage.EfCore.Tests.Races;

/// <summary>Statements are prepared while the tables are empty, and used when they are large.</summary>
public sealed class PlanTests : RaceTests
{
    private const int Past = 200_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Work_OnLargeTables_ReadsWhatItNeeds(bool analyzed)
    {
        var doors = await OpenAsync(2);
        await WorkAsync(doors, 0);
        await RunAsync("alter table automation.live set (autovacuum_enabled = false); alter table automation.run set (autovacuum_enabled = false); alter table automation.wait set (autovacuum_enabled = false)");
        await LeaveDedupeAsync();
        await RunAsync(History.Insert(Past));
        await RunAsync(History.InsertResting(Past / 4));
        await RunAsync(Schedules);
        await RunAsync(Budgets);
        await RunAsync(Rules);
        await RunAsync(analyzed ? "analyze" : "select 1");

        await WorkAsync(doors, 1);

        (await MuchReadAsync()).ShouldBe("");
    }

    // Lists are planned anew each time; how many of the resting runs they look at is the planner's affair, the history is not.
    [Fact]
    public async Task Lists_OfALongHistory_ReadAPageOfIt()
    {
        var (store, node) = (await OpenAsync(1))[0];
        await LeaveDedupeAsync();
        await RunAsync(History.Insert(Past));
        await RunAsync(History.InsertResting(Past / 4));
        await RunAsync("analyze");

        foreach (var query in new RunQuery[]
        {
            new() { Limit = 50 }, new() { Limit = 50, Rule = "rule-1" }, new() { Limit = 50, Subject = "past-1" }, new() { Limit = 50, Statuses = [RunStatus.Failed] },
            new() { Limit = 50, Statuses = [RunStatus.Succeeded, RunStatus.Running] }, new() { Limit = 50, Rule = "rule-1", Statuses = [RunStatus.Failed] },
            new() { Limit = 50, Subject = "past-1", Statuses = [RunStatus.Failed] },
        })
        {
            await store.ListRunsAsync(Scope, query, TestContext.Current.CancellationToken);
        }

        await store.ListOwnedAsync(node, signalledOnly: true, TestContext.Current.CancellationToken);
        (await MuchReadAsync("and relname not like 'live%'")).ShouldBe("");
    }

    // Fault: the rows of a page of each type are read, and not only their ids.
    [Fact]
    public async Task Events_OfManyTypes_ReadTheRowsOfOnePage()
    {
        const int Types = 60;
        var store = (await OpenAsync(1))[0].Store;
        await RunAsync($"""
            insert into automation.event(event_id, position, scope, type, at, root, depth, payload)
            select gen_random_uuid(), n, '{Scope}', 'type-' || n % {Types}, now(), gen_random_uuid(), 0, decode(repeat('00', 500), 'hex') from generate_series(1, {Types * 200}) n
            """);
        await RunAsync("vacuum analyze automation.event");
        await EndSessionsAsync();
        var before = await AskAsync<long>(EventRows);

        (await store.ListEventsAsync(Scope, new EventQuery { Limit = 50 }, TestContext.Current.CancellationToken)).Count.ShouldBe(50);

        await EndSessionsAsync();
        (await AskAsync<long>(EventRows) - before).ShouldBeInRange(50, 200);
    }

    // Faults: no index leads to what is not dull; what a former version of the package stored, which had no such column, counts as dull.
    [Fact]
    public async Task Failure_BehindManyDullVerdicts_IsReadAlone()
    {
        var store = (await OpenAsync(1))[0].Store;
        await RunAsync($"""
            insert into automation.event(event_id, position, scope, type, at, root, depth, payload)
            values ('00000000-0000-7000-8000-000000000000', 0, '{Scope}', 'order', now(), gen_random_uuid(), 0, '{"{}"}');
            insert into automation.event(event_id, position, scope, type, at, root, depth, notable, payload)
            select gen_random_uuid(), n, '{Scope}', 'order', now(), gen_random_uuid(), 0, 0, '{"{}"}' from generate_series(1, 50000) n
            """);
        await RunAsync("vacuum analyze automation.event");
        await EndSessionsAsync();
        var before = await AskAsync<long>(EventRows);

        foreach (var query in new EventQuery[] { new() { HideDull = true, Limit = 200 }, new() { Reasons = [VerdictReason.Faulted], Type = "order", Limit = 200 } })
        {
            (await store.ListEventsAsync(Scope, query, TestContext.Current.CancellationToken)).ShouldHaveSingleItem().Type.ShouldBe("order");
        }

        await EndSessionsAsync();
        (await AskAsync<long>(EventRows) - before).ShouldBeInRange(2, 20);
    }

    /// <summary>Its index by age is kept by reading the table, whenever autovacuum finds the time.</summary>
    private Task LeaveDedupeAsync() => RunAsync("alter table automation.dedupe set (autovacuum_enabled = false)");

    private const string EventRows = "select seq_tup_read + idx_tup_fetch from pg_stat_user_tables where schemaname = 'automation' and relname = 'event'";

    /// <summary>Of other scopes, and due later.</summary>
    private static string Schedules { get; } = $"""
        insert into automation.schedule(scope, rule, trigger_id, shared, spec, next_due)
        select 'other-' || n, 'rule-1', 'schedule', true, 'spec', now() + n * interval '1 minute' from generate_series(1, {Past / 2}) n
        """;

    /// <summary>Of other scopes.</summary>
    private static string Rules { get; } = $"""
        insert into automation.rule(scope, name, version, enabled, deleted) select 'other-' || n, 'rule-1', 1, true, false from generate_series(1, {Past / 4}) n
        """;

    /// <summary>Periods of other scopes, and of the same one.</summary>
    private static string Budgets { get; } = $"""
        insert into automation.budget(scope, rule, period, spent, reserved, until)
        select case when n % 2 = 0 then '{Scope}' else 'other-' || n end, 'rule-' || n, '2026-11', 5, 5, now() + n * interval '1 minute' from generate_series(1, {Past / 2}) n
        """;

    /// <summary>Each thing that hosts do, once.</summary>
    private async Task WorkAsync((PostgresStore Store, NodeLease Node)[] doors, int turn)
    {
        var ((store, node), (other, dying)) = (doors[0], doors[1]);
        var token = TestContext.Current.CancellationToken;
        var @event = Make.Event(type: "asset.paid", subject: $"asset-{turn}");
        var runs = Enumerable.Range(0, 6).Select(_ => Make.Run(@event: null, subject: $"asset-{turn}")).ToArray();
        await CommitAsync(store, node, [Make.Publish(Make.Event()).With(Make.Key($"key {turn}")), .. runs.Select((run, index) => Make.Start(run, owned: index < 4))]);
        await CommitAsync(store, node,
            new RecordOperation { RunId = runs[0].Id, ClaimNumber = 1, Waits = [Make.Wait("w", subject: $"asset-{turn}")], Log = [Make.Line(1)], Transition = new RunTransition.Park(null) },
            Make.Continue(runs[1].Id, 1, Make.Outcome("a")),
            Make.Record(runs[2].Id, 1, new RunTransition.Park(Now)),
            Make.Record(runs[3].Id, 1, new RunTransition.Hold("held")));
        await CommitAsync(other, dying, Make.Publish(@event), Make.Signal(runs[1].Id), Make.Cancel(runs[3].Id));
        await CommitAsync(store, node, new RecordOperation
        {
            RunId = runs[1].Id, ClaimNumber = 1, Entries = [Make.Outcome("b", 2)], Consumed = [new SignalKey(default, SignalKind.Completion, "1")],
            ClearRescues = true, Transition = new RunTransition.End(RunStatus.Succeeded, null),
        });
        await other.ClaimAsync(new ClaimRequest { Node = dying, Now = Now, Limit = 2, ProbationLimit = 1, Alone = true }, token);
        await PassLeaseAsync(store, node);
        await store.TakeOverAsync(node, Now, token);
        foreach (var claimed in await store.ClaimAsync(new ClaimRequest { Node = node, Now = Now, Limit = 100, ProbationLimit = 8, Alone = true }, token))
        {
            await CommitAsync(store, node, Make.Record(claimed.Run.Id, claimed.Live!.ClaimNumber, new RunTransition.End(RunStatus.Failed, "why"), Make.Outcome("last", 9)));
        }

        await WorkWithBudgetsAsync(store, node);
        await WorkWithSharedRulesAsync(store, turn);
        var schedule = new ScheduleRecord { Scope = Scope, Rule = "rule-1", Trigger = $"t-{turn}", Shared = true, Spec = "spec", NextDue = Now.AddDays(-1) };
        await store.SaveSharedSchedulesAsync([schedule], null, Now, token);
        (await store.ListDueSchedulesAsync(new DueScheduleRequest { Now = Now, SharedRules = ["rule-1"], Limit = 200 }, token)).Schedules.ShouldNotBeEmpty();
        await CommitAsync(store, node, new AcceptOperation
        {
            Scope = Scope, Event = Make.Event(subject: null), Runs = [],
            Advance = new ScheduleAdvance { Rule = "rule-1", Trigger = schedule.Trigger, Seen = schedule.NextDue!.Value, Next = Now.AddDays(1), Spec = "spec" },
        });
        await store.ListSchedulesAsync(Scope, token);
        await store.RemoveAbandonedSchedulesAsync(TimeSpan.FromDays(7), Now, token);
        await store.NextDueAsync(Now, [], token);
        await store.NextDueAsync(Now, [Scope], token);
        await store.ClaimAsync(new ClaimRequest { Node = node, Now = Now, Limit = 3, Needs = ["action:none"], Except = [Scope] }, token);
        await store.ListOwnedAsync(node, signalledOnly: true, token);
        await store.LoadRunAsync(runs[0].Id, token);
        await store.FindEventAsync(Scope, @event.Id, token);
        await store.ListLogAsync(Scope, runs[0].Id, 0, 10, token);
        await store.LoadRulesAsync(Scope, token);
        await store.ListScopesAsync(null, 200, token);
        var old = Now.AddDays(-30);
        await store.PurgeAsync(new() { Scope = Scope, Limit = 1000, SucceededBefore = old, FailedBefore = old, CancelledBefore = old, EventsBefore = old }, token);
        await store.ForgetAsync(new() { KeysBefore = old, ChainsBefore = old, BudgetsBefore = old, NodesBefore = old, Limit = 1000 }, token);

        // The other node is gone now; another one takes its place.
        doors[1] = (other, await JoinAsync(other));
    }

    private async Task WorkWithSharedRulesAsync(PostgresStore store, int turn)
    {
        var rule = Make.Rule($"shared-{turn}", scope: SharedScope.Name);
        await store.SaveRuleAsync(new RuleSave { Rule = rule }, TestContext.Current.CancellationToken);
        var setting = new RuleSettingRecord { Scope = rule.Scope, Rule = rule.Name, Revision = 0, Body = "{}", SavedAt = Now };
        var version = (await store.LoadRulesAsync(rule.Scope, TestContext.Current.CancellationToken)).Version;
        (await store.SaveSettingAsync(new SettingChange { Setting = setting, ScopeVersion = version, Enabled = true }, TestContext.Current.CancellationToken)).ShouldNotBeNull();
        (await store.DeleteRuleAsync(new RuleDeletion { Scope = rule.Scope, Rule = rule.Name, At = Now }, TestContext.Current.CancellationToken)).ShouldBe(true);
    }

    private async Task WorkWithBudgetsAsync(PostgresStore store, NodeLease node)
    {
        var (most, amounts) = (new BudgetShare("2026-11", 100, Now.AddDays(30)), new[] { 10L, 20, 1000 });
        var runs = amounts.Select(_ => Make.Run()).ToArray();
        var results = await CommitAsync(store, node, [.. runs.Select((run, index) => new AcceptOperation
        {
            Scope = Scope, Runs = [new NewRun { Run = run, Owned = true, Reservation = new BudgetReservation(amounts[index]) { OfRule = most, OfScope = most } }],
        })]);
        results.Cast<AcceptResult>().Select(result => result.Status).ShouldBe([AcceptStatus.Accepted, AcceptStatus.Accepted, AcceptStatus.OverBudget]);
        await CommitAsync(store, node, [.. runs[..2].Select(run => Make.Record(run.Id, 1, new RunTransition.End(RunStatus.Succeeded, null) { Spent = 1 }, Make.Outcome("last")))]);
        await store.ListBudgetsAsync(Scope, [new("rule-1", most.Period), new("", most.Period)], TestContext.Current.CancellationToken);
    }

    /// <summary>The tables and indexes that were read for many rows, each with how many. The sessions say it when they end.</summary>
    private async Task<string> MuchReadAsync(string also = "")
    {
        await EndSessionsAsync();
        return await AskAsync<string>($"""
            select coalesce(string_agg(name || ': ' || rows, ', '), '') from (
              select relname as name, seq_tup_read as rows from pg_stat_user_tables where schemaname = 'automation' {also}
              union all select indexrelname, idx_tup_read from pg_stat_user_indexes where schemaname = 'automation' {also}) counts
            where rows > 5000
            """);
    }

    private Task<long> EndSessionsAsync() =>
        AskAsync<long>("select count(pg_terminate_backend(pid, 10000)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'");
}

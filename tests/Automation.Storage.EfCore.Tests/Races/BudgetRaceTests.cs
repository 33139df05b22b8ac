using Automation.Storage.Conformance;

namespace Automation.Storage.EfCore.Tests.Races;

/// <summary>Several hosts create runs that reserve of one budget, and end them, at the same moment; what counts is what is committed.</summary>
public sealed class BudgetRaceTests : RaceTests
{
    private const int Most = 100;
    private const int Amount = 7;
    private const int Fit = Most / Amount;

    [Fact]
    public async Task Runs_OfManyHostsAtOnce_ReserveWhatThereIs() => (await CountAsync(null)).ShouldBe((Fit, Fit * Amount));

    // One has asked whether there is room, and reserved, when the other asks. Fault: a check without a lock.
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task SecondStart_AsksBehindTheFirst(bool withoutLock, int accepted)
    {
        var doors = await OpenAsync(2, work: withoutLock ? Mutant.Of(nameof(BudgetSql.LockScopes), "select pg_advisory_xact_lock(1635086450, k.key)", "select k.key") : null);
        await using var held = await StopBehindAsync(doors[0].Node, "insert", "budget");

        var first = CommitAsync(doors[0].Store, doors[0].Node, Start("rule-1", null, amount: 60));
        await WaitingAsync(1);
        var second = CommitAsync(doors[1].Store, doors[1].Node, Start("rule-1", null, amount: 60));
        await WaitingAsync(2);
        await held.RollbackAsync();

        ((OperationResult[])[.. await first, .. await second]).Count(result => result is AcceptResult { Status: AcceptStatus.Accepted }).ShouldBe(accepted);
    }

    [Theory]
    [InlineData(nameof(BudgetSql.Reserve), "then '(' else", "then '' else")]
    [InlineData(nameof(BudgetSql.Reserve), "b.reserved + excluded.reserved", "excluded.reserved")]
    public async Task WithoutTheCondition_TheyReserveMore_OrOther(string statement, string condition, string with) =>
        (await CountAsync(Mutant.Of(statement, condition, with))).ShouldNotBe((Fit, Fit * Amount));

    // The statement refuses duplicates that whoever looks for what it refused knows to reserve nothing.
    [Fact]
    public Task WithDuplicatesThatReserve_NobodyFindsWhatHasNoRoom() =>
        Should.ThrowAsync<StoreConflictException>(() => CountAsync(Mutant.Of(nameof(BudgetSql.Reserve), "where k.source is null", "where true")));

    // However many of them have no room, or room only behind the ends. Fault: every start behind an end has statements of its own.
    [Theory]
    [InlineData(1000, 1, 50)]
    [InlineData(53 * Amount, 2, 50)]
    [InlineData(50 * Amount, 1, 50)]
    [InlineData((50 * Amount) - 1, 1, 49)]
    [InlineData(25 * Amount, 1, 25)]
    public async Task StartsAmongEnds_AreStoredByOneStatement_AndReserveByTwoAtMost(long most, long reserves, int accepted)
    {
        var (store, node) = (await OpenAsync(1))[0];
        var ending = Enumerable.Range(0, 50).Select(_ => Start("rule-1", null, owned: true, most: 1000)).ToArray();
        await CommitAsync(store, node, ending);
        await RunAsync("""
            create sequence run_inserts; create sequence budget_inserts;
            create function count_inserts() returns trigger language plpgsql as $body$ begin perform nextval('public.' || tg_table_name || '_inserts'); return null; end $body$;
            create trigger count_inserts after insert on automation.run for each statement execute function public.count_inserts();
            create trigger count_inserts after insert on automation.budget for each statement execute function public.count_inserts()
            """);

        var results = await CommitAsync(store, node, [.. ending.SelectMany(one => (StoreOperation[])[End(one.Runs[0].Run.Id), Start("rule-1", null, owned: true, most: most)])]);

        results.OfType<AcceptResult>().Count(result => result.Status == AcceptStatus.Accepted).ShouldBe(accepted);
        (await AskAsync<long>("select last_value from run_inserts")).ShouldBe(1);
        (await AskAsync<long>("select last_value from budget_inserts")).ShouldBe(reserves);
    }

    // One end makes room, and nobody else's: a signal stands against one, one is of another owner, and one of a former claim. Without a condition two starts are tried behind the ends, and neither has room.
    [Theory]
    [InlineData(null, 1)]
    [InlineData("l.owner = $1 and ", 0)]
    [InlineData(" and l.claim_no = c.claim_no", 0)]
    [InlineData(" and l.signals <= c.consumed", 0)]
    public async Task RoomBehindTheEnds_IsThatOfThoseThatTakeEffect(string? without, int accepted)
    {
        var doors = await OpenAsync(2, work: without is null ? null : Mutant.Of(nameof(BudgetSql.Held), without, ""));
        var (store, node) = doors[0];
        var starts = Enumerable.Range(0, 4).Select(_ => Start("rule-1", null, owned: true, amount: 25)).ToArray();
        await CommitAsync(store, node, starts[..3]);
        await CommitAsync(doors[1].Store, doors[1].Node, starts[3], Make.Signal(starts[1].Runs[0].Run.Id));

        var ends = starts.Select((start, index) => End(start.Runs[0].Run.Id, claim: index == 2 ? 7 : 1));
        var results = await CommitAsync(store, node, [.. ends, Start("rule-1", null, amount: 25), Start("rule-1", null, amount: 25)]);

        results.OfType<AcceptResult>().Count(result => result.Status == AcceptStatus.Accepted).ShouldBe(accepted);
        (await AskAsync<long>("select max(reserved) from automation.budget")).ShouldBe(75 + (25 * accepted));
    }

    // Whoever is refused tries again while others end, so that the budget is used up most of the time. Faults: the lock is not taken by ends; the room that an end makes is given twice.
    [Fact]
    public async Task NoCommittedState_HasMoreReservedThanTheBudget_AndEndsGiveBackOnce()
    {
        var doors = await OpenAsync(4);
        await RunAsync($"""
            create function look_at_commit() returns trigger language plpgsql as $body$ begin
              if (select b.spent + b.reserved > {Most} from automation.budget b where (b.scope, b.rule, b.period) = (new.scope, new.rule, new.period)) then
                raise exception 'more than there is'; end if; return null; end $body$;
            create constraint trigger look_at_commit after insert or update on automation.budget deferrable initially deferred for each row execute function look_at_commit()
            """);

        var refused = 0;
        await AtOnceAsync([.. doors.Select((door, seed) => (Func<Task>)(async () =>
        {
            var (own, random) = (new Queue<RunId>(), new Random(seed));
            for (var round = 0; round < 60; round++)
            {
                var start = Start(own.Count > 0 && round % 5 == 0 ? "rule-2" : "rule-1", Make.Key($"{seed}-{round / 2}"), owned: true);
                StoreOperation[] batch = own.Count > random.Next(10) ? [End(own.Dequeue()), start] : [start];
                var results = await CommitAsync(door.Store, door.Node, batch);
                if (((AcceptResult)results[^1]).Status == AcceptStatus.Accepted)
                {
                    own.Enqueue(start.Runs[0].Run.Id);
                }
                else if (((AcceptResult)results[^1]).Status == AcceptStatus.OverBudget)
                {
                    Interlocked.Increment(ref refused);
                }
            }

            foreach (var run in own)
            {
                await CommitAsync(door.Store, door.Node, End(run));
            }
        }))]);

        refused.ShouldBeGreaterThan(0);
        (await AskAsync<string>("select string_agg(b.rule || ': ' || b.spent || ' ' || b.reserved, ', ' order by b.rule) from automation.budget b")).ShouldBe(": 0 0, rule-1: 0 0, rule-2: 0 0");
    }

    // A signal comes between what an end pays and the end itself. Fault: the row of the run is not locked before, so that the run pays, does not end, and pays again.
    [Fact]
    public async Task SignalThatComesWhileARunPays_WaitsForItsEnd()
    {
        var doors = await OpenAsync(2);
        var start = Start("rule-1", null, owned: true);
        await CommitAsync(doors[0].Store, doors[0].Node, start);
        await using var held = await StopBehindAsync(doors[0].Node, "update", "budget");

        var end = CommitAsync(doors[0].Store, doors[0].Node, End(start.Runs[0].Run.Id, 3));
        await WaitingAsync(1);
        var signal = CommitAsync(doors[1].Store, doors[1].Node, Make.Signal(start.Runs[0].Run.Id));
        await Task.WhenAny(signal, WaitingAsync(2));
        await held.RollbackAsync();

        ((RecordResult)(await end)[0]).Transitioned.ShouldBeTrue();
        ((SignalResult)(await signal)[0]).Status.ShouldBe(SignalStatus.Ended);
        (await AskAsync<string>("select string_agg(distinct spent || ' ' || reserved, ', ') from automation.budget")).ShouldBe("3 0");
    }

    // Each changes several rows, in an order of its own. Fault: one of them does so without the lock of the scope, so that two can wait for each other.
    [Theory]
    [InlineData("insert")]
    [InlineData("update")]
    public async Task StartsAndEnds_ChangeBudgetsUnderTheLockOfTheirScope(string act)
    {
        var (store, node) = (await OpenAsync(1))[0];
        var start = Start("rule-1", null, owned: true);
        if (act == "update")
        {
            await CommitAsync(store, node, start);
        }

        await using var held = await StopBehindAsync(node, act, "budget");
        var commit = CommitAsync(store, node, act == "update" ? End(start.Runs[0].Run.Id) : start);
        await WaitingAsync(1);

        (await AskAsync<bool>("select bool_and(pg_try_advisory_xact_lock(1635086450, k)) from generate_series(0, 63) k")).ShouldBeFalse();
        (await AskAsync<bool>("select bool_and(pg_try_advisory_xact_lock(1635086448, k)) from generate_series(0, 1023) k")).ShouldBeTrue();
        await held.RollbackAsync();
        await commit;
    }

    // One run that ends, one of which a signal stands against, and one of another owner.
    [Theory]
    [InlineData(null, null, "10 14")]
    [InlineData("l.owner = $1 and ", "", "15 7")]
    [InlineData(" and l.signals = 0", "", "13 7")]
    [InlineData("greatest(b.reserved - e.held, 0)", "b.reserved", "10 21")]
    [InlineData("('', l.scope_period)", "('', null)", "10 14 | 0 21")]
    public async Task Settling_WithoutACondition_IsSomethingElse(string? condition, string? with, string used)
    {
        var doors = await OpenAsync(2, work: condition is null ? null : Mutant.Of(nameof(BudgetSql.Settle), condition, with!));
        var (store, node) = doors[0];
        var starts = Enumerable.Range(0, 3).Select(_ => Start("rule-1", null, owned: true)).ToArray();
        await CommitAsync(store, node, starts[0], starts[1]);
        await CommitAsync(doors[1].Store, doors[1].Node, starts[2], Make.Signal(starts[1].Runs[0].Run.Id));

        await CommitAsync(store, node, [.. starts.Select((start, index) => End(start.Runs[0].Run.Id, new[] { 10, 3, 5 }[index]))]);

        (await AskAsync<string>("select string_agg(distinct b.spent || ' ' || b.reserved, ' | ' order by b.spent || ' ' || b.reserved) from automation.budget b")
            is var both && both.Contains('|', StringComparison.Ordinal) ? string.Join(" | ", both.Split(" | ").OrderDescending()) : both).ShouldBe(used);
    }

    /// <summary>The runs that are stored, and what is reserved for them.</summary>
    private async Task<(long Runs, long Reserved)> CountAsync(WorkSql? work)
    {
        var doors = await OpenAsync(4, work: work);
        await AtOnceAsync([.. doors.Select((door, seed) => (Func<Task>)(async () =>
        {
            for (var round = 0; round < 8; round++)
            {
                var key = Make.Key($"{seed}-{round / 2}");
                await CommitAsync(door.Store, door.Node, Start("rule-1", null), Start("rule-1", key), Start("rule-1", key));
            }
        }))]);
        return (await AskAsync<long>("select count(*) from automation.run"), await AskAsync<long>("select coalesce(max(reserved), 0)::bigint from automation.budget"));
    }

    private AcceptOperation Start(string rule, DedupeKey? key, bool owned = false, long amount = Amount, long most = Most) => new()
    {
        Scope = Scope,
        Dedupe = key,
        Runs = [new NewRun { Run = Make.Run(rule: rule), Owned = owned, Reservation = new BudgetReservation(amount) { OfRule = Share(most), OfScope = Share(most) } }],
    };

    private BudgetShare Share(long most) => new("2026-11", most, Now.AddDays(1));

    private RecordOperation End(RunId run, long spent = 0, long claim = 1) => Make.Record(run, claim, new RunTransition.End(RunStatus.Succeeded, null) { Spent = spent }, Make.Outcome("last"));
}

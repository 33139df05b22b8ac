namespace Automation.Storage.Conformance.Scheduling;

/// <summary>Polls: that one host begins each, and that the cursor moves with the last item, by the end of the poll that is still the schedule's.</summary>
public abstract class PollTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly DateTimeOffset Due = new(2026, 3, 1, 12, 5, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = Due.AddMinutes(1);

    [Fact]
    public async Task Begin_MovesTheSchedule_AndLeavesTheCursor()
    {
        await SaveAsync();
        Now = Due;

        (await MoveAsync(Begin(Until) with { Spec = "edited", Setting = 3 })).ShouldBeTrue();

        var moved = await FindAsync();
        (moved.NextDue, moved.LastDue, moved.Cursor, moved.Spec, moved.Setting).ShouldBe((Until, Due, null, "edited", 3));
    }

    // Fault: the instant that was seen is not compared.
    [Fact]
    public async Task Begin_ThatAnotherHostMade_IsNone()
    {
        await SaveAsync();
        Now = Due;
        await MoveAsync(Begin(Until));

        (await MoveAsync(Begin(Until.AddMinutes(5)))).ShouldBeFalse();

        (await FindAsync()).NextDue.ShouldBe(Until);
    }

    // Fault: the clock is not compared.
    [Fact]
    public async Task Begin_BeforeItsInstant_IsNone()
    {
        await SaveAsync();
        Now = Due.AddMicroseconds(-1);

        (await MoveAsync(Begin(Until))).ShouldBeFalse();

        Now = Due;
        (await MoveAsync(Begin(Until))).ShouldBeTrue();
    }

    [Fact]
    public async Task Begin_OfAnUnknownSchedule_IsNone()
    {
        await SaveAsync();
        Now = Due;

        (await MoveAsync(Begin(Until) with { Trigger = "other" })).ShouldBeFalse();
        (await MoveAsync(Begin(Until) with { Rule = "other" })).ShouldBeFalse();
        (await Store.MovePollAsync(OtherScope, Begin(Until), Now, TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    // Faults: an end must be due, too; it writes the end of the poll as the last due instant; the next instant must be later.
    [Fact]
    public async Task End_BeforeItsInstant_MovesTheCursor()
    {
        await SaveAsync();
        Now = Due;
        await MoveAsync(Begin(Until));

        (await MoveAsync(End(Due.AddSeconds(10), "17 äöü 𝄞"))).ShouldBeTrue();

        var moved = await FindAsync();
        (moved.NextDue, moved.LastDue, moved.Cursor).ShouldBe((Due.AddSeconds(10), Due, "17 äöü 𝄞"));
    }

    // Fault: the end of a poll that was overtaken moves the cursor back.
    [Fact]
    public async Task End_OfAPollThatWasOvertaken_ChangesNothing()
    {
        await SaveAsync();
        Now = Due;
        await MoveAsync(Begin(Until));
        Now = Until;
        await MoveAsync(Begin(Until.AddMinutes(1)) with { Seen = Until });
        await MoveAsync(End(Until.AddMinutes(2), "new") with { Seen = Until.AddMinutes(1) });

        (await MoveAsync(End(Due.AddMinutes(9), "old"))).ShouldBeFalse();

        var moved = await FindAsync();
        (moved.NextDue, moved.Cursor).ShouldBe((Until.AddMinutes(2), "new"));
    }

    // Fault: an end without a cursor forgets it.
    [Fact]
    public async Task End_WithoutACursor_LeavesIt()
    {
        await SaveAsync();
        Now = Due;
        await MoveAsync(Begin(Until));
        await MoveAsync(End(Due, "1"));
        await MoveAsync(Begin(Until));

        await MoveAsync(End(Due.AddMinutes(2), null));

        (await FindAsync()).Cursor.ShouldBe("1");
    }

    // Faults: the cursor in a transaction of its own; an end must be due, too; it writes the end of the poll as the last due instant, or the item's run as the last one.
    [Fact]
    public async Task Accept_LastItem_StoresEventRunAndCursorTogether()
    {
        await BeginAsync();
        var run = Make.Run();
        var item = Item("5", End(Due.AddSeconds(10), "17 äöü 𝄞") with { Spec = "edited", Setting = 3 }, run);

        (await AcceptAsync(null, item)).Status.ShouldBe(AcceptStatus.Accepted);

        var moved = await FindAsync();
        (moved.NextDue, moved.LastDue, moved.LastRunId, moved.Cursor, moved.Spec, moved.Setting).ShouldBe((Due.AddSeconds(10), Due, null, "17 äöü 𝄞", "edited", 3));
        (await IsStoredAsync(item)).ShouldBeTrue();
        await LoadAsync(run.Id);
    }

    // Faults: the item is stored although the cursor does not move; the cursor moves although the poll was overtaken.
    [Fact]
    public async Task Accept_LastItemOfAPollThatWasOvertaken_StoresNothing()
    {
        await BeginAsync();
        Now = Until;
        await MoveAsync(Begin(Until.AddMinutes(1)) with { Seen = Until });
        var item = Item("5", End(Until.AddMinutes(2), "old"), Make.Run());

        (await AcceptAsync(null, item)).Status.ShouldBe(AcceptStatus.NotDue);

        (await IsStoredAsync(item)).ShouldBeFalse();
        (await Store.LoadRunAsync(item.Runs[0].Run.Id, default)).ShouldBeNull();
        var stored = await FindAsync();
        (stored.NextDue, stored.Cursor).ShouldBe((Until.AddMinutes(1), null));
        (await AcceptAsync(null, Item("5", End(Until.AddMinutes(2), "new") with { Seen = Until.AddMinutes(1) }))).Status.ShouldBe(AcceptStatus.Accepted);
    }

    // Fault: what was found before holds the cursor up, and is found for ever.
    [Fact]
    public async Task Accept_LastItemThatWasFoundBefore_MovesTheCursor()
    {
        await BeginAsync();
        await AcceptAsync(null, Item("5", end: null));
        var again = Item("5", End(Due.AddMinutes(1), "5"), Make.Run());

        (await AcceptAsync(null, again)).Status.ShouldBe(AcceptStatus.Duplicate);

        var moved = await FindAsync();
        (moved.NextDue, moved.LastDue, moved.LastRunId, moved.Cursor).ShouldBe((Due.AddMinutes(1), Due, null, "5"));
        (await IsStoredAsync(again)).ShouldBeFalse();
    }

    // Faults: a refused item moves the cursor; a duplicate is told before a scope of another version, so that the cursor moves with rules of before.
    [Fact]
    public async Task Accept_LastItemThatIsRefused_LeavesTheCursor()
    {
        await BeginAsync();
        var end = End(Due.AddMinutes(1), "5");
        await AcceptAsync(null, Item("4", end: null));
        await AcceptAsync(null, Item("3", end: null, Make.Run(), limits: new RunLimits(null, null) { Overlap = "a" }));
        var stale = Item("5", end, version: 7);
        var busy = Item("5", end, Make.Run(), limits: new RunLimits(null, null) { Overlap = "a", MaxQueued = 0 });

        (await AcceptAsync(null, stale)).Status.ShouldBe(AcceptStatus.StaleScope);
        (await AcceptAsync(null, Item("4", end, version: 7))).Status.ShouldBe(AcceptStatus.StaleScope);
        (await AcceptAsync(null, busy)).Status.ShouldBe(AcceptStatus.Busy);

        (await IsStoredAsync(stale)).ShouldBeFalse();
        (await IsStoredAsync(busy)).ShouldBeFalse();
        var stored = await FindAsync();
        (stored.NextDue, stored.Cursor).ShouldBe((Until, null));
    }

    // Fault: the cursor is kept although the batch failed.
    [Fact]
    public async Task Commit_ThatFails_LeavesTheCursor()
    {
        await BeginAsync();
        var item = Item("5", End(Due.AddMinutes(1), "5"));

        await Should.ThrowAsync<InvalidOperationException>(() => CommitAsync(null, item, Make.Start(Make.Run(@event: Make.EventId()))));

        (await IsStoredAsync(item)).ShouldBeFalse();
        var stored = await FindAsync();
        (stored.NextDue, stored.Cursor).ShouldBe((Until, null));
    }

    // Fault: an item of another poll, which is refused, takes this one's with it.
    [Fact]
    public async Task Commit_SeveralLastItems_EachByItsOwnConditions()
    {
        ScheduleRecord[] schedules = [Schedule(), Schedule() with { Trigger = "other" }, Schedule() with { Trigger = "unbegun" }];
        await Store.SaveSharedSchedulesAsync(schedules, null, Now, TestContext.Current.CancellationToken);
        Now = Due;
        await MoveAsync(Begin(Until));
        await MoveAsync(Begin(Until) with { Trigger = "other" });

        var results = await CommitAsync(null, [.. schedules.Select(schedule => Item(schedule.Trigger, End(Due.AddMinutes(1), schedule.Trigger) with { Trigger = schedule.Trigger })), Item("plain", end: null)]);

        results.Cast<AcceptResult>().Select(result => result.Status).ShouldBe([AcceptStatus.Accepted, AcceptStatus.Accepted, AcceptStatus.NotDue, AcceptStatus.Accepted]);
        (await Store.ListSchedulesAsync(Scope, default)).Select(schedule => schedule.Cursor).ShouldBe(["inbox", "other", null]);
    }

    // Faults: an edit forgets the cursor, or the due list has none.
    [Fact]
    public async Task Cursor_SurvivesAnEdit_AndIsListedWithWhatIsDue()
    {
        await SaveAsync();
        Now = Due;
        await MoveAsync(Begin(Until));
        await MoveAsync(End(Due.AddSeconds(1), "1"));

        await Store.SaveSharedSchedulesAsync([Schedule() with { Spec = "edited", NextDue = Due.AddSeconds(2) }], null, Now, default);

        Now = Due.AddSeconds(2);
        var due = await Store.ListDueSchedulesAsync(new DueScheduleRequest { Now = Now, SharedRules = ["rule-1"], Limit = 10 }, default);
        var record = due.Schedules.ShouldHaveSingleItem();
        (record.Spec, record.Cursor).ShouldBe(("edited", "1"));
    }

    // Fault: the cursor of a rule that was deleted counts for its successor.
    [Fact]
    public async Task Cursor_GoesWithItsRule()
    {
        var rule = Make.Rule();
        await Store.SaveRuleAsync(new RuleSave { Rule = rule, Schedules = [Own(rule)] }, default);
        Now = Due;
        await MoveAsync(Begin(Until) with { Rule = rule.Name });
        await MoveAsync(End(Until.AddMinutes(1), "1") with { Rule = rule.Name });

        await Store.DeleteRuleAsync(Scope, rule.Name, default);
        await Store.SaveRuleAsync(new RuleSave { Rule = rule, Schedules = [Own(rule)] }, default);

        (await FindAsync()).Cursor.ShouldBeNull();
    }

    [Fact]
    public async Task Begin_ByManyAtOnce_IsOneHosts()
    {
        await SaveAsync();
        Now = Due;

        var begun = await Task.WhenAll(Enumerable.Range(1, 8).Select(minute => Task.Run(() => MoveAsync(Begin(Until.AddMinutes(minute))))));

        begun.Count(one => one).ShouldBe(1);
    }

    private static ScheduleRecord Schedule() => new() { Scope = Scope, Rule = "rule-1", Trigger = "inbox", Shared = true, Spec = """{"poll":"inbox"}""", NextDue = Due };

    private static ScheduleRecord Own(StoredRule rule) => Schedule() with { Rule = rule.Name, Shared = false };

    private static ScheduleAdvance Begin(DateTimeOffset until) => new() { Rule = "rule-1", Trigger = "inbox", Seen = Due, Next = until, Spec = """{"poll":"inbox"}""" };

    private static ScheduleAdvance End(DateTimeOffset next, string? cursor) => Begin(next) with { Seen = Until, IsHeld = true, Cursor = cursor };

    private AcceptOperation Item(string key, ScheduleAdvance? end, RunRecord? run = null, long? version = null, RunLimits? limits = null)
    {
        var @event = Make.Event(type: "inbox", subject: null);
        return new AcceptOperation
        {
            Scope = Scope,
            ScopeVersion = version,
            Event = @event,
            Dedupe = Make.Key(key, source: "poll:rule-1:inbox"),
            Runs = run is null ? [] : [new NewRun { Run = run with { EventId = @event.Id, TriggerKind = TriggerKind.Custom }, Owned = false, Limits = limits }],
            Advance = end,
        };
    }

    private Task SaveAsync() => Store.SaveSharedSchedulesAsync([Schedule()], null, Now, TestContext.Current.CancellationToken);

    private async Task BeginAsync()
    {
        await SaveAsync();
        Now = Due;
        (await MoveAsync(Begin(Until))).ShouldBeTrue();
    }

    private Task<bool> MoveAsync(ScheduleAdvance advance) => Store.MovePollAsync(Scope, advance, Now, TestContext.Current.CancellationToken);

    private async Task<bool> IsStoredAsync(AcceptOperation item) => await Store.FindEventAsync(Scope, item.Event!.Id, TestContext.Current.CancellationToken) is not null;

    private async Task<ScheduleRecord> FindAsync() => (await Store.ListSchedulesAsync(Scope, TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
}

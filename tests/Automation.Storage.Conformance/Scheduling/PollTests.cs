namespace Automation.Storage.Conformance.Scheduling;

/// <summary>Polls: that one host begins each, and that the cursor moves with the end of the poll that is still the schedule's.</summary>
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
        (await MoveAsync(Begin(Until) with { Scope = OtherScope })).ShouldBeFalse();
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

    private static PollMove Begin(DateTimeOffset until) =>
        new() { Scope = Scope, Rule = "rule-1", Trigger = "inbox", Seen = Due, IsHeld = false, Next = until, Spec = """{"poll":"inbox"}""" };

    private static PollMove End(DateTimeOffset next, string? cursor) => Begin(next) with { Seen = Until, IsHeld = true, Cursor = cursor };

    private Task SaveAsync() => Store.SaveSharedSchedulesAsync([Schedule()], null, Now, TestContext.Current.CancellationToken);

    private Task<bool> MoveAsync(PollMove move) => Store.MovePollAsync(move, Now, TestContext.Current.CancellationToken);

    private async Task<ScheduleRecord> FindAsync() => (await Store.ListSchedulesAsync(Scope, TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
}

namespace Automation.Storage.Conformance.Scheduling;

/// <summary>Schedules: which are due, that each occurrence is accepted by one, and what an edit keeps.</summary>
public abstract class ScheduleTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly DateTimeOffset Due = new(2026, 3, 1, 12, 5, 0, TimeSpan.Zero);

    // Faults: the advance in a transaction of its own (the event would be stored without it, or it without the event).
    [Fact]
    public async Task Accept_Occurrence_StoresEventRunAndAdvanceTogether()
    {
        await SaveSharedAsync(Schedule());
        Now = Due;
        var run = Make.Run();
        var occurrence = Occurrence(Schedule(), Due.AddDays(1), run);

        (await AcceptAsync(null, occurrence)).Status.ShouldBe(AcceptStatus.Accepted);

        var moved = (await OfScopeAsync()).ShouldHaveSingleItem();
        moved.NextDue.ShouldBe(Due.AddDays(1));
        moved.LastDue.ShouldBe(Due);
        moved.LastRunId.ShouldBe(run.Id);
        (await Store.FindEventAsync(Scope, occurrence.Event!.Id, default)).ShouldNotBeNull();
        await LoadAsync(run.Id);
    }

    // Fault: next_due is not compared with the instant that was seen.
    [Fact]
    public async Task Accept_OccurrenceThatWasAcceptedBefore_IsNotDueAndStoresNothing()
    {
        await SaveSharedAsync(Schedule());
        Now = Due.AddMinutes(1);
        await AcceptAsync(null, Occurrence(Schedule(), Due.AddSeconds(30)));
        var again = Occurrence(Schedule(), Due.AddSeconds(30), Make.Run());

        (await AcceptAsync(null, again)).Status.ShouldBe(AcceptStatus.NotDue);

        (await Store.FindEventAsync(Scope, again.Event!.Id, default)).ShouldBeNull();
        (await Store.LoadRunAsync(again.Runs[0].Run.Id, default)).ShouldBeNull();
        (await OfScopeAsync()).ShouldHaveSingleItem().NextDue.ShouldBe(Due.AddSeconds(30));
    }

    // Fault: next_due is not compared with the clock.
    [Fact]
    public async Task Accept_OccurrenceBeforeItsInstant_IsNotDue()
    {
        await SaveSharedAsync(Schedule());
        Now = Due.AddMicroseconds(-1);

        (await AcceptAsync(null, Occurrence(Schedule(), Due.AddDays(1)))).Status.ShouldBe(AcceptStatus.NotDue);

        Now = Due;
        (await AcceptAsync(null, Occurrence(Schedule(), Due.AddDays(1)))).Status.ShouldBe(AcceptStatus.Accepted);
    }

    [Fact]
    public async Task Accept_OccurrenceOfAnUnknownSchedule_IsNotDue()
    {
        Now = Due;

        (await AcceptAsync(null, Occurrence(Schedule(), null))).Status.ShouldBe(AcceptStatus.NotDue);
        await SaveSharedAsync(Schedule(scope: OtherScope));
        (await AcceptAsync(null, Occurrence(Schedule(), null))).Status.ShouldBe(AcceptStatus.NotDue);
    }

    [Fact]
    public async Task Accept_LastOccurrence_IsNeverDueAgain()
    {
        await SaveSharedAsync(Schedule());
        Now = Due;

        await AcceptAsync(null, Occurrence(Schedule(), null));

        (await DueAsync()).ShouldBe(new DueSchedules([], null), DueComparer);
        (await OfScopeAsync()).ShouldHaveSingleItem().NextDue.ShouldBeNull();
    }

    // Fault: a duplicate leaves the schedule where it is, and is found due for ever.
    [Fact]
    public async Task Accept_DuplicateOccurrence_MovesOnWithoutARun()
    {
        await AcceptAsync(null, Make.Publish(Make.Event()).With(Make.Key("k")));
        await SaveSharedAsync(Schedule());
        Now = Due;
        var run = Make.Run();
        var again = Occurrence(Schedule(), Due.AddDays(1), run, key: Make.Key("k"));

        (await AcceptAsync(null, again)).Status.ShouldBe(AcceptStatus.Duplicate);

        var moved = (await OfScopeAsync()).ShouldHaveSingleItem();
        moved.NextDue.ShouldBe(Due.AddDays(1));
        moved.LastRunId.ShouldBeNull();
        (await Store.LoadRunAsync(run.Id, default)).ShouldBeNull();
    }

    // Fault: the run of before is forgotten with the one that was not created.
    [Fact]
    public async Task Accept_DuplicateOccurrence_KeepsTheRunOfBefore()
    {
        await SaveSharedAsync(Schedule());
        Now = Due;
        var first = Make.Run();
        await AcceptAsync(null, Occurrence(Schedule(), Due.AddDays(1), first, key: Make.Key("k")));
        Now = Due.AddDays(1);

        (await AcceptAsync(null, Occurrence(Schedule(), Now.AddDays(1), Make.Run(), key: Make.Key("k"), seen: Now))).Status.ShouldBe(AcceptStatus.Duplicate);

        var moved = (await OfScopeAsync()).ShouldHaveSingleItem();
        (moved.NextDue, moved.LastDue, moved.LastRunId).ShouldBe((Now.AddDays(1), Now, first.Id));
    }

    [Fact]
    public async Task Accept_OccurrenceWithRulesOfBefore_IsStaleAndStaysDue()
    {
        await Store.SaveRuleAsync(Make.Rule(), [Schedule(shared: false)], default);
        Now = Due;
        var stale = Occurrence(Schedule(), Due.AddDays(1), version: 0);

        (await AcceptAsync(null, stale)).Status.ShouldBe(AcceptStatus.StaleScope);

        (await OfScopeAsync()).ShouldHaveSingleItem().NextDue.ShouldBe(Due);
        (await AcceptAsync(null, Occurrence(Schedule(), Due.AddDays(1), version: 1))).Status.ShouldBe(AcceptStatus.Accepted);
    }

    // Fault: one refused occurrence takes the others of the batch with it.
    [Fact]
    public async Task Commit_SeveralOccurrences_EachByItsOwnConditions()
    {
        var schedules = Enumerable.Range(0, 20).Select(number => Schedule(trigger: $"t-{number:d2}")).ToArray();
        await SaveSharedAsync(schedules);
        Now = Due;
        await AcceptAsync(null, Occurrence(schedules[7], Due.AddDays(1)));

        var results = await CommitAsync(null, [.. schedules.Reverse().Select(schedule => Occurrence(schedule, Due.AddDays(1)))]);

        results.Cast<AcceptResult>().Select(result => result.Status).ShouldBe(
            schedules.Reverse().Select(schedule => schedule.Trigger == "t-07" ? AcceptStatus.NotDue : AcceptStatus.Accepted));
        (await DueAsync()).Schedules.ShouldBeEmpty();
    }

    // Fault: the advance is kept although the batch failed.
    [Fact]
    public async Task Commit_ThatFails_LeavesTheScheduleDue()
    {
        await SaveSharedAsync(Schedule());
        Now = Due;
        var bad = Make.Run(@event: Make.EventId());

        await Should.ThrowAsync<InvalidOperationException>(() => CommitAsync(null, Occurrence(Schedule(), Due.AddDays(1)), Make.Start(bad)));

        (await DueAsync()).Schedules.ShouldHaveSingleItem().NextDue.ShouldBe(Due);
    }

    [Fact]
    public async Task Commit_OfANodeThatWasFenced_LeavesTheScheduleDue()
    {
        await SaveSharedAsync(Schedule());
        var node = await JoinAsync();
        Now += Lease + TimeSpan.FromHours(1);

        if (Fixture.AllowsManyNodes)
        {
            await Should.ThrowAsync<NodeFencedException>(() => CommitAsync(node, Occurrence(Schedule(), Due.AddDays(1), seen: Due)));
            (await DueAsync()).Schedules.ShouldHaveSingleItem();
        }
    }

    [Fact]
    public async Task Commit_OneScheduleTwice_IsRefused()
    {
        var first = Occurrence(Schedule(), Due.AddDays(1));
        var second = Occurrence(Schedule(), Due.AddDays(2));

        await Should.ThrowAsync<ArgumentException>(() => CommitAsync(null, first, second));
        await Should.ThrowAsync<ArgumentException>(() => CommitAsync(null, Occurrence(Schedule(), Due)));
    }

    [Fact]
    public async Task Due_IsByInstantAndKey_AndPagesOn()
    {
        ScheduleRecord[] schedules =
        [
            Schedule(trigger: "late") with { NextDue = Due.AddSeconds(1) }, Schedule(trigger: "b"), Schedule(trigger: "a"), Schedule(scope: OtherScope), Schedule(rule: "rule-0", trigger: "z"),
            Schedule(trigger: "future") with { NextDue = Due.AddDays(1) }, Schedule(trigger: "never") with { NextDue = null },
        ];
        await SaveSharedAsync(schedules);

        var before = await DueAsync();
        Now = Due.AddSeconds(1);
        var first = await DueAsync(limit: 3);
        var second = await DueAsync(limit: 3, after: first.Schedules[^1]);
        var third = await DueAsync(limit: 3, after: second.Schedules[^1]);

        before.ShouldBe(new DueSchedules([], Due), DueComparer);
        first.Schedules.Concat(second.Schedules).Select(schedule => (schedule.Scope, schedule.Rule, schedule.Trigger)).ShouldBe(
            [(Scope, "rule-0", "z"), (Scope, "rule-1", "a"), (Scope, "rule-1", "b"), (OtherScope, "rule-1", "schedule"), (Scope, "rule-1", "late")]);
        first.Next.ShouldBe(Due.AddDays(1));
        third.Schedules.ShouldBeEmpty();
    }

    // Fault: what a host does not know stands at the head and fills the page.
    [Fact]
    public async Task Due_SharedRulesThatTheHostDoesNotKnow_ArePassedOver()
    {
        await SaveSharedAsync(Schedule(rule: "a-other") with { NextDue = Due.AddDays(-9) }, Schedule(rule: "z-mine"));
        await Store.SaveRuleAsync(Make.Rule("stored"), [Schedule(rule: "stored", shared: false)], default);
        Now = Due;

        var due = await Store.ListDueSchedulesAsync(new DueScheduleRequest { Now = Now, SharedRules = ["z-mine"], Limit = 2 }, default);

        due.Schedules.Select(schedule => schedule.Rule).ShouldBe(["stored", "z-mine"]);
    }

    [Fact]
    public async Task SaveShared_Again_ChangesNothing()
    {
        await SaveSharedAsync(Schedule());
        Now = Due;
        await AcceptAsync(null, Occurrence(Schedule(), Due.AddDays(1)));
        var stored = (await OfScopeAsync()).ShouldHaveSingleItem();

        await SaveSharedAsync(Schedule() with { NextDue = Due.AddDays(3) });

        (await OfScopeAsync()).ShouldHaveSingleItem().ShouldBe(stored);
    }

    [Fact]
    public async Task SaveShared_OtherSpec_HasTheNewInstantAndKeepsWhatWas()
    {
        await SaveSharedAsync(Schedule());
        Now = Due;
        await AcceptAsync(null, Occurrence(Schedule(), Due.AddDays(1)));

        await SaveSharedAsync(Schedule() with { Spec = "other", NextDue = Due.AddDays(3) });

        var edited = (await OfScopeAsync()).ShouldHaveSingleItem();
        edited.Spec.ShouldBe("other");
        edited.NextDue.ShouldBe(Due.AddDays(3));
        edited.LastDue.ShouldBe(Due);
    }

    // Fault: the same spec is taken for the same schedule, which stays the stored rule's: no host knows that one, and nobody fires it.
    [Fact]
    public async Task SaveShared_OfARuleThatWasStoredBefore_IsShared()
    {
        await Store.SaveRuleAsync(Make.Rule(), [Schedule(shared: false)], default);

        await SaveSharedAsync(Schedule());

        (await OfScopeAsync()).ShouldHaveSingleItem().ShouldBe(Schedule());
    }

    // Fault: an edit three seconds after the instant computes anew, and swallows it.
    [Fact]
    public async Task SaveRule_EditOfADueSchedule_KeepsItsInstant()
    {
        await Store.SaveRuleAsync(Make.Rule(), [Schedule(shared: false)], default);
        Now = Due.AddSeconds(3);

        await Store.SaveRuleAsync(Make.Rule(hash: "two"), [Schedule(shared: false) with { Spec = "other", NextDue = Due.AddDays(3) }], default);

        var edited = (await OfScopeAsync()).ShouldHaveSingleItem();
        edited.Spec.ShouldBe("other");
        edited.NextDue.ShouldBe(Due);
    }

    [Fact]
    public async Task SaveRule_HasTheGivenSchedulesAndNoOthers()
    {
        await SaveSharedAsync(Schedule(rule: "rule-1", trigger: "of code"), Schedule(rule: "rule-2"));
        await Store.SaveRuleAsync(Make.Rule(), [Schedule(trigger: "a", shared: false), Schedule(trigger: "b", shared: false)], default);
        await Store.SaveRuleAsync(Make.Rule("rule-3"), [Schedule(rule: "rule-3", shared: false)], default);

        await Store.SaveRuleAsync(Make.Rule(hash: "two"), [Schedule(trigger: "b", shared: false), Schedule(trigger: "c", shared: false)], default);

        (await OfScopeAsync()).Select(schedule => (schedule.Rule, schedule.Trigger)).ShouldBe(
            [("rule-1", "b"), ("rule-1", "c"), ("rule-1", "of code"), ("rule-2", "schedule"), ("rule-3", "schedule")]);
    }

    [Fact]
    public async Task DeleteRule_RemovesItsSchedules()
    {
        await Store.SaveRuleAsync(Make.Rule(), [Schedule(shared: false)], default);
        await Store.EnableRuleAsync(Scope, "rule-1", false, default);
        (await OfScopeAsync()).ShouldHaveSingleItem();

        await Store.DeleteRuleAsync(Scope, "rule-1", default);

        (await OfScopeAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task RemoveAbandoned_RemovesSharedOnesThatNobodyMovesOn()
    {
        await SaveSharedAsync(Schedule(rule: "gone"), Schedule(rule: "late") with { NextDue = Due.AddDays(6) }, Schedule(rule: "never") with { NextDue = null });
        await Store.SaveRuleAsync(Make.Rule(), [Schedule(shared: false)], default);
        Now = Due.AddDays(7).AddSeconds(1);

        (await Store.RemoveAbandonedSchedulesAsync(TimeSpan.FromDays(7), Now, default)).ShouldBe(1);

        (await OfScopeAsync()).Select(schedule => schedule.Rule).ShouldBe(["late", "never", "rule-1"]);
    }

    [Fact]
    public async Task ListAll_IsPageByPage_WithoutThoseThatSleep_AndWithoutSharedOnesWhereTheyAreLeftOut()
    {
        await SaveSharedAsync(Schedule(), Schedule(OtherScope), Schedule(rule: "asleep") with { NextDue = null });
        await Store.SaveRuleAsync(Make.Rule("own"), [Schedule(rule: "own", trigger: "a", shared: false), Schedule(rule: "own", trigger: "b", shared: false)], default);

        (await ListAsync(ownOnly: false)).ShouldBe([(Scope, "own", "a"), (Scope, "own", "b"), (Scope, "rule-1", "schedule"), (OtherScope, "rule-1", "schedule")], ignoreOrder: true);
        (await ListAsync(ownOnly: true)).ShouldBe([(Scope, "own", "a"), (Scope, "own", "b")], ignoreOrder: true);
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Store.ListSchedulesAsync(new ScheduleQuery { Limit = 0 }, default));
    }

    // Faults: a schedule that was edited or fired meanwhile is moved all the same; what is moved forgets its revision, or what it did last.
    [Fact]
    public async Task Move_ChangesSpecAndInstant_OfWhatIsAsItWasSeen()
    {
        await SaveSharedAsync(Schedule() with { Setting = 3 }, Schedule(OtherScope), Schedule(rule: "rule-2"));
        Now = Due;
        var run = Make.Run();
        await AcceptAsync(null, Occurrence(Schedule(rule: "rule-2"), Due.AddDays(1), run));
        var seen = (await Store.ListSchedulesAsync(new ScheduleQuery { Limit = 10 }, default)).ToDictionary(schedule => (schedule.Scope, schedule.Rule));
        var (first, other, fired) = (seen[(Scope, "rule-1")], seen[(OtherScope, "rule-1")], seen[(Scope, "rule-2")]);

        var moved = await Store.MoveSchedulesAsync(
            [
                new ScheduleMove(first, "moved", Due.AddHours(2)),
                new ScheduleMove(other with { Spec = "edited" }, "moved", Due.AddHours(2)),
                new ScheduleMove(fired with { NextDue = Due }, "moved", Due.AddHours(2)),
            ],
            default);

        moved.ShouldBe(1);
        (await Store.ListSchedulesAsync(Scope, default)).ShouldBe([first with { Spec = "moved", NextDue = Due.AddHours(2) }, fired]);
        (await Store.ListSchedulesAsync(OtherScope, default)).ShouldBe([other]);
        (await Store.MoveSchedulesAsync([new ScheduleMove(fired, "moved", null)], default)).ShouldBe(1);
        (await Store.ListSchedulesAsync(Scope, default))[1].ShouldBe(fired with { Spec = "moved", NextDue = null });
    }

    // Fault: the compare-and-set of two doors is not one act.
    [Fact]
    public async Task Accept_FromSeveralDoorsAtOnce_IsAcceptedByOne()
    {
        var doors = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Fixture.OpenAsync()));
        await SaveSharedAsync(Schedule());
        for (var round = 0; round < 20; round++)
        {
            Now = Due.AddDays(round);
            var due = (await DueAsync()).Schedules.ShouldHaveSingleItem();
            var next = Now.AddDays(1);

            var answers = await Task.WhenAll(doors.Select(door => Task.Run(() => door.CommitAsync(
                new CommitBatch { Node = null, Now = Now, Operations = [Occurrence(due, next, seen: due.NextDue)] }, default))));

            answers.Count(answer => ((AcceptResult)answer[0]).Status == AcceptStatus.Accepted).ShouldBe(1);
            answers.Count(answer => ((AcceptResult)answer[0]).Status == AcceptStatus.NotDue).ShouldBe(3);
        }
    }

    private async Task<IReadOnlyList<(string Scope, string Rule, string Trigger)>> ListAsync(bool ownOnly)
    {
        var found = new List<ScheduleRecord>();
        IReadOnlyList<ScheduleRecord> page;
        do
        {
            page = await Store.ListSchedulesAsync(new ScheduleQuery { OwnOnly = ownOnly, After = found.LastOrDefault(), Limit = 1 }, TestContext.Current.CancellationToken);
            found.AddRange(page);
        }
        while (page.Count > 0 && found.Count < 10);
        return found.ConvertAll(schedule => (schedule.Scope, schedule.Rule, schedule.Trigger));
    }

    private static readonly IEqualityComparer<DueSchedules> DueComparer = EqualityComparer<DueSchedules>.Create(
        (left, right) => left!.Next == right!.Next && left.Schedules.SequenceEqual(right.Schedules), due => due.Schedules.Count);

    private static ScheduleRecord Schedule(string scope = Scope, string rule = "rule-1", string trigger = "schedule", bool shared = true) =>
        new() { Scope = scope, Rule = rule, Trigger = trigger, Shared = shared, Spec = """{"daily":"12:05"}""", NextDue = Due };

    private AcceptOperation Occurrence(
        ScheduleRecord schedule, DateTimeOffset? next, RunRecord? run = null, DedupeKey? key = null, long? version = null, DateTimeOffset? seen = null)
    {
        var @event = Make.Event(schedule.Scope, "automation.occurrence", subject: null);
        return new AcceptOperation
        {
            Scope = schedule.Scope,
            ScopeVersion = version,
            Event = @event,
            Dedupe = key ?? Make.Key($"{@event.Id}"),
            Runs = run is null ? [] : [new NewRun { Run = run with { EventId = @event.Id, TriggerKind = TriggerKind.Schedule }, Owned = false }],
            Advance = new ScheduleAdvance { Rule = schedule.Rule, Trigger = schedule.Trigger, Seen = seen ?? Due, Next = next, Spec = schedule.Spec },
        };
    }

    private Task SaveSharedAsync(params ScheduleRecord[] schedules) => Store.SaveSharedSchedulesAsync(schedules, null, Now, TestContext.Current.CancellationToken);

    private Task<IReadOnlyList<ScheduleRecord>> OfScopeAsync() => Store.ListSchedulesAsync(Scope, TestContext.Current.CancellationToken);

    private Task<DueSchedules> DueAsync(int limit = 100, ScheduleRecord? after = null) => Store.ListDueSchedulesAsync(
        new DueScheduleRequest { Now = Now, SharedRules = ["gone", "late", "never", "rule-0", "rule-1", "rule-2"], Limit = limit, After = after },
        TestContext.Current.CancellationToken);
}

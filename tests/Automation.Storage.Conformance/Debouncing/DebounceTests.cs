namespace Automation.Storage.Conformance.Debouncing;

/// <summary>Series of events that wait for quiet: who joins which, when they are due, and that each ends once.</summary>
public abstract class DebounceTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(70);

    [Fact]
    public async Task Join_FirstEvent_BeginsASeries()
    {
        var run = Make.RunId();
        var first = Joining(run);

        (await AcceptAsync(null, first)).Status.ShouldBe(AcceptStatus.Accepted);

        (await DueAsync()).ShouldBe(new DueDebounces([], Now + Quiet), DueComparer);
        (await SeriesAsync()).ShouldHaveSingleItem().ShouldBe(Series(run, first, first, Now, 1));
        (await Store.FindEventAsync(Scope, first.Event!.Id, default)).ShouldNotBeNull();
    }

    // Faults: the window counts from the first event; the longest wait does not count; the first event's rule and trigger are kept.
    [Fact]
    public async Task Join_FurtherEvents_MoveItOnUpToTheLongestWait()
    {
        var (run, began) = (Make.RunId(), Now);
        var first = Joining(run);
        await AcceptAsync(null, first);
        Now += TimeSpan.FromSeconds(20);
        var second = Joining(run, hash: "hash-2", trigger: "other");
        await AcceptAsync(null, second);
        (await SeriesAsync()).ShouldHaveSingleItem().ShouldBe(
            Series(run, first, second, began, 2) with { RuleHash = "hash-2", TriggerId = "other", DueAt = Now + Quiet });

        Now += TimeSpan.FromSeconds(25);
        var third = Joining(run, longest: TimeSpan.FromDays(1));
        await AcceptAsync(null, third);

        (await SeriesAsync()).ShouldHaveSingleItem().ShouldBe(Series(run, first, third, began, 3) with { DueAt = began + Longest });
    }

    [Fact]
    public async Task Join_KeysOfOtherScopesRulesAndSubjects_AreOtherSeries()
    {
        var (one, two, three, four) = (Make.RunId(), Make.RunId(), Make.RunId(), Make.RunId());

        await CommitAsync(null, Joining(one), Joining(two, key: ""), Joining(three, rule: "rule-2"), Joining(four, scope: OtherScope));

        (await SeriesAsync()).Select(series => series.RunId).ShouldBe([two, one, three, four]);
    }

    // Fault: what it joins is not compared.
    [Fact]
    public async Task Join_WhenAnotherSeriesIsPresent_StoresNothingAndSaysWhich()
    {
        var present = Make.RunId();
        await AcceptAsync(null, Joining(present));
        var second = Joining(Make.RunId(), Make.RunId());

        var refused = await AcceptAsync(null, second);

        refused.Status.ShouldBe(AcceptStatus.OtherSeries);
        refused.Series.Select(series => series?.RunId).ShouldBe([present, null]);
        refused.Series[0].ShouldBe((await SeriesAsync()).ShouldHaveSingleItem());
        (await Store.FindEventAsync(Scope, second.Event!.Id, default)).ShouldBeNull();
        (await SeriesAsync()).ShouldHaveSingleItem().Events.ShouldBe(1);
    }

    // Fault: whether it has ended is not asked: the second series would have the run of the first.
    [Fact]
    public async Task Join_ASeriesThatHasEnded_StoresNothing()
    {
        var run = await BeginAsync();
        Now += Quiet;
        (await AcceptAsync(null, await EndingAsync())).Status.ShouldBe(AcceptStatus.Accepted);
        var late = Joining(run);

        var refused = await AcceptAsync(null, late);

        refused.Status.ShouldBe(AcceptStatus.OtherSeries);
        refused.Series.ShouldBe([null]);
        (await Store.FindEventAsync(Scope, late.Event!.Id, default)).ShouldBeNull();
        (await AcceptAsync(null, Joining(Make.RunId()))).Status.ShouldBe(AcceptStatus.Accepted);
    }

    // Fault: the insert touches one row twice, or the count and the order of one batch are lost.
    [Fact]
    public async Task Commit_SeveralEventsOfOneSeries_CountInTheirOrder()
    {
        var run = Make.RunId();
        var events = Enumerable.Range(0, 5).Select(number => Joining(run, hash: $"hash-{number}")).ToArray();

        (await CommitAsync(null, events)).Cast<AcceptResult>().ShouldAllBe(result => result.Status == AcceptStatus.Accepted);

        (await SeriesAsync()).ShouldHaveSingleItem().ShouldBe(Series(run, events[0], events[4], Now, 5) with { RuleHash = "hash-4" });
    }

    // Fault: an operation that is refused takes those of its batch with it, or is stored with them.
    [Fact]
    public async Task Commit_TwoThatWouldBeginASeries_TheFirstDoes()
    {
        var (first, second) = (Make.RunId(), Make.RunId());
        var other = Make.Publish(Make.Event());
        StoreOperation[] operations = [Joining(first), Joining(second), other, Joining(first)];

        var results = (await CommitAsync(null, operations)).Cast<AcceptResult>().ToArray();

        results.Select(result => result.Status).ShouldBe([AcceptStatus.Accepted, AcceptStatus.OtherSeries, AcceptStatus.Accepted, AcceptStatus.Accepted]);
        results[1].Series.ShouldHaveSingleItem().ShouldNotBeNull().RunId.ShouldBe(first);
        (await SeriesAsync()).ShouldHaveSingleItem().Events.ShouldBe(2);
    }

    // Fault: a delivery that is repeated puts the run off.
    [Fact]
    public async Task Join_Duplicate_JoinsNothing()
    {
        var run = Make.RunId();
        var key = Make.Key("k");
        await AcceptAsync(null, Joining(run, dedupe: key));
        Now += TimeSpan.FromSeconds(10);

        (await AcceptAsync(null, Joining(run, dedupe: key))).Status.ShouldBe(AcceptStatus.Duplicate);
        (await AcceptAsync(null, Joining(Make.RunId(), dedupe: key))).Status.ShouldBe(AcceptStatus.Duplicate);
        await CommitAsync(null, Joining(run, dedupe: Make.Key("l")), Joining(run, dedupe: Make.Key("l")));

        (await SeriesAsync()).ShouldHaveSingleItem().Events.ShouldBe(2);
    }

    [Fact]
    public async Task Join_WithRulesOfBefore_IsStaleAndJoinsNothing()
    {
        await Store.SaveRuleAsync(Make.Rule(), [], default);

        (await AcceptAsync(null, Joining(Make.RunId()).At(0))).Status.ShouldBe(AcceptStatus.StaleScope);

        (await SeriesAsync()).ShouldBeEmpty();
    }

    // Faults: the end in a transaction of its own; the run of another event than the last.
    [Fact]
    public async Task End_WhenDue_CreatesTheRunOfTheLastEvent()
    {
        var run = await BeginAsync();
        Now += Quiet;
        var end = await EndingAsync(withRun: true);

        var result = await AcceptAsync(null, end);

        result.Status.ShouldBe(AcceptStatus.Accepted);
        result.MadeReady.ShouldBeTrue();
        (await SeriesAsync()).ShouldBeEmpty();
        var stored = await LoadAsync(run);
        stored.Event.ShouldNotBeNull().Id.ShouldBe(end.Runs[0].Run.EventId!.Value);
        (await Store.FindEventAsync(Scope, new AutomationEventId(run.Value), default)).ShouldNotBeNull().Type.ShouldBe("automation.debounced");
    }

    // Fault: the clock is not asked.
    [Fact]
    public async Task End_BeforeItsInstant_IsNotDue()
    {
        await BeginAsync();
        Now += Quiet - TimeSpan.FromMicroseconds(1);
        var end = await EndingAsync();

        (await AcceptAsync(null, end)).Status.ShouldBe(AcceptStatus.NotDue);

        (await SeriesAsync()).ShouldHaveSingleItem();
        Now += TimeSpan.FromMicroseconds(1);
        (await AcceptAsync(null, end)).Status.ShouldBe(AcceptStatus.Accepted);
    }

    // Fault: only the run is compared, and the event that came between is lost.
    [Fact]
    public async Task End_AfterAnEventThatMovedItOn_IsNotDueAndStoresNothing()
    {
        var run = await BeginAsync();
        Now += Quiet;
        Now -= TimeSpan.FromSeconds(1);
        var end = await EndingAsync(withRun: true);
        (await AcceptAsync(null, Joining(run))).Status.ShouldBe(AcceptStatus.Accepted);
        Now += Longest;

        (await AcceptAsync(null, end)).Status.ShouldBe(AcceptStatus.NotDue);

        (await SeriesAsync()).ShouldHaveSingleItem().Events.ShouldBe(2);
        (await Store.LoadRunAsync(run, default)).ShouldBeNull();
        (await Store.FindEventAsync(Scope, new AutomationEventId(run.Value), default)).ShouldBeNull();
    }

    // Fault: the clock is not asked: events without end put off the run, or slip between its decision and its commit.
    [Fact]
    public async Task Join_ASeriesThatIsDue_StoresNothingAndLeavesItAsItIs()
    {
        var run = await BeginAsync();
        Now += Quiet;
        var late = Joining(run);

        var refused = await AcceptAsync(null, late);

        refused.Status.ShouldBe(AcceptStatus.OtherSeries);
        refused.Series.ShouldBe(await SeriesAsync());
        (await Store.FindEventAsync(Scope, late.Event!.Id, default)).ShouldBeNull();
        (await SeriesAsync()).ShouldHaveSingleItem().Events.ShouldBe(1);
    }

    [Fact]
    public async Task Commit_EndThenJoin_TheLaterFindsWhatTheEarlierLeft()
    {
        var run = await BeginAsync();
        Now += Quiet;
        var end = await EndingAsync();
        var next = Make.RunId();

        var results = await CommitAsync(null, end, Joining(run), Joining(next), end);

        results.Cast<AcceptResult>().Select(result => result.Status).ShouldBe(
            [AcceptStatus.Accepted, AcceptStatus.OtherSeries, AcceptStatus.Accepted, AcceptStatus.NotDue]);
        (await SeriesAsync()).ShouldHaveSingleItem().RunId.ShouldBe(next);
    }

    // Fault: the run could never begin.
    [Fact]
    public async Task Purge_KeepsTheLastEventOfASeries()
    {
        var run = Make.RunId();
        var (first, last) = (Joining(run), Joining(run));
        await CommitAsync(null, first, last);
        Now += TimeSpan.FromDays(100);

        await Store.PurgeAsync(new PurgeRequest { Scope = Scope, EventsBefore = Now, Limit = 100 }, default);

        (await Store.FindEventAsync(Scope, first.Event!.Id, default)).ShouldBeNull();
        (await Store.FindEventAsync(Scope, last.Event!.Id, default)).ShouldNotBeNull();
        (await AcceptAsync(null, await EndingAsync(withRun: true))).Status.ShouldBe(AcceptStatus.Accepted);
    }

    [Fact]
    public async Task Commit_ThatFails_LeavesTheSeries()
    {
        var run = await BeginAsync();
        var before = await SeriesAsync();
        Now += Quiet;
        var bad = Make.Start(Make.Run(@event: Make.EventId()));

        await Should.ThrowAsync<InvalidOperationException>(async () => await CommitAsync(null, await EndingAsync(), bad));
        await Should.ThrowAsync<InvalidOperationException>(() => CommitAsync(null, Joining(run), Joining(Make.RunId(), key: "other"), bad));

        (await SeriesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Due_IsByInstantAndKey_AndPagesOn()
    {
        var began = Now;
        await CommitAsync(null, Joining(Make.RunId(), key: "b"), Joining(Make.RunId(), key: "a"), Joining(Make.RunId(), scope: OtherScope), Joining(Make.RunId(), rule: "rule-0"));
        Now += TimeSpan.FromSeconds(1);
        await CommitAsync(null, Joining(Make.RunId(), key: "late"));
        Now = began + Quiet;
        var (first, next) = await PageAsync(2, null);
        var (second, _) = await PageAsync(2, first[^1]);
        var (third, _) = await PageAsync(2, second[^1]);

        first.Concat(second).Select(series => (series.Scope, series.Rule, series.Key)).ShouldBe(
            [(Scope, "rule-0", "asset-1"), (Scope, "rule-1", "a"), (Scope, "rule-1", "b"), (OtherScope, "rule-1", "asset-1")]);
        next.ShouldBe(began + Quiet + TimeSpan.FromSeconds(1));
        third.ShouldBeEmpty();
    }

    [Fact]
    public async Task Invalid_IsRefused()
    {
        var run = await BeginAsync();
        Now += Quiet;
        var end = await EndingAsync();

        await Should.ThrowAsync<ArgumentException>(() => CommitAsync(null, Joining(run, quiet: TimeSpan.Zero)));
        await Should.ThrowAsync<ArgumentException>(() => CommitAsync(null, Joining(run, longest: Quiet / 2)));
        await Should.ThrowAsync<ArgumentException>(() => CommitAsync(null, new AcceptOperation { Scope = Scope, Event = Make.Event(), Runs = [], Debounced = end.Debounced }));
        await Should.ThrowAsync<ArgumentException>(
            () => CommitAsync(null, new AcceptOperation { Scope = Scope, Event = Make.Event(), Runs = [], Debounces = [Joining(run).Debounces[0], Joining(run, key: "other").Debounces[0]] }));
    }

    // Faults: joining, or ending, and comparing are not one act of two doors. Nothing is lost or counted twice: every accepted event is in one series, and every series ends once.
    [Fact]
    public async Task ArrivalsAndEnds_FromSeveralDoorsAtOnce_NothingIsLostOrTwice()
    {
        var doors = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Fixture.OpenAsync()));
        var (joined, ended) = (0, 0);
        var known = Make.RunId();
        for (var round = 0; round < 30; round++)
        {
            Now += Quiet / 2;
            var due = (await DueAsync()).Series;
            var work = doors.Select((door, index) => Task.Run(async () =>
            {
                if (index % 2 == 0 && due.Count > 0)
                {
                    // The one that is due, or one that was: a decision that comes late.
                    return ((AcceptResult)(await door.CommitAsync(new CommitBatch { Now = Now, Operations = [Ending(due[0], withRun: false)] }, default))[0], due[0].Events, IsEnd: true);
                }

                return ((AcceptResult)(await door.CommitAsync(new CommitBatch { Now = Now, Operations = [Joining(known)] }, default))[0], Events: 0, IsEnd: false);
            })).ToArray();

            foreach (var (answer, events, isEnd) in await Task.WhenAll(work))
            {
                if (answer.Status == AcceptStatus.OtherSeries)
                {
                    known = answer.Series[0]?.RunId ?? Make.RunId();
                }
                else if (answer.Status == AcceptStatus.Accepted)
                {
                    (joined, ended) = isEnd ? (joined, ended + events) : (joined + 1, ended);
                }
            }
        }

        joined.ShouldBeGreaterThan(0);
        ended.ShouldBeGreaterThan(0);
        (ended + (await SeriesAsync()).Sum(series => series.Events)).ShouldBe(joined);
    }

    // Before they are due

    // Faults: who cancels waits for what was to be cancelled; events that come faster than they are cancelled cannot be cancelled at all.
    [Fact]
    public async Task End_Early_EndsBeforeItIsDue_WhateverHasJoinedMeanwhile()
    {
        var run = await BeginAsync();
        var former = await EndingAsync();
        (await AcceptAsync(null, former)).Status.ShouldBe(AcceptStatus.NotDue);
        await AcceptAsync(null, Joining(run));

        (await AcceptAsync(null, Early(former))).Status.ShouldBe(AcceptStatus.Accepted, "the series is meant, with all its events");

        (await SeriesAsync()).ShouldBeEmpty();
        (await Store.FindEventAsync(Scope, new AutomationEventId(run.Value), default)).ShouldNotBeNull();
        (await AcceptAsync(null, Joining(run))).Status.ShouldBe(AcceptStatus.OtherSeries, "it has ended");
        (await AcceptAsync(null, Joining(Make.RunId()))).Status.ShouldBe(AcceptStatus.Accepted);
    }

    // Fault: the end that is refused in a batch is another one than the batch says.
    [Fact]
    public async Task Commit_JoinThenEndEarly_EndsWithTheEventThatHasJoined()
    {
        var run = await BeginAsync();
        var former = Early(await EndingAsync());

        var answers = await Store.CommitAsync(new CommitBatch { Now = Now, Operations = [Joining(run), former, Joining(run)] }, default);

        answers.Cast<AcceptResult>().Select(answer => answer.Status).ShouldBe([AcceptStatus.Accepted, AcceptStatus.Accepted, AcceptStatus.OtherSeries]);
        (await SeriesAsync()).ShouldBeEmpty();
    }

    // Fault: what came since is cancelled with what was meant.
    [Fact]
    public async Task End_Early_OfASeriesThatHasEnded_LeavesTheNext()
    {
        await BeginAsync();
        var former = Early(await EndingAsync());
        await AcceptAsync(null, former);
        var next = await BeginAsync();

        (await AcceptAsync(null, former)).Status.ShouldBe(AcceptStatus.NotDue);

        (await SeriesAsync()).ShouldHaveSingleItem().RunId.ShouldBe(next);
    }

    [Fact]
    public async Task End_EarlyAndDueInOneBatch_OneEndsIt()
    {
        await BeginAsync();
        var end = await EndingAsync();
        Now += Quiet;

        var answers = await Store.CommitAsync(new CommitBatch { Now = Now, Operations = [Early(end), end] }, default);

        answers.Cast<AcceptResult>().Select(answer => answer.Status).ShouldBe([AcceptStatus.Accepted, AcceptStatus.NotDue]);
        (await SeriesAsync()).ShouldBeEmpty();
    }

    // Faults: the series of another scope, rule or key ends with one, and its events are lost; or one joins it.
    [Fact]
    public async Task Series_AreOfTheirScopeRuleAndKey()
    {
        var runs = Enumerable.Range(0, 4).Select(_ => Make.RunId()).ToArray();
        await AcceptAsync(null, Joining(runs[0]));
        await AcceptAsync(null, Joining(runs[1], scope: OtherScope));
        await AcceptAsync(null, Joining(runs[2], rule: "rule-2"));
        await AcceptAsync(null, Joining(runs[3], key: "asset-2"));
        (await AcceptAsync(null, Joining(runs[0]))).Status.ShouldBe(AcceptStatus.Accepted);
        (await SeriesAsync()).Select(series => (series.RunId, series.Events)).ShouldBe([(runs[0], 2), (runs[3], 1), (runs[2], 1), (runs[1], 1)], ignoreOrder: true);
        var ends = (await SeriesAsync()).Single(series => series.RunId == runs[0]);

        Now += Longest;
        (await AcceptAsync(null, Ending(ends, withRun: false))).Status.ShouldBe(AcceptStatus.Accepted);

        (await SeriesAsync()).Select(series => series.RunId).ShouldBe(runs[1..], ignoreOrder: true);
    }

    [Fact]
    public async Task List_HasTheSeriesOfAScope_ByRun_DueOrNot_PageByPage()
    {
        var runs = Enumerable.Range(0, 4).Select(_ => Make.RunId()).Order().ToArray();
        await AcceptAsync(null, Joining(runs[3], key: "a"));
        await AcceptAsync(null, Joining(runs[1], key: "b"));
        await AcceptAsync(null, Joining(runs[2], rule: "rule-2", key: "a"));
        await AcceptAsync(null, Joining(runs[0], scope: OtherScope));
        var all = (await SeriesAsync()).Where(series => series.Scope == Scope).OrderBy(series => series.RunId).ToArray();

        (await ListAsync(new() { Limit = 10 })).ShouldBe(all);
        (await ListAsync(new() { Limit = 2 })).ShouldBe(all.Take(2));
        (await ListAsync(new() { Limit = 2, After = all[1].RunId })).ShouldBe(all.Skip(2));
        (await ListAsync(new() { Limit = 10, Rule = "rule-1" })).Select(series => series.RunId).ShouldBe([runs[1], runs[3]]);
        (await ListAsync(new() { Limit = 10, Key = "a" })).Select(series => series.RunId).ShouldBe([runs[2], runs[3]]);
        (await ListAsync(new() { Limit = 10, Rule = "rule-2", Key = "a" })).Select(series => series.RunId).ShouldBe([runs[2]]);
        (await ListAsync(new() { Limit = 10, Runs = [runs[3], runs[0], runs[1], Make.RunId()] })).Select(series => series.RunId).ShouldBe([runs[1], runs[3]]);
        (await ListAsync(new() { Limit = 10, Rule = "rule-2", Runs = [runs[3]] })).ShouldBeEmpty();
        (await ListAsync(new() { Limit = 10, Key = "b", Runs = [runs[3]] })).ShouldBeEmpty();
        (await ListAsync(new() { Limit = 10, Runs = [] })).ShouldBeEmpty();
        (await ListAsync(new() { Limit = 10, Rule = "nobody" })).ShouldBeEmpty();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => ListAsync(new() { Limit = 0 }));
    }

    private static AcceptOperation Early(AcceptOperation end) => new()
    {
        Scope = end.Scope, Event = end.Event, Runs = [],
        Debounced = new DebounceEnd { Rule = end.Debounced!.Rule, Key = end.Debounced.Key, RunId = end.Debounced.RunId, LastEventId = end.Debounced.LastEventId, Early = true },
    };

    private Task<IReadOnlyList<DebounceRecord>> ListAsync(DebounceFilter filter) => Store.ListDebouncesAsync(Scope, filter, TestContext.Current.CancellationToken);

    private static readonly IEqualityComparer<DueDebounces> DueComparer = EqualityComparer<DueDebounces>.Create(
        (left, right) => left!.Next == right!.Next && left.Series.SequenceEqual(right.Series), due => due.Series.Count);

    private async Task<RunId> BeginAsync()
    {
        var run = Make.RunId();
        (await AcceptAsync(null, Joining(run))).Status.ShouldBe(AcceptStatus.Accepted);
        return run;
    }

    private AcceptOperation Joining(
        RunId run, RunId? other = null, string scope = Scope, string rule = "rule-1", string key = "asset-1", string hash = "hash-1", string trigger = "trigger-1",
        TimeSpan? quiet = null, TimeSpan? longest = null, DedupeKey? dedupe = null)
    {
        var join = new DebounceJoin { Rule = rule, Key = key, RunId = run, RuleHash = hash, TriggerId = trigger, Quiet = quiet ?? Quiet, Longest = longest ?? Longest };
        return new AcceptOperation
        {
            Scope = scope,
            Event = Make.Event(scope),
            Dedupe = dedupe,
            Runs = [],
            Debounces = other is { } second
                ? [join, new DebounceJoin { Rule = "rule-9", Key = key, RunId = second, RuleHash = hash, TriggerId = trigger, Quiet = Quiet, Longest = Longest }]
                : [join],
        };
    }

    /// <summary>The end of the only series.</summary>
    private async Task<AcceptOperation> EndingAsync(bool withRun = false) => Ending((await SeriesAsync()).ShouldHaveSingleItem(), withRun);

    private AcceptOperation Ending(DebounceRecord series, bool withRun)
    {
        var id = new AutomationEventId(series.RunId.Value);
        return new AcceptOperation
        {
            Scope = series.Scope,
            Event = Make.Event(series.Scope, "automation.debounced", series.Key) with { Id = id, Root = id },
            Runs = withRun ? [new NewRun { Run = Make.Run(series.Scope, series.Rule, series.LastEventId, series.Key) with { Id = series.RunId }, Owned = false }] : [],
            Debounced = new DebounceEnd { Rule = series.Rule, Key = series.Key, RunId = series.RunId, LastEventId = series.LastEventId },
        };
    }

    private DebounceRecord Series(RunId run, AcceptOperation first, AcceptOperation last, DateTimeOffset began, int events) => new()
    {
        Scope = Scope,
        Rule = "rule-1",
        Key = "asset-1",
        RunId = run,
        RuleHash = "hash-1",
        TriggerId = "trigger-1",
        FirstEventId = first.Event!.Id,
        LastEventId = last.Event!.Id,
        FirstAt = began,
        Until = began + Longest,
        DueAt = Now + Quiet,
        Events = events,
    };

    /// <summary>All series there are, as if they were due.</summary>
    private async Task<IReadOnlyList<DebounceRecord>> SeriesAsync() =>
        [.. (await Store.ListDueDebouncesAsync(Now.AddDays(10), null, 100, TestContext.Current.CancellationToken)).Series.OrderBy(series => series.Scope, StringComparer.Ordinal).ThenBy(series => series.Rule, StringComparer.Ordinal).ThenBy(series => series.Key, StringComparer.Ordinal)];

    private Task<DueDebounces> DueAsync() => Store.ListDueDebouncesAsync(Now, null, 100, TestContext.Current.CancellationToken);

    private async Task<(IReadOnlyList<DebounceRecord> Series, DateTimeOffset? Next)> PageAsync(int limit, DebounceRecord? after)
    {
        var page = await Store.ListDueDebouncesAsync(Now, after, limit, TestContext.Current.CancellationToken);
        return (page.Series, page.Next);
    }
}

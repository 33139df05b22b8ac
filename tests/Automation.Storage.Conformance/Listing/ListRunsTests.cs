namespace Automation.Storage.Conformance.Listing;

/// <summary>Lists of runs: the right ones, newest first, page by page.</summary>
public abstract class ListRunsTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task List_IsNewestFirstAndLimited()
    {
        RunId[] runs = [await CreateReadyAsync(), await CreateReadyAsync(), await CreateReadyAsync()];

        (await IdsAsync(new RunQuery())).ShouldBe(runs.Reverse());
        (await IdsAsync(new RunQuery { Limit = 2 })).ShouldBe([runs[2], runs[1]]);
        (await IdsAsync(new RunQuery { Limit = 2, After = runs[1] })).ShouldBe([runs[0]]);
        (await IdsAsync(new RunQuery { After = runs[0] })).ShouldBeEmpty();
    }

    [Fact]
    public async Task List_AfterARunThatDoesNotExist_ContinuesAtItsPlace()
    {
        var old = await CreateReadyAsync();
        var between = Make.RunId();
        await CreateReadyAsync();

        (await IdsAsync(new RunQuery { After = between })).ShouldBe([old]);
    }

    // Fault: runs that have ended are listed, or those of another scope are not.
    [Fact]
    public async Task LiveRuns_AreThoseOfAllScopes_ThatHaveNotEnded_OldestFirst_PageByPage()
    {
        var node = await JoinAsync();
        var first = await CreateReadyAsync();
        var ended = await CreateOwnedAsync(node);
        await EndAsync(node, ended);
        var other = await CreateReadyAsync(scope: "another");
        var last = await CreateReadyAsync();

        var page = await Store.ListLiveRunsAsync(null, 2, default);
        var next = await Store.ListLiveRunsAsync(page[^1].RunId, 2, default);

        page.Select(run => (run.RunId, run.Scope)).ShouldBe([(first, Scope), (other, "another")]);
        next.Select(run => run.RunId).ShouldBe([last]);
        (page[0].Rule, page[0].RuleHash).ShouldBe(((await LoadAsync(first)).Run.Rule, (await LoadAsync(first)).Run.RuleHash));
    }

    [Fact]
    public async Task List_LimitBelowOne_IsRefused()
    {
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => IdsAsync(new RunQuery { Limit = 0 }));
    }

    [Fact]
    public async Task List_SaysHowEachRunStands()
    {
        var cast = await CastAsync();

        var listed = (await Store.ListRunsAsync(Scope, new RunQuery(), default)).ToDictionary(run => run.Run.Id);

        listed.Count.ShouldBe(cast.Count);
        foreach (var (status, run) in cast)
        {
            (listed[run].Live?.State.ToRunStatus() ?? listed[run].EndStatus).ShouldBe(status);
        }

        var failed = listed[cast[RunStatus.Failed]];
        failed.Live.ShouldBeNull();
        failed.EndedAt.ShouldBe(Now);
        failed.EndReason.ShouldBe("no ink");
        listed[cast[RunStatus.Succeeded]].EndReason.ShouldBeNull();
        listed[cast[RunStatus.Parked]].Live!.Reason.ShouldBe("needs something");
        listed[cast[RunStatus.Ready]].EndStatus.ShouldBeNull();
        listed[cast[RunStatus.Ready]].EndedAt.ShouldBeNull();
    }

    [Theory]
    [InlineData(RunStatus.Ready)]
    [InlineData(RunStatus.Running)]
    [InlineData(RunStatus.Waiting)]
    [InlineData(RunStatus.Parked)]
    [InlineData(RunStatus.Succeeded)]
    [InlineData(RunStatus.Failed)]
    [InlineData(RunStatus.Cancelled)]
    public async Task List_ByOneStatus_FindsThoseOnly(RunStatus status)
    {
        var cast = await CastAsync();

        (await IdsAsync(new RunQuery { Statuses = [status] })).ShouldBe([cast[status]]);
        (await IdsAsync(new RunQuery { Statuses = [status], Rule = "rule-1" })).ShouldBe([cast[status]]);
        (await IdsAsync(new RunQuery { Statuses = [status], Rule = "rule-2" })).ShouldBeEmpty();
        (await IdsAsync(new RunQuery { Statuses = [status], Subject = "asset-1" })).ShouldBe([cast[status]]);
        (await IdsAsync(new RunQuery { Statuses = [status], Subject = "asset-2" })).ShouldBeEmpty();
        (await IdsAsync(new RunQuery { Statuses = [status], Subject = "asset-1", Rule = "rule-2" })).ShouldBeEmpty();
    }

    // Fault: ends are counted with their run's live rows only, or those of other scopes too.
    [Fact]
    public async Task Counts_AreThoseOfTheScope_ByRuleAndStatus_FromAnInstantOn()
    {
        var cast = await CastAsync();
        await CreateReadyAsync(scope: OtherScope);
        var minted = cast.Values.Max(run => IdTime.Of(run.Value));

        var counts = await Store.CountRunsAsync(Scope, DateTimeOffset.UnixEpoch, TestContext.Current.CancellationToken);

        counts.ShouldBe(cast.Keys.Select(status => new RunCount("rule-1", status, 1)), ignoreOrder: true);
        (await Store.CountRunsAsync(Scope, minted, TestContext.Current.CancellationToken)).ShouldNotBeEmpty();
        (await Store.CountRunsAsync(Scope, minted.AddMilliseconds(1), TestContext.Current.CancellationToken)).ShouldBeEmpty();
        (await Store.CountRunsAsync("nowhere", DateTimeOffset.UnixEpoch, TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task List_Waiting_FindsTimersAndIdleOnes_AndReadyFindsThoseInProbation()
    {
        var node = await JoinAsync();
        var timer = await CreateParkedAsync(node, Now.AddHours(1));
        var idle = await CreateParkedAsync(node, null);
        var twice = await CreateOwnedAsync(node);
        node = await CrashAndJoinAsync();
        await ClaimAsync(node);
        await CrashAndJoinAsync();
        var ready = await CreateReadyAsync();

        (await IdsAsync(new RunQuery { Statuses = [RunStatus.Waiting] })).ShouldBe([idle, timer]);
        (await IdsAsync(new RunQuery { Statuses = [RunStatus.Ready] })).ShouldBe([ready, twice]);
    }

    [Fact]
    public async Task List_BySeveralStatuses_MergesThemByAge()
    {
        var cast = await CastAsync();
        RunStatus[] asked = [RunStatus.Failed, RunStatus.Waiting, RunStatus.Ready, RunStatus.Failed];
        var wanted = cast.Where(one => asked.Contains(one.Key)).Select(one => one.Value).OrderDescending().ToArray();

        (await IdsAsync(new RunQuery { Statuses = asked })).ShouldBe(wanted);
        (await IdsAsync(new RunQuery { Statuses = asked, Limit = 2 })).ShouldBe(wanted[..2]);
        (await IdsAsync(new RunQuery { Statuses = asked, After = wanted[0] })).ShouldBe(wanted[1..]);
    }

    [Fact]
    public async Task List_ByRuleAndSubject_ComparesOrdinally()
    {
        var one = await CreateReadyAsync(rule: "rule-1", subject: "asset-1");
        var two = await CreateReadyAsync(rule: "rule-2", subject: "asset-1");
        await CreateReadyAsync(rule: "Rule-1", subject: "Asset-1");
        await CreateReadyAsync(rule: "rule-1", subject: null);

        (await IdsAsync(new RunQuery { Rule = "rule-2" })).ShouldBe([two]);
        (await IdsAsync(new RunQuery { Subject = "asset-1" })).ShouldBe([two, one]);
        (await IdsAsync(new RunQuery { Subject = "asset-1", Rule = "rule-1" })).ShouldBe([one]);
        (await IdsAsync(new RunQuery { Subject = "" })).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task List_ByTime_IncludesTheFirstInstantAndNotTheLast(bool withStatus, bool withRule)
    {
        var node = await JoinAsync();
        var start = Now;
        var runs = new List<RunId>();
        for (var i = 0; i < 5; i++)
        {
            await MoveAsync(start.AddMinutes(i), node);
            runs.Add(await CreateOwnedAsync(node));
        }

        await EndAsync(node, runs[2]);
        var query = new RunQuery
        {
            From = start.AddMinutes(1),
            To = start.AddMinutes(3),
            Statuses = withStatus ? [RunStatus.Running, RunStatus.Succeeded] : [],
            Rule = withRule ? "rule-1" : null,
        };

        (await IdsAsync(query)).ShouldBe([runs[2], runs[1]]);
        (await IdsAsync(query with { From = null })).ShouldBe([runs[2], runs[1], runs[0]]);
        (await IdsAsync(query with { To = null })).ShouldBe([runs[4], runs[3], runs[2], runs[1]]);
        (await IdsAsync(query with { From = start.AddMinutes(2).AddMicroseconds(1) })).ShouldBeEmpty();
    }

    [Fact]
    public async Task List_ByTime_GoesByTheStoredTimeAndNotByTheId()
    {
        var late = Make.Run() with { At = Now.AddDays(3) };
        await AcceptAsync(null, Make.Start(late));
        var now = await CreateReadyAsync();

        (await IdsAsync(new RunQuery { From = Now.AddDays(2) })).ShouldBe([late.Id]);
        (await IdsAsync(new RunQuery { To = Now.AddDays(2) })).ShouldBe([now]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pages_WhileRunsComeAndEnd_RepeatNoneAndSkipNone(bool byStatus)
    {
        var node = await JoinAsync();
        var existing = new List<RunId>();
        for (var i = 0; i < 30; i++)
        {
            existing.Add(i % 3 == 0 ? await CreateReadyAsync() : await CreateOwnedAsync(node));
        }

        RunStatus[] statuses = byStatus ? [RunStatus.Ready, RunStatus.Running, RunStatus.Succeeded] : [];
        var seen = new List<RunId>();
        RunId? after = null;
        for (var page = 0; page == 0 || after is not null; page++)
        {
            var ids = await IdsAsync(new RunQuery { Limit = 7, After = after, Statuses = statuses });
            seen.AddRange(ids);
            after = ids.Length == 7 ? ids[^1] : null;
            await CreateReadyAsync();
            await EndAsync(node, existing.Where((_, i) => i % 3 == 1).ElementAt(page));
        }

        seen.ShouldBe(existing.AsEnumerable().Reverse());
    }

    [Fact]
    public async Task List_LeavesOtherScopesOut()
    {
        var cast = await CastAsync();

        foreach (var status in cast.Keys)
        {
            (await Store.ListRunsAsync(OtherScope, new RunQuery { Statuses = [status] }, default)).ShouldBeEmpty();
        }

        (await Store.ListRunsAsync(OtherScope, new RunQuery(), default)).ShouldBeEmpty();
        (await Store.ListRunsAsync(OtherScope, new RunQuery { Subject = "asset-1" }, default)).ShouldBeEmpty();
        (await Store.ListRunsAsync("", new RunQuery(), default)).ShouldBeEmpty();
    }

    private async Task<RunId[]> IdsAsync(RunQuery query) =>
        [.. (await Store.ListRunsAsync(Scope, query, TestContext.Current.CancellationToken)).Select(run => run.Run.Id)];

    /// <summary>One run of each status that a living process can bring about.</summary>
    private async Task<Dictionary<RunStatus, RunId>> CastAsync()
    {
        var node = await JoinAsync();
        var cast = new Dictionary<RunStatus, RunId>();
        foreach (var status in new[]
            { RunStatus.Failed, RunStatus.Ready, RunStatus.Parked, RunStatus.Succeeded, RunStatus.Running, RunStatus.Waiting, RunStatus.Cancelled })
        {
            var run = status == RunStatus.Ready
                ? await CreateReadyAsync(subject: "asset-1")
                : await CreateOwnedAsync(node, subject: "asset-1");
            cast.Add(status, run);
            RunTransition transition = status switch
            {
                RunStatus.Waiting => new RunTransition.Park(Now.AddHours(1)),
                RunStatus.Parked => new RunTransition.Hold("needs something"),
                RunStatus.Failed => new RunTransition.End(status, "no ink"),
                RunStatus.Succeeded or RunStatus.Cancelled => new RunTransition.End(status, null),
                _ => RunTransition.Continue.Instance,
            };
            await RecordAsync(node, Make.Record(run, 1, transition, Make.Outcome("a")));
        }

        return cast;
    }
}

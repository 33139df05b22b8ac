namespace Automation.Storage.Conformance.Accepting;

/// <summary>An accept stores event, key and runs, all or none.</summary>
public abstract class AcceptTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task Accept_EventAndRun_AreStored()
    {
        var @event = Make.Event();
        var run = Make.Run(@event: @event.Id);

        var result = await AcceptAsync(null, new AcceptOperation { Scope = Scope, Event = @event, Runs = [new NewRun { Run = run, Owned = false }] });

        result.Status.ShouldBe(AcceptStatus.Accepted);
        result.MadeReady.ShouldBeTrue();
        result.Notify.ShouldBeEmpty();
        var stored = await LoadAsync(run.Id);
        stored.Event.ShouldNotBeNull().Id.ShouldBe(@event.Id);
        stored.Live.ShouldBe(new LiveRecord { State = LiveState.Ready, ClaimNumber = 0, Rescues = 0 });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Accept_RunThatGoesOnFromAnother_BeginsWithItsRows(bool limited)
    {
        var node = await JoinAsync();
        var former = await CreateOwnedAsync(node);
        await EndAsync(node, former);
        var run = Make.Run() with { RerunOf = former };
        var limits = limited ? new RunLimits(1, null) : null;
        LedgerEntry[] rows = [Make.Outcome("a") with { StartedAt = null }, Make.Outcome("b/0", 2) with { Next = Make.Utf8("next") }];

        await AcceptAsync(node, new AcceptOperation { Scope = Scope, Runs = [new NewRun { Run = run, Entries = rows, Owned = true, Limits = limits }] });

        var stored = await LoadAsync(run.Id);
        stored.Run.RerunOf.ShouldBe(former);
        stored.Entries.Select(Shown).ShouldBe(rows.Select(Shown));
        (await Store.ListRunsAsync(Scope, new RunQuery(), default)).Select(one => one.Run.RerunOf).ShouldBe([former, null]);
        (await RecordAsync(node, Make.Continue(run.Id, 1, Make.Outcome("c", 3)))).Applied.ShouldBeTrue();

        static (string, EntryKind, int, StepStatus?, DateTimeOffset?, DateTimeOffset, string, string) Shown(LedgerEntry entry) => (
            entry.Path.Value, entry.Kind, entry.Sequence, entry.Status, entry.StartedAt, entry.At, Convert.ToHexString(entry.Body.Span), Convert.ToHexString(entry.Next.Span));
    }

    [Fact]
    public async Task Accept_DuplicateOfARunWithRows_StoresNoneOfThem()
    {
        var first = Make.Run();
        await AcceptAsync(null, Start(first));
        var second = Make.Run();

        (await AcceptAsync(null, Start(second))).ShouldSatisfyAllConditions(
            result => result.Status.ShouldBe(AcceptStatus.Duplicate), result => result.OriginalId.ShouldBe(first.Id.Value));

        (await Store.LoadRunAsync(second.Id, default)).ShouldBeNull();
        (await LoadAsync(first.Id)).Entries.Count.ShouldBe(1);
        (await DiagnoseAsync()).ShouldBeEmpty();

        AcceptOperation Start(RunRecord run) =>
            new() { Scope = Scope, Dedupe = Make.Key("k"), Runs = [new NewRun { Run = run, Entries = [Make.Outcome("a")], Owned = false }] };
    }

    [Fact]
    public async Task Accept_OwnedRun_IsOwnedWithClaimNumberOne()
    {
        var node = await JoinAsync();
        var run = Make.Run();

        var result = await AcceptAsync(node, Make.Start(run, owned: true));

        result.MadeReady.ShouldBeFalse();
        (await LiveAsync(run.Id)).ShouldBe(new LiveRecord { State = LiveState.Owned, Owner = node.NodeId, ClaimNumber = 1, Rescues = 0 });
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Europe/Berlin")]
    public async Task Accept_TimeZoneOfARun_IsStored(string? timeZone)
    {
        var run = Make.Run() with { TimeZone = timeZone };
        var limited = Make.Run() with { TimeZone = timeZone };

        await CommitAsync(null, Make.Start(run), new AcceptOperation { Scope = Scope, Runs = [new NewRun { Run = limited, Owned = false, Limits = new RunLimits(1, null) }] });

        (await LoadAsync(run.Id)).Run.TimeZone.ShouldBe(timeZone);
        (await LoadAsync(limited.Id)).Run.TimeZone.ShouldBe(timeZone);
    }

    [Fact]
    public async Task Accept_EventWithoutRuns_IsStored()
    {
        var @event = Make.Event();

        var result = await AcceptAsync(null, Make.Publish(@event));

        result.MadeReady.ShouldBeFalse();
        (await Store.FindEventAsync(Scope, @event.Id, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Accept_RepeatedKeyAndBody_IsDuplicateOfTheFirst()
    {
        var first = Make.Event();
        var second = Make.Event();
        await AcceptAsync(null, Make.Publish(first).With(Make.Key("k")));

        var result = await AcceptAsync(null, Make.Publish(second).With(Make.Key("k"), Make.Run(@event: second.Id)));

        result.Status.ShouldBe(AcceptStatus.Duplicate);
        result.OriginalId.ShouldBe(first.Id.Value);
        (await Store.FindEventAsync(Scope, second.Id, default)).ShouldBeNull();
        (await Store.ListRunsAsync(Scope, new RunQuery(), default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Accept_RepeatedKeyWithOtherBody_IsConflict()
    {
        var first = Make.Event();
        var second = Make.Event();
        await AcceptAsync(null, Make.Publish(first).With(Make.Key("k", "one")));

        var result = await AcceptAsync(null, Make.Publish(second).With(Make.Key("k", "two")));

        result.Status.ShouldBe(AcceptStatus.Conflict);
        result.OriginalId.ShouldBe(first.Id.Value);
        (await Store.FindEventAsync(Scope, second.Id, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Accept_RepeatedKeyInOneBatch_IsDuplicate()
    {
        var first = Make.Event();
        var second = Make.Event();

        var results = await CommitAsync(null, Make.Publish(first).With(Make.Key("k")), Make.Publish(second).With(Make.Key("k")));

        results.Cast<AcceptResult>().Select(result => result.Status).ShouldBe([AcceptStatus.Accepted, AcceptStatus.Duplicate]);
        ((AcceptResult)results[1]).OriginalId.ShouldBe(first.Id.Value);
    }

    [Fact]
    public async Task Accept_KeyOfOtherScopeOrSource_IsIndependent()
    {
        await AcceptAsync(null, Make.Publish(Make.Event()).With(Make.Key("k")));

        var otherScope = await AcceptAsync(null, Make.Publish(Make.Event(OtherScope)).With(Make.Key("k", "other")));
        var otherSource = await AcceptAsync(null, Make.Publish(Make.Event()).With(Make.Key("k", "other", source: "manual:rule-1")));

        otherScope.Status.ShouldBe(AcceptStatus.Accepted);
        otherSource.Status.ShouldBe(AcceptStatus.Accepted);
    }

    [Fact]
    public async Task Accept_ManualStartWithKey_AnswersTheFirstRun()
    {
        var first = Make.Run();
        await AcceptAsync(null, Make.Start(first).With(Make.Key("k")));

        var again = await AcceptAsync(null, Make.Start(Make.Run()).With(Make.Key("k")));

        again.Status.ShouldBe(AcceptStatus.Duplicate);
        again.OriginalId.ShouldBe(first.Id.Value);
    }

    [Fact]
    public async Task Accept_KeyOlderThanItsWindow_IsReplaced()
    {
        await AcceptAsync(null, Make.Publish(Make.Event()).With(Make.Key("k", "one")));
        Now += TimeSpan.FromDays(8);
        var second = Make.Event();

        var after = await AcceptAsync(null, Make.Publish(second).With(Make.Key("k", "two", notBefore: Now.AddDays(-7))));
        var again = await AcceptAsync(null, Make.Publish(Make.Event()).With(Make.Key("k", "two", notBefore: Now.AddDays(-7))));

        after.Status.ShouldBe(AcceptStatus.Accepted);
        again.Status.ShouldBe(AcceptStatus.Duplicate);
        again.OriginalId.ShouldBe(second.Id.Value);
    }

    [Fact]
    public async Task Accept_KeyAtTheEdgeOfItsWindow_StillCounts()
    {
        await AcceptAsync(null, Make.Publish(Make.Event()).With(Make.Key("k")));

        var at = await AcceptAsync(null, Make.Publish(Make.Event()).With(Make.Key("k", notBefore: Now)));

        at.Status.ShouldBe(AcceptStatus.Duplicate);
    }

    [Fact]
    public async Task Accept_OtherScopeVersion_IsStaleAndStoresNothing()
    {
        await Store.SaveRuleAsync(Make.Rule(), default);
        var @event = Make.Event();

        var stale = await AcceptAsync(null, Make.Publish(@event).At(0).With(Make.Key("k")));
        var fresh = await AcceptAsync(null, Make.Publish(@event).At(1).With(Make.Key("k")));

        stale.Status.ShouldBe(AcceptStatus.StaleScope);
        fresh.Status.ShouldBe(AcceptStatus.Accepted);
    }

    [Fact]
    public async Task Accept_AfterTheScopeChanged_KnowsItsNewVersion()
    {
        (await AcceptAsync(null, Make.Publish(Make.Event()).At(0))).Status.ShouldBe(AcceptStatus.Accepted);
        await Store.SaveRuleAsync(Make.Rule(), default);

        (await AcceptAsync(null, Make.Publish(Make.Event()).At(0))).Status.ShouldBe(AcceptStatus.StaleScope);
        (await AcceptAsync(null, Make.Publish(Make.Event()).At(1))).Status.ShouldBe(AcceptStatus.Accepted);
    }

    [Fact]
    public async Task Accept_AfterAnotherDoorChangedTheScope_KnowsItsNewVersion()
    {
        (await AcceptAsync(null, Make.Publish(Make.Event()).At(0))).Status.ShouldBe(AcceptStatus.Accepted);
        await (await Fixture.OpenAsync()).SaveRuleAsync(Make.Rule(), default);

        (await AcceptAsync(null, Make.Publish(Make.Event()).At(0))).Status.ShouldBe(AcceptStatus.StaleScope);
    }

    [Fact]
    public async Task Accept_ScopeWithoutRules_HasVersionZero()
    {
        (await AcceptAsync(null, Make.Publish(Make.Event()).At(0))).Status.ShouldBe(AcceptStatus.Accepted);
        (await AcceptAsync(null, Make.Publish(Make.Event()).At(1))).Status.ShouldBe(AcceptStatus.StaleScope);
    }

    [Fact]
    public async Task Accept_DuplicateOfStaleScope_IsDuplicate()
    {
        await AcceptAsync(null, Make.Publish(Make.Event()).With(Make.Key("k")));

        var again = await AcceptAsync(null, Make.Publish(Make.Event()).At(99).With(Make.Key("k")));

        again.Status.ShouldBe(AcceptStatus.Duplicate);
    }

    [Fact]
    public async Task Accept_SameEventTwice_FailsTheBatch()
    {
        var @event = Make.Event();
        await AcceptAsync(null, Make.Publish(@event));

        await Should.ThrowAsync<InvalidOperationException>(() => AcceptAsync(null, Make.Publish(@event)));
    }

    [Fact]
    public async Task Accept_SameRunTwice_FailsTheBatch()
    {
        var run = Make.Run();
        await AcceptAsync(null, Make.Start(run));

        await Should.ThrowAsync<InvalidOperationException>(() => AcceptAsync(null, Make.Start(run)));
    }

    [Fact]
    public async Task Accept_RunOfAnEventThatTheScopeDoesNotHave_FailsTheBatch()
    {
        var foreign = Make.Event(OtherScope);
        await AcceptAsync(null, Make.Publish(foreign));

        await Should.ThrowAsync<InvalidOperationException>(() => AcceptAsync(null, Make.Start(Make.Run(@event: foreign.Id))));
        await Should.ThrowAsync<InvalidOperationException>(() => AcceptAsync(null, Make.Start(Make.Run(@event: Make.EventId()))));
    }

    [Fact]
    public async Task Accept_RunOfAnEarlierEvent_IsStored()
    {
        var @event = Make.Event();
        await AcceptAsync(null, Make.Publish(@event));
        var run = Make.Run(@event: @event.Id);

        await AcceptAsync(null, Make.Start(run));

        (await LoadAsync(run.Id)).Event.ShouldNotBeNull().Id.ShouldBe(@event.Id);
    }
}

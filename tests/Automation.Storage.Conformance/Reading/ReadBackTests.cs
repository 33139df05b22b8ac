namespace Automation.Storage.Conformance.Reading;

/// <summary>What was stored is read back as it was handed in.</summary>
public abstract class ReadBackTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task Event_EveryField_IsReadBack()
    {
        var @event = Make.Event() with
        {
            Cause = Make.RunId(),
            Root = Make.EventId(),
            Depth = 3,
            At = Now.AddMicroseconds(7),
            Verdicts =
            [
                new Verdict { Rule = "ran", Reason = VerdictReason.Ran, RunId = Make.RunId() },
                new Verdict { Rule = "no", Reason = VerdictReason.ConditionFalse, Detail = "kind = \"é\"\n<&>" },
                new Verdict { Rule = "threw", Reason = VerdictReason.Faulted, Detail = "" },
                new Verdict { Rule = "off", Reason = VerdictReason.Disabled },
            ],
        };
        await AcceptAsync(null, Make.Publish(@event));

        var stored = (await Store.FindEventAsync(Scope, @event.Id, default)).ShouldNotBeNull();

        stored.Payload.ToArray().ShouldBe(@event.Payload.ToArray());
        stored.Verdicts.ShouldBe(@event.Verdicts);
        (stored with { Payload = default, Verdicts = [] }).ShouldBe(@event with { Payload = default, Verdicts = [] });
    }

    [Fact]
    public async Task Event_FromOutside_IsItsOwnRoot()
    {
        var @event = Make.Event(subject: null);
        await AcceptAsync(null, Make.Publish(@event));

        var stored = (await Store.FindEventAsync(Scope, @event.Id, default)).ShouldNotBeNull();

        stored.Root.ShouldBe(@event.Id);
        stored.Cause.ShouldBeNull();
        stored.Subject.ShouldBeNull();
        stored.Verdicts.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_EveryField_IsReadBack()
    {
        var @event = Make.Event();
        var run = Make.Run(@event: @event.Id, subject: "asset-7") with { Input = Make.Utf8("[1]"), Next = new byte[] { 9, 0 }, At = Now.AddMicroseconds(3) };
        await AcceptAsync(null, new AcceptOperation { Scope = Scope, Event = @event, Runs = [new NewRun { Run = run, Owned = false }] });

        var stored = (await LoadAsync(run.Id)).Run;

        stored.Input.ToArray().ShouldBe(run.Input.ToArray());
        stored.Next.ToArray().ShouldBe(run.Next.ToArray());
        (stored with { Input = default, Next = default }).ShouldBe(run with { Input = default, Next = default });
    }

    [Fact]
    public async Task Run_WithoutInput_HasNone()
    {
        var run = await LoadAsync(await CreateReadyAsync());

        run.Run.Input.IsEmpty.ShouldBeTrue();
        run.Run.Next.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task Times_OfAnotherOffset_AreReadAsUtc()
    {
        var local = new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.FromHours(5.5));
        var @event = Make.Event() with { At = local };
        await AcceptAsync(null, Make.Publish(@event));

        var stored = (await Store.FindEventAsync(Scope, @event.Id, default)).ShouldNotBeNull();

        stored.At.ShouldBe(local);
        stored.At.Offset.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task Times_AtTheEndsOfTheCalendar_AreKept()
    {
        var node = await JoinAsync();
        var early = Make.Event() with { At = DateTimeOffset.MinValue };
        await AcceptAsync(null, Make.Publish(early));
        var run = await CreateParkedAsync(node, DateTimeOffset.MaxValue);

        (await Store.FindEventAsync(Scope, early.Id, default))!.At.ShouldBe(DateTimeOffset.MinValue);
        (await LiveAsync(run)).DueAt.ShouldBe(DateTimeOffset.MaxValue);
        (await ClaimAsync(node)).ShouldBeEmpty();
    }

    [Fact]
    public async Task LoadRun_Unknown_IsNull() => (await Store.LoadRunAsync(Make.RunId(), default)).ShouldBeNull();

    [Fact]
    public async Task LoadRun_ManualStart_HasNoEvent() => (await LoadAsync(await CreateReadyAsync())).Event.ShouldBeNull();

    [Fact]
    public async Task Ids_OfEveryByte_AreKeptAndOrderedAsBytes()
    {
        Guid[] ids =
        [
            Guid.Parse("00000000-0000-0000-0000-000000000001"),
            Guid.Parse("01020304-0506-0708-090a-0b0c0d0e0f10"),
            Guid.Parse("7fffffff-ffff-ffff-ffff-ffffffffffff"),
            Guid.Parse("80000000-0000-0000-0000-000000000000"),
            Guid.Parse("ff000000-00ff-ff00-8000-00000000007f"),
        ];
        foreach (var id in ids.Reverse())
        {
            await AcceptAsync(null, Make.Start(Make.Run() with { Id = new RunId(id) }));
        }

        var listed = await Store.ListRunsAsync(Scope, new RunQuery(), default);

        listed.Select(run => run.Run.Id.Value).ShouldBe(ids.Reverse());
    }
}

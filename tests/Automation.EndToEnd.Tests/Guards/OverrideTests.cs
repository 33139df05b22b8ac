using System.Collections.Concurrent;
using System.Text.Json;
using Automation.EndToEnd.Worlds;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Guards;

/// <summary>A person takes a subject in hand, and the rules leave it alone until it is released.</summary>
public sealed class OverrideTests
{
    private static readonly JsonElement Order = JsonElement.Parse("""{"id":"1","amount":1}""");

    public static TheoryData<StoreKind> Stores => [.. Enum.GetValues<StoreKind>()];

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Override_WhileAStepRuns_RecordsIt_ParksBeforeTheNext_AndGoesOnWhenReleased(StoreKind store)
    {
        await using var world = new World(store, new FaultPlan(), Rules.Three) { HandlersWait = true };
        var (running, free) = Hold(world, "b");
        await world.StartAsync();
        await world.PublishAsync(new OrderPlaced("1"), "k");
        await running.WaitAsync();

        await world.Client.OverrideSubjectAsync("1", "The customer called.", "ada");
        free.Open();
        world.HandlersWait = false;
        await world.RunToEndAsync(RunStatus.Parked);
        await world.AdvanceAsync(TimeSpan.FromHours(1));

        var run = (await world.RunsAsync()).Single();
        var parked = (await world.FindRunAsync(run.Run.Id))!;
        parked.Status.ShouldBe(RunStatus.Parked);
        parked.Reason!.ShouldContain("'ada' has subject '1' in hand since 2030-01-01T00:00:00");
        parked.Reason!.ShouldContain("The customer called. Release the subject");
        parked.Steps.Single(step => step.Path.Value == "b").Status.ShouldBe(StepStatus.Succeeded);
        world.Outside.Calls.Select(call => call.Step).ShouldBe(["a", "b"]);
        (await world.DiagnoseAsync()).ShouldBeEmpty();

        (await world.Client.ReleaseSubjectAsync("1")).ShouldBeTrue();
        await world.SettleAsync();

        (await world.FindRunAsync(run.Run.Id))!.Status.ShouldBe(RunStatus.Succeeded);
        world.Outside.Calls.Select(call => call.Step).ShouldBe(["a", "b", "c"]);
        await Invariants.CheckAsync(world, 0);
    }

    // P13. All runs are there, at their first steps, when the override comes with their third commit. A branch whose last outcome was stored before goes on to its next step: it was released then. Faults: an owner goes on although an answer told it; an answer does not tell it.
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task OutcomeOfABatchThatBeganLater_IsFollowedByNoStep(StoreKind store)
    {
        var plan = new FaultPlan();
        await using var world = new World(store, plan, Rules.On(rule => rule
            .Then("a", run => new Work("a"))
            .Parallel(
                "p",
                left => left.Then("l1", run => new Work("l1")).Then("l2", run => new Work("l2")),
                right => right.Then("r1", run => new Work("r1")).Then("r2", run => new Work("r2")))
            .Then("b", run => new Work("b")).Then("c", run => new Work("c"))));
        var before = new Dictionary<string, string[]> { ["a"] = [], ["l1"] = ["a"], ["r1"] = ["a"], ["l2"] = ["l1"], ["r2"] = ["r1"], ["b"] = ["l2", "r2"], ["c"] = ["b"] };
        var published = new Latch();
        var late = new ConcurrentDictionary<(RunId, string Step), bool>();
        var (overridden, commits, followed) = (false, 0, 0);
        world.Outside.Behaviour = async (work, context, _) =>
        {
            Interlocked.Add(ref followed, Volatile.Read(ref overridden) && before[work.Name].Any(step => late.ContainsKey((context.RunId, step))) ? 1 : 0);
            await Task.Yield();
            if (work.Name == "a")
            {
                await published.WaitAsync();
            }

            return work.Name;
        };
        plan.BeforeCommit = async batch =>
        {
            if (batch.Operations.Any(operation => operation is RecordOperation) && Interlocked.Increment(ref commits) == 3)
            {
                await world.Client.OverrideSubjectAsync("1");
                Volatile.Write(ref overridden, true);
            }

            foreach (var record in batch.Operations.OfType<RecordOperation>().Where(_ => Volatile.Read(ref overridden)))
            {
                record.Entries.Where(entry => entry.Kind == EntryKind.Outcome).ToList().ForEach(entry => late[(record.RunId, entry.Path.StepId)] = true);
            }
        };
        await world.StartAsync();
        for (var number = 0; number < 20; number++)
        {
            await world.PublishAsync(new OrderPlaced("1"), $"{number}");
        }

        published.Open();
        await world.RunToEndAsync(RunStatus.Parked);

        followed.ShouldBe(0);
        late.ShouldNotBeEmpty("An override that meets nobody proves nothing.");
        var runs = await world.RunsAsync();
        runs.Count(run => run.Live is { State: LiveState.Parked, Need: SubjectOverrides.Need }).ShouldBeGreaterThan(0);
        Volatile.Write(ref overridden, false);
        await world.Client.ReleaseSubjectAsync("1");
        await world.RunToEndAsync();
        (await world.RunsAsync()).ShouldAllBe(run => run.Entries.Last().RunStatus == RunStatus.Succeeded);
        await Invariants.CheckAsync(world, 0);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task WhileItStands_NothingStarts_AndTheVerdictSaysWho(StoreKind store)
    {
        await using var world = new World(store, new FaultPlan(), Rules.On(rule => rule.OnManual().Then("a", run => new Work("a", run.Input.Id))));
        await world.StartAsync();
        var rule = world.Client.Rule("rule");
        var before = await rule.RunJsonAsync(Order, new() { Subject = "1", Key = "before" });
        await world.SettleAsync();
        await world.Client.OverrideSubjectAsync("1", author: "ada");

        var event1 = await world.PublishAsync(new OrderPlaced("1"), "1");
        var event2 = await world.PublishAsync(new OrderPlaced("2"), "2");
        var refused = await Should.ThrowAsync<EventRejectedException>(rule.RunJsonAsync(Order, new() { Subject = "1", Key = "after" }));
        await world.SettleAsync();

        var verdict = (await world.FindEventAsync(event1.EventId))!.Verdicts.ShouldHaveSingleItem();
        (verdict.Reason, verdict.RunId).ShouldBe((VerdictReason.Overridden, null));
        verdict.Detail!.ShouldStartWith("'ada' has subject '1' in hand since ");
        event2.Verdicts.ShouldHaveSingleItem().Reason.ShouldBe(VerdictReason.Ran);
        refused.Code.ShouldBe("subject-overridden");
        refused.Message.ShouldContain("'ada' has subject '1' in hand");
        (await rule.RunJsonAsync(Order, new() { Subject = "1", Key = "before" })).ShouldSatisfyAllConditions(
            again => again.Duplicate.ShouldBeTrue(), again => again.RunId.ShouldBe(before.RunId));
        (await Should.ThrowAsync<EventRejectedException>(world.Client.RerunAsync(before.RunId))).Code.ShouldBe("subject-overridden");
        (await world.RunsAsync()).Count.ShouldBe(2);

        await world.Client.ReleaseSubjectAsync("1");
        (await world.PublishAsync(new OrderPlaced("1"), "3")).Verdicts.ShouldHaveSingleItem().Reason.ShouldBe(VerdictReason.Ran);
        await rule.RunJsonAsync(Order, new() { Subject = "1", Key = "after" });
        await world.RunToEndAsync();
        (await world.RunsAsync()).Count.ShouldBe(4);
    }

    // Another process decided with the rules as they were. Fault: a manual start carries no version.
    [Fact]
    public async Task StartThatWasDecidedBefore_IsDecidedAgain()
    {
        var plan = new FaultPlan();
        await using var world = new World(StoreKind.Sqlite, plan, Rules.On(rule => rule.OnManual().Then("a", run => new Work("a"))));
        await world.StartAsync();
        await using var other = world.Beside();
        await other.StartAsync();
        await world.Client.ListOverriddenSubjectsAsync();
        await world.PublishAsync(new OrderPlaced("2"), "2");
        await other.Client.OverrideSubjectAsync("1");

        (await Should.ThrowAsync<EventRejectedException>(world.Client.Rule("rule").RunJsonAsync(Order, new() { Subject = "1" }))).Code.ShouldBe("subject-overridden");
        (await world.PublishAsync(new OrderPlaced("1"), "1")).Verdicts.ShouldHaveSingleItem().Reason.ShouldBe(VerdictReason.Overridden);
    }

    [Fact]
    public async Task SubjectThatTheRuleSays_Counts_NotThatOfTheEvent()
    {
        await using var world = new World(StoreKind.Memory, new FaultPlan(), builder => builder
            .AddRule<OrderPlaced>("by-amount", rule => rule.OnEvent<OrderPlaced>().Subject(order => $"amount-{order.Amount}").Then("a", run => new Work("a"))));
        await world.StartAsync();
        await world.Client.OverrideSubjectAsync("amount-7");
        await world.Client.OverrideSubjectAsync("1");

        var seven = await world.PublishAsync(new OrderPlaced("2", 7), "7");
        var eight = await world.PublishAsync(new OrderPlaced("1", 8), "8");

        seven.Verdicts.ShouldHaveSingleItem().Reason.ShouldBe(VerdictReason.Overridden);
        eight.Verdicts.ShouldHaveSingleItem().Reason.ShouldBe(VerdictReason.Ran);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Override_OfARunAtRest_ParksIt_AndItsTimerWaits(StoreKind store)
    {
        await using var world = new World(store, new FaultPlan(), Rules.On(rule => rule.Delay("d", TimeSpan.FromHours(1)).Then("a", run => new Work("a"))));
        await world.StartAsync();
        await world.PublishAsync(new OrderPlaced("1"), "k");
        await world.SettleAsync();
        await world.Client.OverrideSubjectAsync("1");
        await world.SettleAsync();
        (await world.RunsAsync()).Single().Live!.State.ShouldBe(LiveState.Parked);

        await world.AdvanceAsync(TimeSpan.FromHours(3));
        world.Outside.Calls.ShouldBeEmpty();
        await world.Client.ReleaseSubjectAsync("1");
        await world.SettleAsync();

        (await world.RunsAsync()).Single().Entries[^1].RunStatus.ShouldBe(RunStatus.Succeeded);
        await Invariants.CheckAsync(world, 0);
    }

    [Fact]
    public async Task EventThatComesForAParkedRun_IsThereWhenItGoesOn()
    {
        await using var world = new World(StoreKind.Sqlite, new FaultPlan(), Rules.On(rule => rule.WaitFor<OrderPaid>(
            "w", run => run.Input.Id, TimeSpan.FromHours(1), (received, paid) => received.Then("thank", run => new Work("thank")), late => late.Then("remind", run => new Work("remind")))));
        await world.StartAsync();
        await world.PublishAsync(new OrderPlaced("1"), "k");
        await world.SettleAsync();
        await world.Client.OverrideSubjectAsync("1");
        await world.PublishAsync(new OrderPaid("1", 5), "paid");
        await world.AdvanceAsync(TimeSpan.FromHours(2));
        world.Outside.Calls.ShouldBeEmpty();

        await world.Client.ReleaseSubjectAsync("1");
        await world.SettleAsync();

        world.Outside.Calls.ShouldHaveSingleItem().Step.ShouldBe("thank");
    }

    [Fact]
    public async Task Cancel_OfAParkedRun_EndsIt_AndReleaseOfTheRunDoesNotOverruleThePerson()
    {
        await using var world = new World(StoreKind.Sqlite, new FaultPlan(), Rules.On(rule => rule.Delay("d", TimeSpan.FromHours(1)).Then("a", run => new Work("a"))));
        await world.StartAsync();
        await world.PublishAsync(new OrderPlaced("1"), "k");
        await world.Client.OverrideSubjectAsync("1");
        await world.SettleAsync();
        var run = (await world.RunsAsync()).Single().Run.Id;

        (await world.Client.ReleaseAsync(run)).ShouldBeFalse();
        await world.SettleAsync();
        (await world.FindRunAsync(run))!.Status.ShouldBe(RunStatus.Parked);
        (await world.Client.CancelAsync(run, "not needed")).ShouldBe(CancelStatus.Accepted);
        await world.SettleAsync();

        (await world.FindRunAsync(run))!.Status.ShouldBe(RunStatus.Cancelled);
        await Invariants.CheckAsync(world, 0);
    }

    // Fault: the owner of a step in flight is not told of the release, and the branch beside it waits for that step.
    [Fact]
    public async Task Release_WhileAStepRuns_LetsTheOtherBranchGoOnAtOnce()
    {
        await using var world = new World(StoreKind.Memory, new FaultPlan(), Rules.On(rule => rule.Parallel(
            "p",
            left => left.Then("slow", run => new Work("slow"), new() { Timeout = TimeSpan.FromDays(5) }),
            right => right.Then("r1", run => new Work("r1"), new() { Timeout = TimeSpan.FromDays(5) }).Then("r2", run => new Work("r2")))))
        { HandlersWait = true };
        var (slowRuns, slowFree, quickRuns, quickFree) = (new Latch(), new Latch(), new Latch(), new Latch());
        world.Outside.Behaviour = async (work, _, _) =>
        {
            (work.Name == "slow" ? slowRuns : quickRuns).Open();
            await (work.Name == "slow" ? slowFree : quickFree).WaitAsync();
            return work.Name;
        };
        await world.StartAsync();
        await world.PublishAsync(new OrderPlaced("1"), "k");
        await slowRuns.WaitAsync();
        await quickRuns.WaitAsync();
        await world.Client.OverrideSubjectAsync("1");
        quickFree.Open();
        await world.AdvanceUntilAsync(async () => (await world.RunsAsync()).Single().Entries.Any(entry => entry.Path.Value.EndsWith("r1", StringComparison.Ordinal)));
        await world.SettleAsync();
        world.Outside.Calls.ShouldNotContain(call => call.Step == "r2");

        await world.Client.ReleaseSubjectAsync("1");
        await world.AdvanceUntilAsync(() => Task.FromResult(world.Outside.Calls.Any(call => call.Step == "r2")));

        slowFree.Open();
        world.HandlersWait = false;
        await world.RunToEndAsync();
        (await world.RunsAsync()).Single().Entries[^1].RunStatus.ShouldBe(RunStatus.Succeeded);
    }

    // The mark is committed with the outcome before it, and the answer to that tells of the override. Fault: nobody knows whether it was called, and it is not.
    [Fact]
    public async Task AtMostOnceStep_ThatWasMarkedAndNotBegun_IsCalledAfterwards()
    {
        var plan = new FaultPlan();
        await using var world = new World(StoreKind.Memory, plan, Rules.On(rule => rule
            .Then("a", run => new Work("a")).Then("m", run => new Work("m"), new() { Delivery = DeliveryMode.AtMostOnce })));
        plan.BeforeCommit = batch => batch.Operations.OfType<RecordOperation>().Any(record => record.Entries.Any(entry => entry is { Kind: EntryKind.Started, Try: 1 }))
            ? world.Client.OverrideSubjectAsync("1")
            : Task.CompletedTask;
        await world.StartAsync();
        await world.PublishAsync(new OrderPlaced("1"), "k");
        await world.RunToEndAsync(RunStatus.Parked);

        world.Outside.Calls.Select(call => call.Step).ShouldBe(["a"]);
        await world.Client.ReleaseSubjectAsync("1");
        await world.RunToEndAsync();
        (await world.RunsAsync()).Single().Entries[^1].RunStatus.ShouldBe(RunStatus.Succeeded);
        world.Outside.Calls.Select(call => call.Step).ShouldBe(["a", "m"]);
    }

    [Fact]
    public async Task LastOutcome_EndsTheRun_AllTheSame()
    {
        await using var world = new World(StoreKind.Memory, new FaultPlan(), Rules.One) { HandlersWait = true };
        var (running, free) = Hold(world, "a");
        await world.StartAsync();
        await world.PublishAsync(new OrderPlaced("1"), "k");
        await running.WaitAsync();
        await world.Client.OverrideSubjectAsync("1");
        free.Open();
        world.HandlersWait = false;
        await world.SettleAsync();

        (await world.RunsAsync()).Single().Entries[^1].RunStatus.ShouldBe(RunStatus.Succeeded);
        await Invariants.CheckAsync(world, 0);
    }

    [Fact]
    public async Task List_ShowsWhatStands_AndBadInputIsRefused()
    {
        await using var world = new World(StoreKind.Memory, new FaultPlan(), Rules.One);
        await world.StartAsync();
        await world.Client.OverrideSubjectAsync("b", "counting", "ada");
        await world.Client.OverrideSubjectAsync("a");

        (await world.Client.ListOverriddenSubjectsAsync()).Select(one => (one.Subject, one.Reason, one.Author)).ShouldBe([("a", null, null), ("b", "counting", "ada")]);
        (await world.Services.GetRequiredService<IAutomationClient>().In("other").ListOverriddenSubjectsAsync()).ShouldBeEmpty();
        (await Should.ThrowAsync<EventRejectedException>(world.Client.OverrideSubjectAsync(""))).Code.ShouldBe("invalid-subject");
        (await Should.ThrowAsync<EventRejectedException>(world.Client.OverrideSubjectAsync(new string('x', 513)))).Code.ShouldBe("invalid-subject");
        (await world.Client.ReleaseSubjectAsync("nobody's")).ShouldBeFalse();
        (await world.Client.ListOverriddenSubjectsAsync()).Count.ShouldBe(2);
    }

    private static (Latch Running, Latch Free) Hold(World world, string step)
    {
        var (running, free) = (new Latch(), new Latch());
        world.Outside.Behaviour = async (work, _, _) =>
        {
            if (work.Name == step)
            {
                running.Open();
                await free.WaitAsync();
            }

            return work.Name;
        };
        return (running, free);
    }
}

using Automation.EndToEnd.Worlds;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Running;

/// <summary>What happens when a rule is busy: with one subject, or with as many runs as it may have.</summary>
public sealed class OverlapTests
{
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task OnePerSubject_RunsOfASubjectFollowEachOther_AndThoseOfOthersDoNotWait(StoreKind store)
    {
        await using var world = new World(store, new FaultPlan(), Guarded(new() { OnePerSubject = true })) { HandlersWait = true };
        var free = Hold(world);
        await world.StartAsync();
        var events = new List<AutomationEventId>();
        foreach (var (id, amount) in new[] { ("a", 1), ("b", 1), ("a", 2), ("b", 2), ("a", 3) })
        {
            events.Add((await world.PublishAsync(new OrderPlaced(id, amount), $"{id}{amount}")).EventId);
        }

        await world.AdvanceUntilAsync(() => Task.FromResult(world.Outside.Calls.Count == 2));
        var runs = await world.RunsAsync();
        runs.Count(run => run.Live!.State == LiveState.Queued).ShouldBe(3);
        var waits = (await world.FindRunAsync(runs[2].Run.Id))!;
        (waits.Status, waits.Reason).ShouldBe((RunStatus.Blocked, "Waits until the run of its rule that is about the same, and came before it, has ended."));
        (await world.DiagnoseAsync()).ShouldBeEmpty();

        free.Open();
        world.HandlersWait = false;
        await world.RunToEndAsync();

        Said(world, "a").ShouldBe(["a1", "a2", "a3"]);
        Said(world, "b").ShouldBe(["b1", "b2"]);
        (await world.FindEventAsync(events[4]))!.Verdicts.ShouldHaveSingleItem().Reason.ShouldBe(VerdictReason.Ran);
        (await world.DiagnoseAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(StoreKind.Memory, false)]
    [InlineData(StoreKind.Sqlite, true)]
    [InlineData(StoreKind.Postgres, false)]
    [InlineData(StoreKind.Postgres, true)]
    public async Task Skip_StartsNoRunWhileOneWorks_AndSaysWhichAndSinceWhen(StoreKind store, bool ofRule)
    {
        var guards = new GuardOptions { WhenBusy = WhenBusy.Skip, OnePerSubject = !ofRule, MaxRunsPerScope = ofRule ? 1 : null };
        await using var world = new World(store, new FaultPlan(), Guarded(guards)) { HandlersWait = true };
        var free = Hold(world);
        await world.StartAsync();
        await world.PublishAsync(new OrderPlaced("a"), "1");
        var first = (await world.RunsAsync()).Single();

        var second = await world.PublishAsync(new OrderPlaced("a", 2), "2");

        var verdict = (await world.FindEventAsync(second.EventId))!.Verdicts.ShouldHaveSingleItem();
        verdict.Reason.ShouldBe(VerdictReason.Busy);
        verdict.RunId.ShouldBe(first.Run.Id);
        verdict.Detail.ShouldBe($"Run '{first.Run.Id}', created {first.Run.At:yyyy-MM-dd'T'HH:mm:ss'Z'}, stood in the way (GuardOptions.WhenBusy is Skip).");
        second.Verdicts.ShouldBe([verdict]);
        (await world.RunsAsync()).Count.ShouldBe(1);

        // By hand it is no verdict, but an answer.
        var busy = await Should.ThrowAsync<RuleBusyException>(() => world.Client.Rule("rule").RunJsonAsync(System.Text.Json.JsonElement.Parse("""{"id":"a","amount":1}"""), new() { Subject = "a" }));
        (busy.Scope, busy.Rule, busy.Holder).ShouldBe((World.Scope, "rule", first.Run.Id));

        // Repeated, it is the same event.
        (await world.PublishAsync(new OrderPlaced("a", 2), "2")).ShouldSatisfyAllConditions(again => again.Duplicate.ShouldBeTrue(), again => again.EventId.ShouldBe(second.EventId));

        free.Open();
        world.HandlersWait = false;
        await world.RunToEndAsync();
        (await world.PublishAsync(new OrderPlaced("a", 3), "3")).Verdicts.ShouldHaveSingleItem().Reason.ShouldBe(VerdictReason.Ran);
        await world.RunToEndAsync();
        world.Outside.Calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task MaxQueued_LetsSoManyWait_AndSaysSoToTheNext()
    {
        await using var world = new World(StoreKind.Sqlite, new FaultPlan(), Guarded(new() { OnePerSubject = true, MaxQueued = 2 })) { HandlersWait = true };
        var free = Hold(world);
        await world.StartAsync();
        var verdicts = new List<Verdict>();
        for (var amount = 1; amount <= 5; amount++)
        {
            verdicts.AddRange((await world.PublishAsync(new OrderPlaced("a", amount), $"{amount}")).Verdicts);
        }

        verdicts.Select(verdict => verdict.Reason).ShouldBe([VerdictReason.Ran, VerdictReason.Ran, VerdictReason.Ran, VerdictReason.Busy, VerdictReason.Busy]);
        verdicts[4].Detail.ShouldNotBeNull().ShouldEndWith("stood in the way, and 2 waited already (GuardOptions.MaxQueued).");
        free.Open();
        world.HandlersWait = false;
        await world.RunToEndAsync();
        Said(world, "a").ShouldBe(["a1", "a2", "a3"]);
    }

    [Theory]
    [InlineData(StoreKind.Memory, false)]
    [InlineData(StoreKind.Sqlite, true)]
    [InlineData(StoreKind.Postgres, false)]
    [InlineData(StoreKind.Postgres, true)]
    public async Task Replace_CancelsTheOneAtWorkAndThoseThatWait_AndTheNewestBeginsLast(StoreKind store, bool ofRule)
    {
        var guards = new GuardOptions { WhenBusy = WhenBusy.Replace, OnePerSubject = !ofRule, MaxRunsPerScope = ofRule ? 1 : null };
        await using var world = new World(store, new FaultPlan(), Guarded(guards)) { HandlersWait = true };
        var (begun, told, free) = (new Latch(), new Latch(), new Latch());
        var gate = new Lock();
        var (now, most) = (0, 0);
        world.Outside.Behaviour = async (work, _, token) =>
        {
            lock (gate)
            {
                most = Math.Max(most, ++now);
            }

            try
            {
                if (work.Text == "a1")
                {
                    // Told to end, it takes its time.
                    begun.Open();
                    await using var registration = token.Register(told.Open);
                    await free.WaitAsync();
                    token.ThrowIfCancellationRequested();
                }

                return work.Name;
            }
            finally
            {
                lock (gate)
                {
                    now--;
                }
            }
        };
        await world.StartAsync();
        await world.PublishAsync(new OrderPlaced("a"), "1");
        await begun.WaitAsync();
        await world.PublishAsync(new OrderPlaced("a", 2), "2");
        await world.PublishAsync(new OrderPlaced("a", 3), "3");
        await told.WaitAsync();
        world.Outside.Calls.Count.ShouldBe(1, "The newest waits until the one at work has ended.");

        free.Open();
        world.HandlersWait = false;
        await world.RunToEndAsync();

        var runs = new List<RunDetails>();
        foreach (var run in await world.RunsAsync())
        {
            runs.Add((await world.FindRunAsync(run.Run.Id))!);
        }

        runs.Select(run => run.Status).ShouldBe([RunStatus.Cancelled, RunStatus.Cancelled, RunStatus.Succeeded]);
        runs[0].Reason.ShouldBe($"Run '{runs[1].Id}' of the same rule {(ofRule ? "" : "and subject ")}replaces it.");
        runs[1].Reason.ShouldBe($"Run '{runs[2].Id}' of the same rule {(ofRule ? "" : "and subject ")}replaces it.");
        Said(world, "a").ShouldBe(["a1", "a3"]);
        most.ShouldBe(1);
        (await world.DiagnoseAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Skip_OccurrenceOfASchedule_IsPassedOver_AndTheScheduleGoesOn()
    {
        await using var world = new World(StoreKind.Sqlite, new FaultPlan(), builder => builder
            .Configure(options => options.Scopes.Add(World.Scope))
            .AddRule<Occurrence>("rule", rule => rule
                .OnSchedule(Schedule.Every(TimeSpan.FromMinutes(10)))
                .Guard(new() { OnePerSubject = true, WhenBusy = WhenBusy.Skip })
                .Delay("rest", TimeSpan.FromMinutes(15))
                .Then("a", run => new Work("a", $"{run.Input.Due:mm}"))));
        await world.StartAsync();

        await world.AdvanceAsync(TimeSpan.FromMinutes(31));

        var events = await world.AskAsync(project => project.ListEventsAsync());
        events.Items.Select(one => one.Verdicts.Single().Reason).ShouldBe([VerdictReason.Ran, VerdictReason.Busy, VerdictReason.Ran]);
    }

    [Fact]
    public async Task ProcessThatDies_LeavesItsKeysToItsRuns()
    {
        await using var world = new World(StoreKind.Sqlite, new FaultPlan(), Guarded(new() { OnePerSubject = true })) { HandlersWait = true };
        var free = new Latch();
        world.Outside.Behaviour = async (work, _, token) =>
        {
            await free.WaitAsync().WaitAsync(token);
            return work.Name;
        };
        await world.StartAsync();
        foreach (var amount in Enumerable.Range(1, 3))
        {
            await world.PublishAsync(new OrderPlaced("a", amount), $"{amount}");
        }

        world.Kill();
        await world.SettleAsync();

        (await world.RunsAsync()).Count(run => run.Live!.State == LiveState.Queued).ShouldBe(2);
        free.Open();
        world.HandlersWait = false;
        await world.RunToEndAsync();
        Said(world, "a").Distinct().ShouldBe(["a1", "a2", "a3"]);
        (await world.DiagnoseAsync()).ShouldBeEmpty();
    }

    private static Action<AutomationBuilder> Guarded(GuardOptions guards) => Rules.On(rule => rule
        .OnManual()
        .Guard(guards)
        .Then("a", run => new Work("a", $"{run.Input.Id}{run.Input.Amount}")));

    private static Latch Hold(World world)
    {
        var free = new Latch();
        world.Outside.Behaviour = async (work, _, _) =>
        {
            await free.WaitAsync();
            return work.Name;
        };
        return free;
    }

    /// <summary>What the handlers were given about a subject, in the order in which they began.</summary>
    private static string[] Said(World world, string subject) =>
        [.. world.Outside.Calls.Select(call => System.Text.Json.JsonElement.Parse(call.Input).GetProperty("text").GetString()!).Where(text => text.StartsWith(subject, StringComparison.Ordinal))];
}

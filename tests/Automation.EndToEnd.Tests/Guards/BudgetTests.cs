using System.Globalization;
using Automation.EndToEnd.Worlds;
using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Guards;

/// <summary>Runs reserve what they may cost when they are created, and pay what they did cost when they end: once, whoever works on them and whatever dies.</summary>
public sealed class BudgetTests
{
    private int _number;

    public static TheoryData<StoreKind> Stores => [.. Enum.GetValues<StoreKind>()];

    // Faults: the run is created; what is used counts on in the next period.
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task UsedUpBudget_StartsNothing_UntilTheNextPeriod(StoreKind store)
    {
        await using var world = await StartAsync(store, hour: 23);
        await PublishAsync(world, 60, VerdictReason.Ran);
        await world.SettleAsync();
        await PublishAsync(world, 50, VerdictReason.OverBudget);
        await PublishAsync(world, 40, VerdictReason.Ran);
        await world.SettleAsync();
        (await UsedAsync(world)).ShouldBe((100, 0));
        await PublishAsync(world, 1, VerdictReason.OverBudget);

        await world.AdvanceAsync(TimeSpan.FromHours(1));

        await PublishAsync(world, 100, VerdictReason.Ran);
        await world.SettleAsync();
        (await UsedAsync(world)).ShouldBe((100, 0));
        (await world.RunsAsync()).Count.ShouldBe(3);
        await Invariants.CheckAsync(world, 0);
    }

    // No host has it in hand: it rests, is parked, or was never begun. Faults: it gives nothing back; it pays for the step that it did not call.
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task CancelledRun_GivesBackWhatItDidNotSpend(StoreKind store)
    {
        await using var world = await StartAsync(store, rule => rule.Then("a", run => new Work("a", "10")).Delay("d", TimeSpan.FromDays(1)).Then("b", run => new Work("b", $"{run.Input.Amount}")));
        var run = await PublishAsync(world, 50, VerdictReason.Ran);
        await world.SettleAsync();
        (await UsedAsync(world)).ShouldBe((0, 60));
        await PublishAsync(world, 31, VerdictReason.OverBudget);
        await PublishAsync(world, 30, VerdictReason.Ran);
        await world.SettleAsync();

        await world.AskAsync(project => project.CancelAsync(run!.Value));
        await world.SettleAsync();

        (await world.FindRunAsync(run!.Value))!.Status.ShouldBe(RunStatus.Cancelled);
        (await UsedAsync(world)).ShouldBe((10, 40));
        await Invariants.CheckAsync(world, 0);
    }

    // Its build is gone, so that nobody can say what was called. Faults: the run cannot end; what it reserved stays so; it is given back as if nothing was called.
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task RunThatNoHostCanRead_PaysWhatItReserved_WhenItIsCancelled(StoreKind store)
    {
        var known = true;
        await using var world = await StartAsync(store, rule => rule.Then("a", run => new Work("a", "10")).Delay("d", TimeSpan.FromMinutes(1)).Then("b", run => new Work("b", "20")), builder => known);
        var run = await PublishAsync(world, 0, VerdictReason.Ran);
        await world.SettleAsync();
        known = false;
        await world.StopAsync();
        await world.StartAsync();
        await world.AdvanceAsync(TimeSpan.FromMinutes(2));
        (await world.RunsAsync()).Single().Live!.ShouldSatisfyAllConditions(live => live.State.ShouldBe(LiveState.Parked), live => live.Reserved.ShouldBe(30_000_000));

        await world.AskAsync(project => project.CancelAsync(run!.Value));
        await world.SettleAsync();
        known = true;
        await world.StopAsync();
        await world.StartAsync();

        (await world.FindRunAsync(run!.Value))!.Status.ShouldBe(RunStatus.Cancelled);
        (await UsedAsync(world)).ShouldBe((30, 0));
    }

    // Another host takes over in the middle. Faults: the reservation is made again; the calls before count twice, or not.
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Postgres)]
    public async Task Takeover_ReservesAndPaysOnce(StoreKind store)
    {
        await using var world = await StartAsync(store, rule => rule.Then("a", run => new Work("a", "10")).Then("b", run => new Work("b", "20")).Then("c", run => new Work("c", "30")));
        world.HandlersWait = true;
        var free = new Latch();
        world.Outside.Behaviour = async (work, _, _) =>
        {
            await (work.Name == "b" ? free.WaitAsync() : Task.CompletedTask);
            return "";
        };
        var run = await PublishAsync(world, 0, VerdictReason.Ran);
        await world.SettleAsync();
        await world.EndAsync();
        free.Open();

        await using var other = world.BesideInTheSameWorld(new FaultPlan());
        await other.StartAsync();
        await other.AdvanceUntilAsync(async () => (await other.RunsAsync()).All(one => one.Live is null));

        (await other.FindRunAsync(run!.Value))!.ShouldSatisfyAllConditions(details => details.Status.ShouldBe(RunStatus.Succeeded), details => details.Cost.ShouldBe(60));
        (await UsedAsync(other)).ShouldBe((60, 0));
        world.Outside.Calls.Count.ShouldBe(4);
    }

    // Faults: a start mark is taken for a call, or an uncertain one for none.
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task AtMostOnceStepThatWasCutOff_CountsAsCalled(StoreKind store)
    {
        await using var world = await StartAsync(store, rule => rule.Then("a", run => new Work("a", "10"), new() { Delivery = DeliveryMode.AtMostOnce }).Then("b", run => new Work("b", "20")));
        world.HandlersWait = true;
        var never = new Latch();
        world.Outside.Behaviour = async (_, _, _) =>
        {
            await never.WaitAsync();
            return "";
        };
        await PublishAsync(world, 0, VerdictReason.Ran);
        await world.SettleAsync();
        world.Kill();
        await world.AdvanceAsync(TimeSpan.FromMinutes(30));
        never.Open();

        (await world.RunsAsync()).Single().Entries.ShouldContain(entry => entry.Status == StepStatus.Uncertain);
        (await UsedAsync(world)).ShouldBe((10, 0));
    }

    // Faults: what retention deletes counts for the present period, or what runs hold is forgotten with their history.
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Retention_LeavesThePresentPeriodAlone(StoreKind store)
    {
        await using var world = await StartAsync(store);
        await PublishAsync(world, 60, VerdictReason.Ran);
        await world.SettleAsync();

        await world.AskAsync(project => project.PurgeAsync(new() { Succeeded = PurgeOptions.LeastAge, Events = PurgeOptions.LeastAge }));
        await world.Engine.Parts.Purger.ForgetAsync(TimeSpan.FromDays(7), CancellationToken.None);

        (await UsedAsync(world)).ShouldBe((60, 0));
        await PublishAsync(world, 50, VerdictReason.OverBudget);
    }

    private static async Task<World> StartAsync(StoreKind store, Action<RuleBuilder<OrderPlaced>>? define = null, Func<AutomationBuilder, bool>? known = null, int hour = 12)
    {
        var world = new World(store, new FaultPlan(), builder =>
        {
            builder.AddHandler<WorkCost>();
            if (known?.Invoke(builder) == false)
            {
                return;
            }

            Rules.On(rule =>
            {
                rule.Guard(new() { Budget = 100, BudgetPeriod = BudgetPeriod.Day });
                _ = define is null ? rule.Then("a", run => new Work("a", $"{run.Input.Amount}")) : null;
                define?.Invoke(rule);
            })(builder);
        })
        {
            Clock = new ManualClock(new DateTimeOffset(2030, 1, 1, hour, 15, 0, TimeSpan.Zero)),
        };
        await world.StartAsync();
        return world;
    }

    private async Task<RunId?> PublishAsync(World world, int amount, VerdictReason reason)
    {
        var verdict = (await world.PublishAsync(new OrderPlaced($"{++_number}", amount), $"{_number}")).Verdicts.ShouldHaveSingleItem();
        verdict.Reason.ShouldBe(reason, verdict.Detail);
        return verdict.RunId;
    }

    private static async Task<(decimal Spent, decimal Reserved)> UsedAsync(World world) =>
        (await world.AskAsync(project => project.ListBudgetsAsync())).ShouldHaveSingleItem() is var budget ? (budget.Spent, budget.Reserved) : default;

    private sealed class WorkCost : IActionCost<Work>
    {
        public decimal CostOf(Work action) => int.Parse(action.Text, CultureInfo.InvariantCulture);
    }
}

using Automation.EndToEnd.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Guards;

/// <summary>Of the guards that refuse at once, the first one of the list in docs/guards.md has the last word.</summary>
/// <remarks>Planted faults, each a swap of two neighbours: every test here was red with its own.</remarks>
public sealed class GuardOrderTests
{
    private const int Wanted = 1;

    private int _number;

    public static TheoryData<StoreKind> Stores => [.. Enum.GetValues<StoreKind>()];

    // All of them stand, and are taken away one after the other: each pair of neighbours is asked once. Faults: settings behind the override; the override behind the loop; the loop behind the breaker; the breaker behind the condition; the debounce before the condition.
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Acceptance_OfWhatEverythingStandsAgainst_IsRefusedByTheFirst(StoreKind store)
    {
        await using var world = await StartDebouncedAsync(store);
        var rule = world.Client.Rule("rule");
        await BreakAsync(world);
        await rule.PauseAsync();
        await rule.OptOutAsync();
        await rule.DisableAsync();
        await world.Client.OverrideSubjectAsync("1");

        (await TellAsync(world)).ShouldBe(VerdictReason.Disabled);
        await rule.EnableAsync();
        (await TellAsync(world)).ShouldBe(VerdictReason.OptedOut);
        await rule.OptInAsync();
        (await TellAsync(world)).ShouldBe(VerdictReason.Paused);
        await rule.ResumeAsync();
        (await TellAsync(world)).ShouldBe(VerdictReason.Overridden);
        await world.Client.ReleaseSubjectAsync("1");
        (await TellAsync(world)).ShouldBe(VerdictReason.SuppressedLoop);
        (await PublishAsync(world, unwanted: true)).ShouldBe(VerdictReason.BreakerOpen);
        (await rule.CloseBreakerAsync()).ShouldBeTrue();
        (await PublishAsync(world, unwanted: true)).ShouldBe(VerdictReason.ConditionFalse);
        (await PublishAsync(world)).ShouldBe(VerdictReason.Debounced);
    }

    // Fault: a guard is asked before the key, so that the second answer is another one.
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Duplicate_IsOne_WhateverStandsAgainstItByNow(StoreKind store)
    {
        await using var world = await StartDebouncedAsync(store);
        var first = await world.PublishAsync(new OrderPaid("1", Wanted), "key");
        await world.Client.Rule("rule").DisableAsync();
        await world.Client.OverrideSubjectAsync("1");

        var again = await world.PublishAsync(new OrderPaid("1", Wanted), "key");

        (again.Duplicate, again.EventId).ShouldBe((true, first.EventId));
        (await world.Client.ListEventsAsync()).Items.ShouldHaveSingleItem().Verdicts.ShouldHaveSingleItem().Reason.ShouldBe(VerdictReason.Debounced);
    }

    // Two runs are at work, and have what the limit and the budget allow. Faults: busy before the condition; the limit before the subject; the budget before both; the approval before the budget.
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Start_OfWhatEverythingStandsAgainst_IsRefusedByTheFirst(StoreKind store)
    {
        var free = new Latch();
        await using var world = new World(store, new FaultPlan(), Rules.On(rule => rule
            .When(order => order.Amount == Wanted)
            .Guard(new() { OnePerSubject = true, MaxRunsPerScope = 2, WhenBusy = WhenBusy.Skip, Budget = 2500, BudgetPeriod = BudgetPeriod.Day, ApprovalAbove = 500 })
            .Then("a", run => new Work("a"))))
        {
            HandlersWait = true,
        };
        world.Outside.Behaviour = async (_, _, _) =>
        {
            await free.WaitAsync();
            return "";
        };
        await world.StartAsync();
        var (first, second) = (await BeginAsync(world, "1"), await BeginAsync(world, "2"));

        (await PlaceAsync(world, "2", amount: 9)).Reason.ShouldBe(VerdictReason.ConditionFalse);
        (await PlaceAsync(world, "2")).ShouldSatisfyAllConditions(subject => subject.Reason.ShouldBe(VerdictReason.Busy), subject => subject.RunId.ShouldBe(second));
        (await PlaceAsync(world, "3")).ShouldSatisfyAllConditions(limit => limit.Reason.ShouldBe(VerdictReason.Busy), limit => limit.RunId.ShouldBe(first));
        free.Open();
        world.HandlersWait = false;
        await world.RunToEndAsync();
        (await PlaceAsync(world, "3")).Reason.ShouldBe(VerdictReason.OverBudget);
        (await world.RunsAsync()).Count.ShouldBe(2, "Nothing waits for an approval that no budget has room for.");
        await world.AdvanceAsync(TimeSpan.FromDays(1));
        var approved = await PlaceAsync(world, "3");
        await world.SettleAsync();

        approved.Reason.ShouldBe(VerdictReason.Ran);
        (await world.FindRunAsync(approved.RunId!.Value))!.Status.ShouldBe(RunStatus.Parked);
        world.Outside.Calls.Count.ShouldBe(2);
    }

    /// <summary>A rule with guards that wait for quiet, and one whose step publishes: what that says lies too deep.</summary>
    private static async Task<World> StartDebouncedAsync(StoreKind store)
    {
        var world = new World(store, new FaultPlan(), builder => builder
            .Configure(options => options.MaxChainDepth = 0)
            .AddRule<OrderPlaced>("tell", rule => rule.OnEvent<OrderPlaced>().Then("tell", run => new Tell("tell", "1")))
            .AddRule<OrderPaid>("rule", rule => rule
                .OnEvent<OrderPaid>()
                .When(order => order.Amount == Wanted)
                .Guard(new() { Debounce = TimeSpan.FromSeconds(30), BreakAfter = 1, BreakFor = TimeSpan.FromDays(1) })
                .Then("a", run => new Work("a"))));
        await world.StartAsync();
        return world;
    }

    private async Task BreakAsync(World world)
    {
        world.Outside.Behaviour = (_, _, _) => throw new StepFailedException("no", "no");
        (await PublishAsync(world)).ShouldBe(VerdictReason.Debounced);
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));
        (await world.Client.Rule("rule").FindBreakerAsync())!.Until.ShouldNotBeNull();
    }

    /// <summary>A step publishes what the rule does not want.</summary>
    private async Task<VerdictReason> TellAsync(World world)
    {
        await world.PublishAsync(new OrderPlaced("another"), $"{++_number}");
        await world.SettleAsync();
        return (await world.Client.ListEventsAsync(new() { Type = "order.paid" })).Items[0].Verdicts.ShouldHaveSingleItem().Reason;
    }

    private async Task<VerdictReason> PublishAsync(World world, bool unwanted = false) =>
        (await world.PublishAsync(new OrderPaid("1", unwanted ? 9 : Wanted), $"{++_number}")).Verdicts.ShouldHaveSingleItem().Reason;

    private async Task<Verdict> PlaceAsync(World world, string id, int amount = Wanted) =>
        (await world.PublishAsync(new OrderPlaced(id, amount), $"{++_number}")).Verdicts.ShouldHaveSingleItem();

    /// <summary>A run that was approved, and is in its step.</summary>
    private async Task<RunId?> BeginAsync(World world, string id)
    {
        var run = (await PlaceAsync(world, id)).RunId;
        await world.SettleAsync();
        (await world.Client.ApproveAsync(run!.Value)).ShouldBe(ApproveStatus.Accepted);
        await world.SettleAsync();
        (await world.FindRunAsync(run.Value))!.Status.ShouldBe(RunStatus.Running);
        return run;
    }
}

using System.Globalization;
using System.Text.Json;
using Automation.EndToEnd.Worlds;
using Automation.Running;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Guards;

/// <summary>A run that may cost more than its rule allows waits before its first step until somebody approves.</summary>
public sealed class ApprovalTests
{
    public static TheoryData<StoreKind> Stores => [.. Enum.GetValues<StoreKind>()];

    // Faults: the run begins; the approval is not recorded; the estimate is not stored with the run.
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task DearRun_WaitsBeforeItsFirstStep_OverACrash_UntilItIsApproved(StoreKind store)
    {
        await using var world = await StartAsync(store);
        var run = await PublishAsync(world, 300);
        await world.AdvanceAsync(TimeSpan.FromHours(1));
        world.Kill();
        await world.AdvanceAsync(TimeSpan.FromHours(1));

        var waiting = (await world.FindRunAsync(run))!;
        (waiting.Status, waiting.EstimatedCost, waiting.Cost, waiting.ApprovedAt).ShouldBe((RunStatus.Parked, 300.5m, 0m, null));
        waiting.Reason.ShouldBe("Waiting for approval: the run may cost 300.5, and more than 100.5 needs one (GuardOptions.ApprovalAbove). Approve it, or cancel it.");
        world.Outside.Calls.ShouldBeEmpty();
        (await world.DiagnoseAsync()).ShouldBeEmpty();

        var at = world.Clock.GetUtcNow();
        (await world.AskAsync(project => project.ApproveAsync(run, "ada"))).ShouldBe(ApproveStatus.Accepted);
        await world.SettleAsync();

        var done = (await world.FindRunAsync(run))!;
        (done.Status, done.EstimatedCost, done.Cost, done.ApprovedAt, done.ApprovedBy).ShouldBe((RunStatus.Succeeded, 300.5m, 300.5m, at, "ada"));
        world.Outside.Calls.Select(call => call.Step).ShouldBe(["a"]);
        await Invariants.CheckAsync(world, 1);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task RunThatCostsNoMore_Begins(StoreKind store)
    {
        await using var world = await StartAsync(store);

        var run = await PublishAsync(world, 100);
        await world.SettleAsync();

        (await world.FindRunAsync(run))!.ShouldSatisfyAllConditions(
            details => details.Status.ShouldBe(RunStatus.Succeeded), details => details.EstimatedCost.ShouldBe(100.5m), details => details.ApprovedAt.ShouldBeNull());
        (await world.Client.ApproveAsync(run)).ShouldBe(ApproveStatus.AlreadyEnded);
    }

    // Fault: whatever wakes a parked run lets it begin.
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Release_IsNoApproval_AndACancelRejects(StoreKind store)
    {
        await using var world = await StartAsync(store);
        var run = await PublishAsync(world, 300);
        await world.SettleAsync();

        (await world.Client.ReleaseAsync(run)).ShouldBeFalse();
        await world.SettleAsync();
        (await world.FindRunAsync(run))!.Status.ShouldBe(RunStatus.Parked);
        await world.Client.CancelAsync(run, "Too dear.");
        await world.SettleAsync();

        (await world.FindRunAsync(run))!.ShouldSatisfyAllConditions(details => details.Status.ShouldBe(RunStatus.Cancelled), details => details.Reason.ShouldBe("Too dear."));
        world.Outside.Calls.ShouldBeEmpty();
        await Invariants.CheckAsync(world, 0);
    }

    // The approval is stored while the run is about to be parked. Fault: the run is parked on top of it, and stays so.
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task ApprovalThatComesWhileTheRunParks_IsNotLost(StoreKind store)
    {
        var plan = new FaultPlan();
        await using var world = await StartAsync(store, plan);
        plan.BeforeCommit = async batch =>
        {
            if (batch.Operations.OfType<RecordOperation>().FirstOrDefault(record => record.Transition is RunTransition.Hold) is { } parks)
            {
                plan.BeforeCommit = null;
                await world.SignalBehindAsync(parks.RunId, Approval.Key, Approval.BodyOf("ada"));
            }
        };
        var run = await PublishAsync(world, 300);
        await world.RunToEndAsync();

        (await world.FindRunAsync(run))!.ShouldSatisfyAllConditions(details => details.Status.ShouldBe(RunStatus.Succeeded), details => details.ApprovedBy.ShouldBe("ada"));
    }

    // Fault: its start is marked before it waits, and nobody knows later whether it happened.
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task AtMostOnceStep_IsCalledOnce_WhenItsRunIsApproved(StoreKind store)
    {
        await using var world = await StartAsync(store, define: rule => rule.Then("a", run => new Work("a", "300"), new() { Delivery = DeliveryMode.AtMostOnce }));
        var run = await PublishAsync(world, 300);
        await world.SettleAsync();

        await world.Client.ApproveAsync(run);
        await world.RunToEndAsync();

        (await world.FindRunAsync(run))!.Status.ShouldBe(RunStatus.Succeeded);
        world.Outside.Calls.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Answers_SayWhatBecameOfIt()
    {
        await using var world = await StartAsync(StoreKind.Memory);
        world.HandlersWait = true;
        var free = new Latch();
        world.Outside.Behaviour = async (_, _, _) =>
        {
            await free.WaitAsync();
            return "";
        };
        var run = await PublishAsync(world, 300);
        await world.SettleAsync();

        (await world.Client.ApproveAsync(new RunId(Guid.Empty))).ShouldBe(ApproveStatus.NotFound);
        (await world.Services.GetRequiredService<IAutomationClient>().In("other").ApproveAsync(run)).ShouldBe(ApproveStatus.NotFound);
        (await world.Client.ApproveAsync(run)).ShouldBe(ApproveStatus.Accepted);
        await world.SettleAsync();
        (await world.Client.ApproveAsync(run)).ShouldBe(ApproveStatus.NotWaiting);
        free.Open();
        world.HandlersWait = false;
        await world.SettleAsync();
        (await world.Client.ApproveAsync(run)).ShouldBe(ApproveStatus.AlreadyEnded);
    }

    // Whoever starts it: a person, and whoever runs it again. Faults: these need no approval.
    [Fact]
    public async Task ManualStart_AndRerun_WaitAsWell()
    {
        await using var world = await StartAsync(StoreKind.Memory);
        var first = (await world.Client.Rule("rule").RunJsonAsync(JsonElement.Parse("""{"id":"1","amount":300}"""))).RunId;
        await world.SettleAsync();
        (await world.FindRunAsync(first))!.Status.ShouldBe(RunStatus.Parked);
        await world.Client.ApproveAsync(first);
        await world.SettleAsync();

        var again = (await world.Client.RerunAsync(first)).RunId;
        var edited = (await world.Client.RerunAsync(first, new() { Mode = RerunMode.EditedInput, Input = JsonElement.Parse("""{"id":"1","amount":50}""") })).RunId;
        await world.SettleAsync();

        (await world.FindRunAsync(again))!.ShouldSatisfyAllConditions(details => details.Status.ShouldBe(RunStatus.Parked), details => details.EstimatedCost.ShouldBe(300.5m));
        (await world.FindRunAsync(edited))!.ShouldSatisfyAllConditions(details => details.Status.ShouldBe(RunStatus.Succeeded), details => details.EstimatedCost.ShouldBe(50.5m));
    }

    // A delay in front takes its course, an event that comes meanwhile counts; nothing is called.
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task WhatComesWhileItWaits_CountsWhenItIsApproved(StoreKind store)
    {
        await using var world = await StartAsync(store, define: rule => rule
            .WaitFor<OrderPaid>("paid", run => run.Input.Id, TimeSpan.FromDays(2), out _)
            .Then("a", run => new Work("a", $"{run.Input.Amount}")));
        var run = await PublishAsync(world, 300);
        await world.SettleAsync();
        await world.PublishAsync(new OrderPaid("1", 300), "paid");
        await world.AdvanceAsync(TimeSpan.FromHours(1));
        (await world.FindRunAsync(run))!.Status.ShouldBe(RunStatus.Parked);

        await world.Client.ApproveAsync(run);
        await world.SettleAsync();

        (await world.FindRunAsync(run))!.Status.ShouldBe(RunStatus.Succeeded);
        await Invariants.CheckAsync(world, 0);
    }

    private static async Task<World> StartAsync(StoreKind store, FaultPlan? plan = null, Action<RuleBuilder<OrderPlaced>>? define = null)
    {
        var world = new World(store, plan ?? new FaultPlan(), builder =>
        {
            builder.AddHandler<WorkCost>();
            Rules.On(rule =>
            {
                rule.OnManual().Guard(new() { ApprovalAbove = 100.5m });
                _ = define is null ? rule.Then("a", run => new Work("a", $"{run.Input.Amount}")) : null;
                define?.Invoke(rule);
            })(builder);
        });
        await world.StartAsync();
        return world;
    }

    private static async Task<RunId> PublishAsync(World world, int amount) =>
        (await world.AskAsync(project => project.PublishAsync(new OrderPlaced("1", amount), new() { Key = $"{amount}" }))).Verdicts.Single(verdict => verdict.Reason == VerdictReason.Ran).RunId!.Value;

    private sealed class WorkCost : IActionCost<Work>
    {
        public decimal CostOf(Work action) => int.Parse(action.Text, CultureInfo.InvariantCulture) + 0.5m;
    }
}

using System.Text.Json;
using Automation.EndToEnd.Worlds;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Guards;

/// <summary>A rule that fails too often in a row rests, and is tried again one run at a time.</summary>
public sealed class BreakerTests
{
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(10);
    private int _number;

    public static TheoryData<StoreKind> Stores => [.. Enum.GetValues<StoreKind>()];

    // Faults: the breaker never opens; it opens one failure late; a failure behind a success counts on.
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Breaker_OpensAfterSoManyFailuresInARow_AndTheVerdictSaysWhy(StoreKind store)
    {
        await using var world = await StartAsync(store);
        await FailAsync(world);
        await FailAsync(world);
        await SucceedAsync(world);
        await FailAsync(world);
        await FailAsync(world);
        (await world.Client.Rule("rule").FindBreakerAsync()).ShouldBeNull();
        await FailAsync(world);

        var verdict = await PublishAsync(world);

        verdict.Reason.ShouldBe(VerdictReason.BreakerOpen);
        verdict.Detail.ShouldBe("3 runs failed in a row. The rule rests until 2030-01-01T00:10:00Z, then one run is let through. The last failure: no");
        var breaker = (await world.Client.Rule("rule").FindBreakerAsync()).ShouldNotBeNull();
        (breaker.Failures, breaker.Until, breaker.Reason).ShouldBe((3, world.Clock.GetUtcNow() + Rest, "no"));
        (await world.RunsAsync()).Count.ShouldBe(6);
        await Invariants.CheckAsync(world, 0);
    }

    // Counted in what is stored: of ten events one makes a run. Fault: every event after the rest makes one.
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task AfterItsRest_OneRunIsLetThrough_WhichClosesItOrOpensItAgain(StoreKind store)
    {
        await using var world = await StartAsync(store);
        await BreakAsync(world);
        await world.AdvanceAsync(Rest);

        world.HandlersWait = true;
        var free = new Latch();
        world.Outside.Behaviour = async (_, _, _) =>
        {
            await free.WaitAsync();
            throw new StepFailedException("no", "still no");
        };
        var verdicts = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => PublishOnlyAsync(world)));
        verdicts.Count(verdict => verdict.Reason == VerdictReason.Ran).ShouldBe(1);
        verdicts.Count(verdict => verdict.Reason == VerdictReason.BreakerOpen).ShouldBe(9);
        (await world.RunsAsync()).Count.ShouldBe(4);
        free.Open();
        world.HandlersWait = false;
        await world.SettleAsync();
        (await world.Client.Rule("rule").FindBreakerAsync())!.ShouldSatisfyAllConditions(again => again.Failures.ShouldBe(4), again => again.Reason.ShouldBe("still no"));
        (await PublishAsync(world)).Reason.ShouldBe(VerdictReason.BreakerOpen);

        await world.AdvanceAsync(Rest);
        await SucceedAsync(world);
        (await PublishAsync(world)).Reason.ShouldBe(VerdictReason.Ran);
        (await world.Client.Rule("rule").FindBreakerAsync())!.Until.ShouldBeNull();
        await FailAsync(world);
        await FailAsync(world);
        (await PublishAsync(world)).Reason.ShouldBe(VerdictReason.Ran);
        await Invariants.CheckAsync(world, 0);
    }

    // Fault: the run that is let through is spent on an event that the rule does not want.
    [Fact]
    public async Task ConditionIsAskedBefore_OneRunIsLetThrough()
    {
        await using var world = await StartAsync(StoreKind.Memory);
        await BreakAsync(world);
        await world.AdvanceAsync(Rest);

        (await PublishAsync(world, amount: 0)).Reason.ShouldBe(VerdictReason.ConditionFalse);
        (await PublishAsync(world)).Reason.ShouldBe(VerdictReason.Ran);
    }

    [Fact]
    public async Task Close_ByHand_LetsEventsThrough_AndCountsAnew()
    {
        await using var world = await StartAsync(StoreKind.Sqlite);
        var rule = world.Client.Rule("rule");
        (await rule.CloseBreakerAsync()).ShouldBeFalse();
        await BreakAsync(world);
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));

        (await rule.CloseBreakerAsync()).ShouldBeTrue();

        (await rule.CloseBreakerAsync()).ShouldBeFalse();
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));
        await FailAsync(world);
        await FailAsync(world);
        (await rule.FindBreakerAsync())!.Until.ShouldBeNull("Those before it was closed do not count.");
        await FailAsync(world);
        (await PublishAsync(world)).Reason.ShouldBe(VerdictReason.BreakerOpen);
    }

    [Fact]
    public async Task ManualStart_IsLetThrough_AndClosesItWhenItSucceeds()
    {
        await using var world = await StartAsync(StoreKind.Memory);
        await BreakAsync(world);
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));
        world.Outside.Behaviour = null;

        await world.Client.Rule("rule").RunJsonAsync(JsonElement.Parse("""{"id":"1","amount":1}"""));
        await world.SettleAsync();

        (await world.Client.Rule("rule").FindBreakerAsync())!.Until.ShouldBeNull("It succeeded.");
    }

    [Fact]
    public async Task Breaker_OfOneScope_IsNoneOfAnother()
    {
        await using var world = await StartAsync(StoreKind.Memory);
        await BreakAsync(world);

        var other = world.Services.GetRequiredService<IAutomationClient>().In("other");

        (await other.PublishAsync(new OrderPlaced("1"))).Verdicts.ShouldHaveSingleItem().Reason.ShouldBe(VerdictReason.Ran);
    }

    // The process dies between the end of the third run and the look. The next failure looks at the same ends.
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task CrashBeforeTheBreakerIsStored_CostsOneFailureMore(StoreKind store)
    {
        var plan = new FaultPlan();
        await using var world = await StartAsync(store, plan);
        await FailAsync(world);
        await FailAsync(world);
        plan.BeforeCommit = batch =>
        {
            if (batch.Operations.OfType<RecordOperation>().Any(record => record.Transition is RunTransition.End))
            {
                plan.BeforeCommit = null;
                plan.BeforeRead = () =>
                {
                    plan.BeforeRead = null;
                    world.Kill();
                };
            }

            return Task.CompletedTask;
        };
        await world.PublishAsync(new OrderPlaced("1"), "third");
        await world.SettleAsync();
        await world.RunToEndAsync();
        world.Deaths.ShouldBe(1);
        (await world.Client.Rule("rule").FindBreakerAsync()).ShouldBeNull();

        await FailAsync(world);

        (await PublishAsync(world)).Reason.ShouldBe(VerdictReason.BreakerOpen);
    }

    private static async Task<World> StartAsync(StoreKind store, FaultPlan? plan = null)
    {
        var world = new World(store, plan ?? new FaultPlan(), Rules.On(rule => rule
            .OnManual().When(order => order.Amount > 0).Guard(new() { BreakAfter = 3, BreakFor = Rest }).Then("a", run => new Work("a"))));
        world.Outside.Behaviour = (_, _, _) => throw new StepFailedException("no", "no");
        await world.StartAsync();
        return world;
    }

    private async Task BreakAsync(World world)
    {
        await FailAsync(world);
        await FailAsync(world);
        await FailAsync(world);
        (await PublishAsync(world)).Reason.ShouldBe(VerdictReason.BreakerOpen);
    }

    private async Task FailAsync(World world)
    {
        world.Outside.Behaviour = (_, _, _) => throw new StepFailedException("no", "no");
        (await PublishAsync(world)).Reason.ShouldBe(VerdictReason.Ran);
    }

    private async Task SucceedAsync(World world)
    {
        world.Outside.Behaviour = null;
        (await PublishAsync(world)).Reason.ShouldBe(VerdictReason.Ran);
    }

    private async Task<Verdict> PublishAsync(World world, int amount = 1)
    {
        var verdict = await PublishOnlyAsync(world, amount);
        await world.SettleAsync();
        return verdict;
    }

    private async Task<Verdict> PublishOnlyAsync(World world, int amount = 1) =>
        (await world.Client.PublishAsync(new OrderPlaced("1", amount), new() { Key = $"{Interlocked.Increment(ref _number)}" })).Verdicts.ShouldHaveSingleItem();
}

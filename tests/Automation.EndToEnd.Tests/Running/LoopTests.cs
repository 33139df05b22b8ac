using Automation.EndToEnd.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Running;

/// <summary>Rules that start each other in a circle stop at a known depth, and it is said where and why (P16).</summary>
/// <remarks>Planted faults: the depth not compared; compared with <c>&gt;=</c>; the depth of a step's event not raised.</remarks>
public sealed class LoopTests
{
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task RuleThatStartsItself_StopsAtTheDepth(StoreKind store)
    {
        var told = new List<PublishResult>();
        await using var world = new World(store, new FaultPlan(), builder => Circle(builder, told));
        await world.StartAsync();

        var root = await world.PublishAsync(new OrderPaid("1", 9), "1");
        await world.RunToEndAsync();

        (await world.RunsAsync()).Count.ShouldBe(4);
        var last = (await world.FindEventAsync(told.MaxBy(one => one.EventId)!.EventId))!;
        (last.Depth, last.Root).ShouldBe((4, root.EventId));
        var verdict = last.Verdicts.ShouldHaveSingleItem();
        verdict.Reason.ShouldBe(VerdictReason.SuppressedLoop);
        verdict.Detail.ShouldBe($"4 runs lie between this event and event {root.EventId}, which began the chain; AutomationOptions.MaxChainDepth allows 3.");
    }

    [Fact]
    public async Task TwoRulesThatStartEachOther_StopAtTheDepth()
    {
        await using var world = new World(StoreKind.Memory, new FaultPlan(), builder => builder
            .AddRule<OrderPlaced>("pay", rule => rule.OnEvent<OrderPlaced>()
                .Do("tell", (run, context, token) => context.PublishAsync(new OrderPaid(run.Input.Id, 9), cancellationToken: token)))
            .AddRule<OrderPaid>("place", rule => rule.OnEvent<OrderPaid>()
                .Do("tell", (run, context, token) => context.PublishAsync(new OrderPlaced(run.Input.Id), cancellationToken: token))));
        await world.StartAsync();

        await world.PublishAsync(new OrderPlaced("1"), "1");
        await world.RunToEndAsync();

        (await world.RunsAsync()).GroupBy(run => run.Run.Rule).ToDictionary(rule => rule.Key, rule => rule.Count())
            .ShouldBe(new Dictionary<string, int> { ["pay"] = 2, ["place"] = 2 }, ignoreOrder: true);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(7, 8)]
    public async Task Depth_CanBeSet(int depth, int runs)
    {
        await using var world = new World(StoreKind.Memory, new FaultPlan(), builder =>
        {
            Circle(builder, []);
            builder.Configure(options => options.MaxChainDepth = depth);
        });
        await world.StartAsync();

        await world.PublishAsync(new OrderPaid("1", 9), "1");
        await world.RunToEndAsync();

        (await world.RunsAsync()).Count.ShouldBe(runs);
    }

    private static void Circle(AutomationBuilder builder, List<PublishResult> told) =>
        builder.AddRule<OrderPaid>("circle", rule => rule.OnEvent<OrderPaid>().Do("tell", async (run, context, token) =>
        {
            var result = await context.PublishAsync(new OrderPaid(run.Input.Id, 9), cancellationToken: token);
            lock (told)
            {
                told.Add(result);
            }
        }));
}

using Automation.EndToEnd.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Running;

/// <summary>Rules that start each other in a circle stop at a known depth, and it is said where and why (P16).</summary>
/// <remarks>Planted faults: the depth not compared; compared with <c>&gt;=</c>; the depth of a step's event not raised; the chain counted for events from outside, too; compared with <c>&gt;=</c>.</remarks>
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

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task EventThatStartsManyRuns_StopsAtTheNumber(StoreKind store)
    {
        var told = new List<PublishResult>();
        await using var world = new World(store, new FaultPlan(), builder =>
        {
            Flood(builder, told);
            builder.Configure(options => options.MaxRunsPerRoot = 7);
        });
        await world.StartAsync();

        var root = await world.PublishAsync(new OrderPlaced("1"), "1");
        await world.RunToEndAsync();

        // The one of the event from outside is not counted.
        (await world.RunsAsync()).Count.ShouldBe(8);
        told.Count.ShouldBe(20);
        told.Select(one => one.Verdicts.Single().Reason).Order().ShouldBe([.. Enumerable.Repeat(VerdictReason.Ran, 7), .. Enumerable.Repeat(VerdictReason.SuppressedLoop, 13)]);
        var last = (await world.FindEventAsync(told.First(one => one.Verdicts.Single().Reason == VerdictReason.SuppressedLoop).EventId))!;
        last.Verdicts.ShouldHaveSingleItem().Detail.ShouldBe(
            $"7 runs were started by the chain that event {root.EventId} began, and with those of this event it were more than AutomationOptions.MaxRunsPerRoot allows, which is 7.");

        // Another one from outside begins anew.
        await world.PublishAsync(new OrderPlaced("2"), "2");
        await world.RunToEndAsync();
        (await world.RunsAsync()).Count.ShouldBe(16);
    }

    /// <summary>One run that publishes twenty events, each of which starts one.</summary>
    private static void Flood(AutomationBuilder builder, List<PublishResult> told)
    {
        builder.AddRule<OrderPlaced>("flood", rule => rule.OnEvent<OrderPlaced>().Do("tell", async (run, context, token) =>
        {
            var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => context.PublishAsync(new OrderPaid($"{run.Input.Id}-{number}", 9), cancellationToken: token)));
            lock (told)
            {
                told.AddRange(results);
            }
        }));
        builder.AddRule<OrderPaid>("drop", rule => rule.OnEvent<OrderPaid>().Then("a", run => new Work("a", run.Input.Id)));
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

using System.Text.Json;
using Automation.EndToEnd.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Running;

/// <summary>Rules that start each other in a circle stop at a known depth, and it is said where and why (P16).</summary>
/// <remarks>Planted faults: the depth not compared; compared with <c>&gt;=</c>; the depth of a step's event not raised; compared with <c>&gt;=</c>; the first generation not counted.</remarks>
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

        // With the one of the event from outside.
        (await world.RunsAsync()).Count.ShouldBe(7);
        told.Count.ShouldBe(20);
        told.Select(one => one.Verdicts.Single().Reason).Order().ShouldBe([.. Enumerable.Repeat(VerdictReason.Ran, 6), .. Enumerable.Repeat(VerdictReason.SuppressedLoop, 14)]);
        var last = (await world.FindEventAsync(told.First(one => one.Verdicts.Single().Reason == VerdictReason.SuppressedLoop).EventId))!;
        last.Verdicts.ShouldHaveSingleItem().Detail.ShouldBe(
            $"7 runs were started by the chain that event {root.EventId} began, and with those of this event it were more than AutomationOptions.MaxRunsPerRoot allows, which is 7.");

        // Another one from outside begins anew.
        await world.PublishAsync(new OrderPlaced("2"), "2");
        await world.RunToEndAsync();
        (await world.RunsAsync()).Count.ShouldBe(14);
    }

    // Fault: what an event started itself is looked for in the scope that its chain goes on in, and so counts for nothing.
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task EventThatStartsManyRunsInAnotherScope_StopsAtTheNumber(StoreKind store)
    {
        World flood = null!;
        var told = new List<PublishResult>();
        await using var world = flood = new World(store, new FaultPlan(), builder =>
        {
            for (var first = 1; first <= 3; first++)
            {
                builder.AddRule<OrderPlaced>($"first-{first}", rule => rule.OnEvent<OrderPlaced>().Do("tell", async (run, context, token) =>
                {
                    var client = flood.Services.GetRequiredService<IAutomationClient>().In("elsewhere");
                    for (var number = 0; number < 5; number++)
                    {
                        var result = await client.PublishAsync(new OrderPaid(run.Input.Id, 9), cancellationToken: token);
                        lock (told)
                        {
                            told.Add(result);
                        }
                    }
                }));
            }

            builder.AddRule<OrderPaid>("second", rule => rule.OnEvent<OrderPaid>().Do("end", (_, _, _) => Task.CompletedTask));
            builder.Configure(options => options.MaxRunsPerRoot = 7);
        });
        await world.StartAsync();

        await world.PublishAsync(new OrderPlaced("1"), "1");
        await world.RunToEndAsync();

        told.Count.ShouldBe(15);
        told.Count(one => one.Verdicts.Single().Reason == VerdictReason.Ran).ShouldBe(4);
    }

    // Fault: what a handler publishes through the client counts as coming from outside, and the circle goes on for ever.
    [Theory]
    [InlineData(StoreKind.Memory, "typed")]
    [InlineData(StoreKind.Memory, "json")]
    [InlineData(StoreKind.Memory, "other scope")]
    [InlineData(StoreKind.Sqlite, "typed")]
    [InlineData(StoreKind.Postgres, "json")]
    public async Task CircleThroughTheClient_StopsAtTheDepth(StoreKind store, string way)
    {
        World circle = null!;
        var (told, calls) = (new List<(string Scope, PublishResult Result)>(), 0);
        await using var world = circle = new World(store, new FaultPlan(), builder => builder.AddRule<OrderPaid>("circle", rule => rule.OnEvent<OrderPaid>().Do("tell", async (run, context, token) =>
        {
            var scope = way == "other scope" ? $"p{Interlocked.Increment(ref calls)}" : World.Scope;
            var client = circle.Services.GetRequiredService<IAutomationClient>().In(scope);
            await Task.Yield();
            var result = way == "json"
                ? await client.PublishJsonAsync("order.paid", """{ "id": "1", "amount": 9 }"""u8.ToArray(), cancellationToken: token)
                : await client.PublishAsync(new OrderPaid(run.Input.Id, 9), cancellationToken: token);
            lock (told)
            {
                told.Add((scope, result));
            }
        })));
        await world.StartAsync();

        var root = await world.PublishAsync(new OrderPaid("1", 9), "1");
        await world.RunToEndAsync();

        told.Count.ShouldBe(4);
        var (scope, end) = told.Single(one => one.Result.Verdicts.Any(verdict => verdict.Reason == VerdictReason.SuppressedLoop));
        var last = (await world.Services.GetRequiredService<IAutomationClient>().In(scope).WhyAsync(end.EventId, TestContext.Current.CancellationToken))!;
        (last.Depth, last.Root, last.Cause is null).ShouldBe((4, root.EventId, way == "other scope"));
        last.Verdicts.ShouldHaveSingleItem().Reason.ShouldBe(VerdictReason.SuppressedLoop);
    }

    // Fault: a run that a handler starts by hand begins a chain of its own; its place is lost when the run rests and another host takes it up.
    [Theory]
    [InlineData(StoreKind.Memory, false)]
    [InlineData(StoreKind.Sqlite, true)]
    [InlineData(StoreKind.Postgres, true)]
    public async Task RuleThatStartsItselfByHand_StopsAtTheDepth(StoreKind store, bool rests)
    {
        World circle = null!;
        var refused = new List<EventRejectedException>();
        await using var world = circle = new World(store, new FaultPlan(), builder => builder.AddRule<OrderPaid>("circle", rule =>
        {
            var rested = rule.OnEvent<OrderPaid>();
            (rests ? rested.Delay("rest", TimeSpan.FromMinutes(1)) : rested).Do("start", async (run, context, token) =>
            {
                try
                {
                    await circle.Client.Rule("circle").RunJsonAsync(JsonElement.Parse("""{ "id": "1", "amount": 9 }"""), cancellationToken: token);
                }
                catch (EventRejectedException rejected)
                {
                    refused.Add(rejected);
                }
            });
        }));
        await world.StartAsync();

        await world.PublishAsync(new OrderPaid("1", 9), "1");
        await world.RunToEndAsync();

        (await world.RunsAsync()).Count.ShouldBe(4);
        var loop = refused.ShouldHaveSingleItem();
        (loop.Code, loop.Message).ShouldBe((
            "suppressed-loop",
            "Rule 'circle' was not started; nothing was stored. A handler started it, and 4 runs that caused each other lie before it; AutomationOptions.MaxChainDepth allows 3. End the circle, or raise the limit."));
    }

    // Fault: what a person runs again begins anew, and a circle through reruns never ends.
    [Fact]
    public async Task RunThatIsRunAgain_StaysWhereItWas_AndAHandlersRerunsEnd()
    {
        World circle = null!;
        EventRejectedException? refused = null;
        var earlier = new List<RunId>();
        await using var world = circle = new World(StoreKind.Memory, new FaultPlan(), builder => builder.AddRule<OrderPaid>("circle", rule => rule.OnEvent<OrderPaid>().Do("again", async (run, context, token) =>
        {
            earlier.Add(context.RunId);
            try
            {
                // The first run has ended, so that it may be run again.
                await (earlier.Count < 2 ? Task.CompletedTask : circle.Client.RerunAsync(earlier[0], cancellationToken: token));
            }
            catch (EventRejectedException rejected)
            {
                refused = rejected;
            }
        })));
        await world.StartAsync();
        await world.PublishAsync(new OrderPaid("1", 9), "1");
        await world.RunToEndAsync();

        await world.PublishAsync(new OrderPaid("2", 9), "2");
        await world.RunToEndAsync();

        refused!.Code.ShouldBe("suppressed-loop");
        earlier.Count.ShouldBe(5);

        refused = null;
        await world.Client.RerunAsync(earlier[^1], cancellationToken: TestContext.Current.CancellationToken);
        await world.RunToEndAsync();
        (refused?.Code, earlier.Count).ShouldBe(("suppressed-loop", 6));
    }

    // Fault: only what steps publish is counted, and a rule for every customer starts as many runs as there are customers.
    [Fact]
    public async Task EventFromOutsideThatMatchesTooManyRules_StartsNone()
    {
        await using var world = new World(StoreKind.Memory, new FaultPlan(), builder =>
        {
            for (var number = 0; number < 4; number++)
            {
                builder.AddRule<OrderPaid>($"rule-{number}", rule => rule.OnEvent<OrderPaid>().When(order => order.Amount > 0).Then("a", run => new Work("a", run.Input.Id)));
            }

            builder.AddRule<OrderPaid>("dull", rule => rule.OnEvent<OrderPaid>().When(order => order.Id == "4").Then("a", run => new Work("a", run.Input.Id)));
            builder.Configure(options => options.MaxRunsPerRoot = 4);
        });
        await world.StartAsync();

        (await world.PublishAsync(new OrderPaid("1", 9), "1")).Verdicts.Count(verdict => verdict.Reason == VerdictReason.Ran).ShouldBe(4);
        var many = await world.PublishAsync(new OrderPaid("4", 9), "2");
        var again = await world.PublishAsync(new OrderPaid("4", 9), "2");
        await world.RunToEndAsync();

        many.Verdicts.Select(verdict => verdict.Reason).ShouldBe(Enumerable.Repeat(VerdictReason.SuppressedLoop, 5));
        many.Verdicts[0].Detail.ShouldBe("This event would start 5 runs, which are more than AutomationOptions.MaxRunsPerRoot allows, 4: it starts none.");
        (again.Duplicate, again.EventId).ShouldBe((true, many.EventId));
        (await world.RunsAsync()).Count.ShouldBe(4);
    }

    // Fault: runs that a handler starts by hand are no part of what the chain may start.
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task HandlerThatStartsManyRunsByHand_StopsAtTheNumber(StoreKind store)
    {
        World flood = null!;
        var refused = new List<string>();
        await using var world = flood = new World(store, new FaultPlan(), builder =>
        {
            builder.AddRule<OrderPlaced>("flood", rule => rule.OnEvent<OrderPlaced>().Do("start", async (run, context, token) =>
            {
                for (var number = 0; number < 6; number++)
                {
                    try
                    {
                        await flood.Client.Rule("drop").RunJsonAsync(JsonElement.Parse("""{ "id": "1", "amount": 9 }"""), cancellationToken: token);
                    }
                    catch (EventRejectedException rejected)
                    {
                        refused.Add(rejected.Message);
                    }
                }
            }));
            builder.AddRule<OrderPaid>("drop", rule => rule.OnEvent<OrderPaid>().Then("a", run => new Work("a", run.Input.Id)));
            builder.Configure(options => options.MaxRunsPerRoot = 4);
        });
        await world.StartAsync();

        var root = await world.PublishAsync(new OrderPlaced("1"), "1");
        await world.RunToEndAsync();

        (await world.RunsAsync()).Count.ShouldBe(4);
        refused.ShouldBe(Enumerable.Repeat(
            $"Rule 'drop' was not started; nothing was stored. A handler started it, and 4 runs were started by the chain that event {root.EventId} began already; AutomationOptions.MaxRunsPerRoot allows 4. End the circle, or raise the limit.", 3));
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

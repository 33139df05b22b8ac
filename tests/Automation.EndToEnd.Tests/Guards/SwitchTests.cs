using Automation.EndToEnd.Worlds;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EndToEnd.Guards;

/// <summary>Whoever switches a rule off stops what is queued of it, with each of its switches, on every store.</summary>
public sealed class SwitchTests
{
    private const string Json = """
        { "name": "rule", "triggers": [ { "type": "event", "config": { "event": "order.placed" } } ], "guards": { "maxRunsPerScope": 1 },
          "steps": [ { "id": "a", "type": "work", "config": { "name": "a" } } ] }
        """;

    public static MatrixTheoryData<StoreKind, string> Switches => new([StoreKind.Memory, StoreKind.Sqlite, StoreKind.Postgres], ["code", "own", "all"]);

    // Faults: only acceptance asks for a switch; a host begins by what it remembers of the scope.
    [Theory]
    [MemberData(nameof(Switches))]
    public async Task QueuedRuns_DoNotBegin_WhileTheirRuleIsOff_AlsoByAnotherHost_AndGoOnWhenItIsOn(StoreKind store, string kind)
    {
        await using var world = new World(store, new FaultPlan(), builder =>
        {
            if (kind == "code")
            {
                Rules.On(rule => rule.Guard(new() { MaxRunsPerScope = 1 }).Then("a", run => new Work("a")))(builder);
            }
        }) { HandlersWait = true };
        var free = new Latch();
        world.Outside.Behaviour = async (work, _, token) =>
        {
            await free.WaitAsync().WaitAsync(token);
            return work.Name;
        };
        await world.StartAsync();
        if (kind != "code")
        {
            await world.AskAsync(scope => kind == "own" ? scope.Rules.SaveAsync(Json) : Shared(world).SaveAsync(Json));
        }

        foreach (var order in new[] { "1", "2", "3" })
        {
            await world.PublishAsync(new OrderPlaced(order), order);
        }

        await using (var other = world.Beside())
        {
            await other.StartAsync();
            _ = await other.AskAsync(scope => kind == "all" ? Shared(other).DisableAsync("rule") : scope.Rule("rule").DisableAsync());
        }

        free.Open();
        world.HandlersWait = false;
        await world.AdvanceAsync(TimeSpan.FromMinutes(20));

        world.Outside.Calls.Count.ShouldBe(1);
        var waiting = (await world.RunsAsync()).Where(run => run.Live is not null).ToList();
        waiting.Count.ShouldBe(2);
        waiting.ShouldAllBe(run => run.Entries.Count == 0 && run.Live!.Owner == null);
        waiting.ShouldContain(run => run.Live!.State == LiveState.Parked && run.Live.Reason!.StartsWith(kind == "all" ? "Waiting: Disabled for all scopes since" : "Waiting: Disabled since"));
        _ = await world.AskAsync(scope => kind == "all" ? Shared(world).EnableAsync("rule") : scope.Rule("rule").EnableAsync());
        await world.RunToEndAsync();
        world.Outside.Calls.Count.ShouldBe(3);
    }

    // Fault: an approval counts as a release.
    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task Approval_OfARun_WhoseRuleIsOff_StartsNothing_AndIsKept(StoreKind store)
    {
        await using var world = new World(store, new FaultPlan(), Rules.On(rule => rule.Guard(new() { ApprovalAbove = 100 }).Then("a", run => new Work("a"))));
        await world.StartAsync();
        await world.PublishAsync(new OrderPlaced("1"), "1");
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));
        var id = (await world.RunsAsync()).Single().Run.Id;

        _ = await world.AskAsync(scope => scope.Rule("rule").DisableAsync());
        (await world.AskAsync(scope => scope.ApproveAsync(id, "ada"))).ShouldBe(ApproveStatus.Accepted);
        await world.AdvanceAsync(TimeSpan.FromMinutes(20));

        world.Outside.Calls.ShouldBeEmpty();
        (await world.RunsAsync()).Single().Live!.Reason.ShouldStartWith("Waiting: Disabled since");
        _ = await world.AskAsync(scope => scope.Rule("rule").EnableAsync());
        await world.RunToEndAsync();
        world.Outside.Calls.Count.ShouldBe(1);
    }

    private static ISharedRules Shared(World world) => world.Services.GetRequiredService<IAutomationClient>().SharedRules;
}

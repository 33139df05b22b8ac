namespace Automation.Storage.EfCore.Tests.Races;

/// <summary>Every start of a process makes a row; those of processes that are gone for long are deleted.</summary>
public sealed class OldNodesTests : RaceTests
{
    // Faults: the rows stay; one goes that left only now, or that is there.
    [Fact]
    public async Task Forget_DeletesTheRowsOfNodesThatLeftLongAgo()
    {
        var doors = await OpenAsync(3);
        await doors[0].Store.LeaveAsync(doors[0].Node, Now, TestContext.Current.CancellationToken);
        Now += TimeSpan.FromDays(2);
        await doors[1].Store.LeaveAsync(doors[1].Node, Now, TestContext.Current.CancellationToken);

        var ages = Now - TimeSpan.FromDays(1);
        await doors[2].Store.ForgetAsync(new() { KeysBefore = ages, ChainsBefore = ages, BudgetsBefore = ages, NodesBefore = ages, Limit = 100 }, TestContext.Current.CancellationToken);

        (await AskAsync<string>("select string_agg(node_id::text, ' ' order by node_id) from automation.node")).ShouldBe($"{doors[1].Node.NodeId} {doors[2].Node.NodeId}");
        (await AskAsync<string>("select string_agg(node_id::text, ' ') from automation.node_lease")).ShouldBe($"{doors[2].Node.NodeId}");
    }
}

namespace Automation.Storage.Sqlite.Tests.Nodes;

/// <summary>Every start of a process makes a row; those of processes that are gone for long are deleted.</summary>
public sealed class OldNodesTests : SqliteTests
{
    // Faults: the rows stay; the newest goes, and with it the epoch that the next one rises above.
    [Fact]
    public async Task Forget_DeletesTheRowsOfNodesThatLeftLongAgo_ButTheNewest()
    {
        for (var start = 0; start < 3; start++)
        {
            await Store.LeaveAsync(await JoinAsync(), Now, TestContext.Current.CancellationToken);
        }

        Now += TimeSpan.FromDays(2);
        var ages = Now - TimeSpan.FromDays(1);
        await Store.ForgetAsync(new() { KeysBefore = ages, ChainsBefore = ages, BudgetsBefore = ages, NodesBefore = ages, Limit = 100 }, TestContext.Current.CancellationToken);

        Sql("select group_concat(node_id || '/' || epoch) from node").ShouldBe("3/3");
    }
}

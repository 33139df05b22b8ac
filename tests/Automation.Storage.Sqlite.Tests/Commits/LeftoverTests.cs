namespace Automation.Storage.Sqlite.Tests.Commits;

/// <summary>A run that ended leaves its history and nothing else: what would be left over is never seen, and never goes.</summary>
public sealed class LeftoverTests : SqliteTests
{
    [Fact]
    public async Task End_LeavesNoRowOfWork()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        await SignalAsync(node, Make.Signal(run));
        await RecordAsync(node, new RecordOperation
        {
            RunId = run, ClaimNumber = 1, Waits = [Make.Wait("w"), Make.Wait("v")], Transition = RunTransition.Continue.Instance,
        });

        await RecordAsync(node, new RecordOperation
        {
            RunId = run,
            ClaimNumber = 1,
            Entries = [Make.Outcome("a")],
            Consumed = [new SignalKey(new StepPath(""), SignalKind.Completion, "1")],
            Transition = new RunTransition.End(RunStatus.Succeeded, null),
        });

        Sql("select (select count(*) from live) + (select count(*) from wait) + (select count(*) from signal)").ShouldBe(0L);
        Sql("select count(*) from entry").ShouldBe(1L);
    }
}

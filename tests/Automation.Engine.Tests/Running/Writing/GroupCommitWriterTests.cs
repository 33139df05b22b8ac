using Automation.Diagnostics;
using Automation.Engine.Tests.Running.Driving;
using Automation.Running.Writing;
using Automation.Storage;
using Automation.Storage.Conformance;
using Automation.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Automation.Engine.Tests.Running.Writing;

public sealed class GroupCommitWriterTests
{
    /// <remarks>Seen red without the look at the next operation's run: the store refuses the batch as a whole, and it is halved until each stands alone.</remarks>
    [Fact]
    public async Task Operations_OfOneRun_AreNotInOneBatch()
    {
        var clock = new ManualClock();
        var make = new Make(clock.GetUtcNow);
        var store = new HookedStore(new InMemoryDatabase());
        await store.OpenAsync(default);
        using var diagnostics = new AutomationDiagnostics();
        var writer = new GroupCommitWriter(store, clock, new ActivityTracker(), diagnostics, NullLogger<GroupCommitWriter>.Instance)
        {
            Node = await store.JoinAsync(clock.GetUtcNow(), TimeSpan.FromMinutes(1), default),
        };
        RunRecord[] runs = [make.Run(), make.Run(), make.Run()];
        foreach (var run in runs)
        {
            await writer.AcceptAsync(make.Start(run, owned: true));
        }

        var (held, free, batches) = (new TaskCompletionSource(), new TaskCompletionSource(), new List<int>());
        store.BeforeCommit = (_, batch) =>
        {
            batches.Add(batch.Operations.Count);
            held.TrySetResult();
            return free.Task;
        };
        var first = Record(0, "a");
        await held.Task;

        Task<RecordResult>[] gathered = [Record(1, "a"), Record(1, "b"), Record(2, "a")];
        free.SetResult();
        await Task.WhenAll([first, .. gathered]);

        batches.ShouldBe([1, 1, 2]);
        gathered.ShouldAllBe(answer => answer.Result.Applied);

        Task<RecordResult> Record(int run, string path) => writer.RecordAsync(new RecordOperation
        {
            RunId = runs[run].Id,
            ClaimNumber = 1,
            Entries = [make.Outcome(path, path == "a" ? 1 : 2)],
            Transition = RunTransition.Continue.Instance,
        });
    }
}

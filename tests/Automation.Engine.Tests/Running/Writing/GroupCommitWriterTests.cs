using System.Collections.Concurrent;
using System.Threading.Channels;
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
    /// <remarks>Seen red with a second commit that begins at once, and with one that never begins.</remarks>
    [Fact]
    public async Task SecondCommit_BeginsBesideTheFirst_WhenAGoodBatchWaits()
    {
        await using var desk = await Desk.OpenAsync(runs: GroupCommitWriter.WorthAnother + 1, concurrentCommits: 2);
        var first = desk.Record(0, "a");
        await desk.BatchAsync(1);

        var waiting = Enumerable.Range(1, GroupCommitWriter.WorthAnother - 1).Select(run => desk.Record(run, "a")).ToList();
        desk.Batches.Count.ShouldBe(1);
        waiting.Add(desk.Record(GroupCommitWriter.WorthAnother, "a"));
        await desk.BatchAsync(2);
        desk.Free();
        await Task.WhenAll([first, .. waiting]);

        desk.Batches.ShouldBe([1, GroupCommitWriter.WorthAnother]);
    }

    /// <remarks>Seen red without the look at the runs under way: the second operation was committed beside the first.</remarks>
    [Fact]
    public async Task Operations_OfOneRun_AreNotInTwoCommitsAtTheSameTime()
    {
        await using var desk = await Desk.OpenAsync(runs: GroupCommitWriter.WorthAnother + 1, concurrentCommits: 2);
        var first = desk.Record(0, "a");
        await desk.BatchAsync(1);

        Task<RecordResult>[] waiting = [desk.Record(0, "b"), .. Enumerable.Range(1, GroupCommitWriter.WorthAnother).Select(run => desk.Record(run, "a"))];
        desk.Batches.Count.ShouldBe(1);
        desk.Free();
        await Task.WhenAll([first, .. waiting]);

        desk.Batches.ShouldBe([1, GroupCommitWriter.WorthAnother + 1]);
        waiting.ShouldAllBe(answer => answer.Result.Applied);
    }

    /// <remarks>Seen red without the look at the next operation's run: the store refuses the batch as a whole, and it is halved until each stands alone.</remarks>
    [Fact]
    public async Task Operations_OfOneRun_AreNotInOneBatch()
    {
        await using var desk = await Desk.OpenAsync(runs: 3, concurrentCommits: 1);
        var first = desk.Record(0, "a");
        await desk.BatchAsync(1);

        Task<RecordResult>[] gathered = [desk.Record(1, "a"), desk.Record(1, "b"), desk.Record(2, "a")];
        desk.Free();
        await Task.WhenAll([first, .. gathered]);

        desk.Batches.ShouldBe([1, 1, 2]);
        gathered.ShouldAllBe(answer => answer.Result.Applied);
    }

    /// <remarks>Seen red without the second look: the caller hears that its key exists already, and a run would be parked for that.</remarks>
    [Fact]
    public async Task Commit_ThatIsStoredAfterTheStoreWasAsked_IsReadBackOnceMore()
    {
        await using var desk = await Desk.OpenAsync(runs: 1, concurrentCommits: 1);
        CommitBatch? unanswered = null;
        desk.Store.BeforeCommit = async (inner, batch) =>
        {
            if (unanswered is null)
            {
                unanswered = batch;
                throw new CommitUnknownException("Still under way.");
            }

            await inner.CommitAsync(unanswered, default);
            unanswered = null;
        };

        (await desk.Record(0, "a")).Applied.ShouldBeTrue();
        (await desk.Publish()).Status.ShouldBe(AcceptStatus.Accepted);
    }

    /// <remarks>Seen red with one question: it went to a connection that broke together with the commit's.</remarks>
    [Fact]
    public async Task Publisher_WhoseCommitHadNoAnswer_IsAskedForAgain_WhenTheStoreCannotBeAskedAtOnce()
    {
        await using var desk = await Desk.OpenAsync(runs: 0, concurrentCommits: 1);
        var unknown = true;
        desk.Store.BeforeCommit = (_, _) => unknown ? throw new CommitUnknownException("The connection broke.") : Task.CompletedTask;
        var faults = 2;
        desk.Store.BeforeFindEvent = () => faults-- > 0 ? throw new StoreUnavailableException("The connection broke.") : Task.CompletedTask;

        var published = desk.Publish();
        unknown = false;
        desk.Clock.Advance(TimeSpan.FromMilliseconds(100));
        published.IsCompleted.ShouldBeFalse();
        desk.Clock.Advance(TimeSpan.FromMilliseconds(200));

        (await published.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System)).Status.ShouldBe(AcceptStatus.Accepted);
    }

    /// <remarks>Seen red when whoever was refused then heard that nothing was stored.</remarks>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Publisher_WhoseCommitHadNoAnswer_NeverHearsThatNothingWasStored(bool fenced)
    {
        await using var desk = await Desk.OpenAsync(runs: 0, concurrentCommits: 1);
        var commits = 0;
        desk.Store.BeforeCommit = (_, _) => ++commits == 1 ? throw new CommitUnknownException("Still under way.")
            : fenced ? throw new NodeFencedException(1)
            : throw new StoreUnavailableException("Away.");

        (await Should.ThrowAsync<AutomationUnavailableException>(desk.Publish())).Message.ShouldBe("The store did not say whether it stored, and could not be asked. Ask again with the same key.");
        commits.ShouldBe(2);
    }

    /// <remarks>Seen red with a batch that is held and refused as a whole: all publishers were refused, and the other runs waited for the one in the way.</remarks>
    [Fact]
    public async Task Conflict_RefusesOnlyThoseInWhoseWayItStands()
    {
        await using var desk = await Desk.OpenAsync(runs: 4, concurrentCommits: 1);
        var first = desk.Record(0, "a");
        await desk.BatchAsync(1);
        Task<AcceptResult>[] published = [.. Enumerable.Range(0, 5).Select(_ => desk.Publish())];
        Task<RecordResult>[] recorded = [.. Enumerable.Range(1, 3).Select(run => desk.Record(run, "a"))];
        var stands = true;
        Task<AcceptResult>? behind = null;
        desk.Store.BeforeCommit = (_, batch) =>
        {
            behind ??= desk.Publish();
            return stands && (batch.Operations.Contains(desk.Accepts[2]) || batch.Operations.OfType<RecordOperation>().Any(record => record.RunId == desk.Run(2)))
                ? throw new StoreConflictException("A deadlock.")
                : Task.CompletedTask;
        };

        desk.Free();
        await Task.WhenAll([first, recorded[0], recorded[2], .. published.Where((_, index) => index != 2)]).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        (await behind!.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System)).Status.ShouldBe(AcceptStatus.Accepted);
        (await Should.ThrowAsync<AutomationUnavailableException>(published[2])).Message.ShouldContain("stood in the way");
        recorded[1].IsCompleted.ShouldBeFalse();

        stands = false;
        desk.Clock.Advance(TimeSpan.FromMilliseconds(100));
        (await recorded[1]).Applied.ShouldBeTrue();
    }

    /// <summary>A writer with owned runs, whose commits stand still until they are freed.</summary>
    private sealed class Desk(HookedStore store, GroupCommitWriter writer, AutomationDiagnostics diagnostics, ManualClock clock, Make make, RunRecord[] runs) : IAsyncDisposable
    {
        private readonly TaskCompletionSource _free = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Channel<int> _begun = Channel.CreateUnbounded<int>();

        public HookedStore Store => store;

        public ManualClock Clock => clock;

        /// <summary>What was published, in its order.</summary>
        public List<AcceptOperation> Accepts { get; } = [];

        /// <summary>How many operations each commit has, in the order of their beginning.</summary>
        public ConcurrentQueue<int> Batches { get; } = new();

        public static async Task<Desk> OpenAsync(int runs, int concurrentCommits)
        {
            var clock = new ManualClock();
            var make = new Make(clock.GetUtcNow);
            var store = new HookedStore(new InMemoryDatabase()) { ConcurrentCommits = concurrentCommits };
            await store.OpenAsync(default);
            var diagnostics = new AutomationDiagnostics();
            var writer = new GroupCommitWriter(store, clock, new ActivityTracker(), diagnostics, NullLogger<GroupCommitWriter>.Instance)
            {
                Node = await store.JoinAsync(clock.GetUtcNow(), TimeSpan.FromMinutes(1), default),
            };
            var owned = Enumerable.Range(0, runs).Select(_ => make.Run()).ToArray();
            foreach (var run in owned)
            {
                await writer.AcceptAsync(make.Start(run, owned: true));
            }

            var desk = new Desk(store, writer, diagnostics, clock, make, owned);
            store.BeforeCommit = (_, batch) =>
            {
                desk.Batches.Enqueue(batch.Operations.Count);
                desk._begun.Writer.TryWrite(batch.Operations.Count);
                return desk._free.Task;
            };
            return desk;
        }

        public Task<RecordResult> Record(int run, string path) => writer.RecordAsync(new RecordOperation
        {
            RunId = runs[run].Id,
            ClaimNumber = 1,
            Entries = [make.Outcome(path, path == "a" ? 1 : 2)],
            Transition = RunTransition.Continue.Instance,
        });

        public Task<AcceptResult> Publish()
        {
            Accepts.Add(make.Publish(make.Event()));
            return writer.AcceptAsync(Accepts[^1]);
        }

        public RunId Run(int run) => runs[run].Id;

        /// <summary>Returns when so many commits have begun.</summary>
        public async Task BatchAsync(int number)
        {
            while (Batches.Count < number)
            {
                await _begun.Reader.ReadAsync(TestContext.Current.CancellationToken);
            }
        }

        public void Free() => _free.TrySetResult();

        public ValueTask DisposeAsync()
        {
            Free();
            diagnostics.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

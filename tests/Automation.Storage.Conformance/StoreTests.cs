namespace Automation.Storage.Conformance;

/// <summary>What the tests share: one door, a clock that the test moves, and short ways to say the usual.</summary>
public abstract class StoreTests<TFixture> : IAsyncLifetime
    where TFixture : IStoreFixture, new()
{
    protected const string Scope = "project-1";
    protected const string OtherScope = "project-2";

    /// <summary>How long the leases last that <see cref="JoinAsync()"/> asks for.</summary>
    protected static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    protected TFixture Fixture { get; } = new();

    protected IAutomationStore Store { get; set; } = null!;

    /// <summary>The instant that calls hand in.</summary>
    protected DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected Make Make { get; }

    protected StoreTests()
    {
        Make = new Make(() => Now);
    }

    public virtual async ValueTask InitializeAsync() => Store = await Fixture.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await Fixture.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected Task<NodeLease> JoinAsync() => JoinAsync(Store);

    protected async Task<NodeLease> JoinAsync(IAutomationStore door) =>
        (await door.JoinAsync(Now, Lease, TestContext.Current.CancellationToken)).ShouldNotBeNull();

    protected Task<IReadOnlyList<OperationResult>> CommitAsync(NodeLease? node, params StoreOperation[] operations) =>
        Store.CommitAsync(new CommitBatch { Node = node, Now = Now, Operations = operations }, TestContext.Current.CancellationToken);

    protected async Task<TResult> CommitOneAsync<TResult>(NodeLease? node, StoreOperation operation)
        where TResult : OperationResult =>
        (await CommitAsync(node, operation)).ShouldHaveSingleItem().ShouldBeOfType<TResult>();

    protected Task<AcceptResult> AcceptAsync(NodeLease? node, AcceptOperation operation) => CommitOneAsync<AcceptResult>(node, operation);

    protected Task<RecordResult> RecordAsync(NodeLease? node, RecordOperation operation) => CommitOneAsync<RecordResult>(node, operation);

    protected Task<SignalResult> SignalAsync(NodeLease? node, SignalOperation operation) => CommitOneAsync<SignalResult>(node, operation);

    /// <summary>A run that nobody owns.</summary>
    protected async Task<RunId> CreateReadyAsync(string scope = Scope, string rule = "rule-1", string? subject = null)
    {
        var run = Make.Run(scope, rule, subject: subject);
        (await AcceptAsync(null, Make.Start(run))).Status.ShouldBe(AcceptStatus.Accepted);
        return run.Id;
    }

    /// <summary>A run that the node owns with claim number 1.</summary>
    protected async Task<RunId> CreateOwnedAsync(NodeLease node, string scope = Scope, string rule = "rule-1", string? subject = null)
    {
        var run = Make.Run(scope, rule, subject: subject);
        (await AcceptAsync(node, Make.Start(run, owned: true))).Status.ShouldBe(AcceptStatus.Accepted);
        return run.Id;
    }

    /// <summary>A run that rests: until <paramref name="dueAt"/>, or until a signal when that is null.</summary>
    protected async Task<RunId> CreateParkedAsync(NodeLease node, DateTimeOffset? dueAt, string scope = Scope)
    {
        var run = await CreateOwnedAsync(node, scope);
        var park = Make.Record(run, 1, new RunTransition.Park(dueAt));
        (await RecordAsync(node, park)).Transitioned.ShouldBeTrue();
        return run;
    }

    protected async Task EndAsync(NodeLease node, RunId run, RunStatus status = RunStatus.Succeeded, long claim = 1)
    {
        var end = Make.Record(run, claim, new RunTransition.End(status, null), Make.Outcome("last"));
        (await RecordAsync(node, end)).Transitioned.ShouldBeTrue();
    }

    protected Task<IReadOnlyList<StoredRun>> ClaimAsync(NodeLease node, int limit = 100, int probation = 0, bool alone = false, params string[] except) =>
        Store.ClaimAsync(
            new ClaimRequest { Node = node, Now = Now, Limit = limit, ProbationLimit = probation, Alone = alone, Except = except },
            TestContext.Current.CancellationToken);

    protected async Task<RunId[]> ClaimIdsAsync(NodeLease node, int limit = 100, int probation = 0, bool alone = false) =>
        [.. (await ClaimAsync(node, limit, probation, alone)).Select(run => run.Run.Id)];

    protected async Task<StoredRun> LoadAsync(RunId run) =>
        (await Store.LoadRunAsync(run, TestContext.Current.CancellationToken)).ShouldNotBeNull();

    protected async Task<LiveRecord> LiveAsync(RunId run) => (await LoadAsync(run)).Live.ShouldNotBeNull();

    protected Task<DueInfo> NextDueAsync(params string[] except) => Store.NextDueAsync(Now, except, TestContext.Current.CancellationToken);

    protected Task<IReadOnlyList<string>> DiagnoseAsync(NodeLease? roomy = null) => Store.DiagnoseAsync(Now, roomy, TestContext.Current.CancellationToken);

    /// <summary>False when the store cannot keep such a text and said so, as the port allows.</summary>
    protected static async Task<bool> KeptAsync(Func<Task> store)
    {
        try
        {
            await store();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>The process dies; another one opens the store, joins and takes over.</summary>
    protected async Task<NodeLease> CrashAndJoinAsync()
    {
        Store = await Fixture.ReopenAfterCrashAsync();
        var node = await JoinAsync();
        if (Fixture.AllowsManyNodes)
        {
            await PassLeaseAsync(Store, node);
            await Store.TakeOverAsync(node, Now, TestContext.Current.CancellationToken);
        }

        return node;
    }

    /// <summary>The clock moves, and the node keeps its lease.</summary>
    protected async Task MoveAsync(DateTimeOffset now, NodeLease node)
    {
        Now = now;
        (await Store.RenewAsync(node, Now, TestContext.Current.CancellationToken)).ShouldBeTrue();
    }

    /// <summary>One lease goes by; of all nodes only this one renews.</summary>
    protected async Task PassLeaseAsync(IAutomationStore door, NodeLease node)
    {
        for (var third = 0; third < 3; third++)
        {
            Now += Lease / 3;
            (await door.RenewAsync(node, Now, TestContext.Current.CancellationToken)).ShouldBeTrue();
        }
    }
}

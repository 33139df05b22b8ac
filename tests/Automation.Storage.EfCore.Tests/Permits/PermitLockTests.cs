using Automation.Storage.Conformance;
using Automation.Storage.EfCore.Tests.Races;

namespace Automation.Storage.EfCore.Tests.Permits;

/// <summary>Two nodes meet at the last permit of a scope: its lock alone keeps them apart.</summary>
/// <remarks>
/// Where a statement can leave the lock out, it is left out here. That claims and takeovers take it is code; whoever takes out one of those two calls turns the test of it red.
/// </remarks>
public sealed class PermitLockTests : RaceTests
{
    private const string Any = "pg_advisory_xact_lock(1635086448, k.key)";
    private const string Created = "$1::text[]";
    private const string Touched = "$2::text[]";
    private const string Recorded = "l.run_id = any($3::uuid[])";

    private static readonly RunLimits One = new(1, null);

    [Theory]
    [InlineData("")]
    [InlineData(Any)]
    [InlineData(Created)]
    public async Task SignalAndCreate_ShareOnePermit(string without)
    {
        var doors = await OpenAsync(2, work: Without(without));
        var resting = await RestAsync(doors[0], null);
        var holders = await MeetAsync(
            () => CommitAsync(doors[1].Store, doors[1].Node, Make.Signal(resting)),
            () => CommitAsync(doors[0].Store, doors[0].Node, Start()));

        holders.ShouldBe(without == "" ? 1 : 2);
    }

    [Theory]
    [InlineData("")]
    [InlineData(Touched)]
    public async Task TwoSignals_WakeOneRun(string without)
    {
        var doors = await OpenAsync(2, work: Without(without));
        var resting = new[] { await RestAsync(doors[0], null), await RestAsync(doors[0], null) };
        var holders = await MeetAsync(
            () => CommitAsync(doors[1].Store, doors[1].Node, Make.Signal(resting[1])),
            () => CommitAsync(doors[0].Store, doors[0].Node, Make.Signal(resting[0])));

        holders.ShouldBe(without == "" ? 1 : 2);
    }

    [Theory]
    [InlineData("")]
    [InlineData(Touched)]
    public async Task TwoEvents_WakeOneRun(string without)
    {
        var doors = await OpenAsync(2, work: Without(without));
        await RestAsync(doors[0], null, "asset-1");
        await RestAsync(doors[0], null, "asset-2");
        var holders = await MeetAsync(
            () => CommitAsync(doors[1].Store, doors[1].Node, Make.Publish(Make.Event(type: "asset.paid", subject: "asset-1"))),
            () => CommitAsync(doors[0].Store, doors[0].Node, Make.Publish(Make.Event(type: "asset.paid", subject: "asset-2"))));

        holders.ShouldBe(without == "" ? 1 : 2);
    }

    [Theory]
    [InlineData("")]
    [InlineData(Recorded)]
    public async Task TwoEnds_HandOverTwoPermits(string without)
    {
        var doors = await OpenAsync(2, work: Without(without));
        var two = new RunLimits(2, null);
        var ending = new[] { Start(two), Start(two) };
        await CommitAsync(doors[0].Store, doors[0].Node, ending[0]);
        await CommitAsync(doors[1].Store, doors[1].Node, ending[1]);
        await CommitAsync(doors[0].Store, doors[0].Node, Start(two), Start(two));

        var holders = await MeetAsync(() => EndAsync(1), () => EndAsync(0));

        holders.ShouldBe(without == "" ? 2 : 1);
        (await DiagnoseAsync()).Count.ShouldBe(without == "" ? 0 : 1);

        Task EndAsync(int number) => CommitAsync(doors[number].Store, doors[number].Node, End(ending[number]));
    }

    // Fault: the claim does not take the lock.
    [Fact]
    public async Task ClaimOfADueRun_AndCreate_ShareOnePermit()
    {
        var doors = await OpenAsync(2);
        await RestAsync(doors[0], Now.AddMinutes(1));
        var holders = await MeetAsync(
            () => ClaimLaterAsync(doors[1]),
            () => CommitAsync(doors[0].Store, doors[0].Node, Start()));

        holders.ShouldBe(1);
    }

    // Fault: the takeover does not take the lock.
    [Fact]
    public async Task TakeoverThatFindsAFreePermit_AndSignal_ShareIt()
    {
        var doors = await OpenAsync(2);
        var oldest = await RestAsync(doors[0], null);
        await CommitAsync(doors[0].Store, doors[0].Node, Start(), Start());
        await AskAsync<int>("update automation.permit set most = 2 returning 1");
        var holders = await MeetAsync(
            () => doors[1].Store.TakeOverAsync(doors[1].Node, Now, TestContext.Current.CancellationToken),
            () => CommitAsync(doors[0].Store, doors[0].Node, Make.Signal(oldest)));

        holders.ShouldBe(2);
    }

    // Fault: it is made on the connection of the heartbeat.
    [Fact]
    public async Task TakeoverThatWaitsForAScope_DoesNotHoldUpItsNodesRenewal()
    {
        var (store, node) = (await OpenAsync(1))[0];
        await CommitAsync(store, node, Start(), Start());
        await using var held = await HoldAsync("select pg_advisory_xact_lock(1635086448, hashtext(@key) & 1023)", Scope);
        var takeover = store.TakeOverAsync(node, Now, TestContext.Current.CancellationToken);
        await WaitingAsync(1);

        var renewed = await store.RenewAsync(node, Now, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, TestContext.Current.CancellationToken);
        await held.RollbackAsync();

        renewed.ShouldBeTrue();
        (await takeover).ShouldBe(0);
    }

    // Fault: a commit locks the rows of runs before it locks their scopes.
    [Fact]
    public async Task EndThatHandsOver_AndSignalToTheNext_LockTheScopeBeforeItsRuns()
    {
        var doors = await OpenAsync(2);
        var (ending, next) = (Start(), Start());
        await CommitAsync(doors[0].Store, doors[0].Node, ending, next);
        await using var held = await HoldAsync("select pg_advisory_xact_lock(1635086448, hashtext(@key) & 1023)", Scope);

        var end = CommitAsync(doors[0].Store, doors[0].Node, End(ending));
        await WaitingAsync(1);
        var signal = CommitAsync(doors[1].Store, doors[1].Node, Make.Signal(next.Runs[0].Run.Id));
        await WaitingAsync(2);
        await held.RollbackAsync();

        ((RecordResult)(await end)[0]).Transitioned.ShouldBeTrue();
        ((SignalResult)(await signal)[0]).Status.ShouldBe(SignalStatus.Delivered);
    }

    // A claim that waits for the lock of one scope: what becomes due meanwhile in another is not its matter, since it has not locked that.
    // Fault: the claim wakes timers of every scope.
    [Fact]
    public async Task RunOfAnotherScope_ThatBecomesDueDuringAClaim_IsNotLeftBlocked()
    {
        var doors = await OpenAsync(2);
        var first = await RestAsync(doors[0], Now.AddMinutes(1));
        await using var held = await HoldAsync("select pg_advisory_xact_lock(1635086448, hashtext(@key) & 1023)", Scope);
        var claim = ClaimLaterAsync(doors[1]);
        await WaitingAsync(1);
        var second = await RestAsync(doors[0], Now.AddMinutes(1), scope: OtherScope);
        await held.RollbackAsync();

        (await claim).Select(run => run.Run.Id).ShouldBe([first]);
        (await DiagnoseAsync()).ShouldBeEmpty();
        (await ClaimLaterAsync(doors[1])).Select(run => run.Run.Id).ShouldBe([second]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ScopesInOppositeOrders_AreLockedInOne(bool broken)
    {
        string[] scopes = ["a", "b", "c"];
        var order = (await AskAsync<string>("select string_agg(s, ' ' order by hashtext(s) & 1023) from unnest(array['a', 'b', 'c']) s")).Split(' ');
        order.ShouldBe(scopes, ignoreOrder: true);
        var one = (await OpenAsync(1))[0];
        var other = (await OpenAsync(1, work: broken ? Mutant.Of(nameof(PermitSql.Lock), "order by 1", "order by 1 desc") : null))[0];
        await using var held = await HoldAsync("select pg_advisory_xact_lock(1635086448, hashtext(@key) & 1023)", order[1]);

        var first = CommitAsync(one.Store, one.Node, [.. order.Select(Create)]);
        await WaitingAsync(1);
        var second = CommitAsync(other.Store, other.Node, Create(order[2]), Create(order[0]));
        await WaitingAsync(2);
        await held.RollbackAsync();

        var ended = await Task.WhenAll(Fails(first), Fails(second));
        ended.Count(failed => failed).ShouldBe(broken ? 1 : 0);

        AcceptOperation Create(string scope) => new() { Scope = scope, Runs = [new NewRun { Run = Make.Run(scope), Owned = true, Limits = One }] };

        static async Task<bool> Fails(Task commit)
        {
            try
            {
                await commit;
                return false;
            }
            catch (Exception fault) when (fault is not ShouldAssertException)
            {
                return true;
            }
        }
    }

    /// <summary>The lock of scopes with nothing in it from one of its three sources, or no lock at all.</summary>
    private static WorkSql? Without(string what) => what switch
    {
        "" => null,
        Created or Touched => Mutant.Of(nameof(PermitSql.Lock), what, $"({what})[1:0]"),
        Recorded => Mutant.Of(nameof(PermitSql.Lock), what, "false"),
        _ => Mutant.Of(nameof(PermitSql.Lock), what, "k.key"),
    };

    /// <summary>The first stands still when it has given a permit, and the second begins. Answers how many hold one in the end.</summary>
    private async Task<long> MeetAsync(Func<Task> first, Func<Task> second)
    {
        await MeetAsync("update of permit", first, second);
        return await AskAsync<long>("select count(*) from automation.live where permit");
    }

    private async Task<IReadOnlyList<StoredRun>> ClaimLaterAsync((PostgresStore Store, NodeLease Node) door)
    {
        await door.Store.RenewAsync(door.Node, Now.AddMinutes(1), TestContext.Current.CancellationToken);
        return await door.Store.ClaimAsync(new ClaimRequest { Node = door.Node, Now = Now.AddMinutes(1), Limit = 5 }, TestContext.Current.CancellationToken);
    }

    private AcceptOperation Start(RunLimits? limits = null) =>
        new() { Scope = Scope, Runs = [new NewRun { Run = Make.Run(), Owned = true, Limits = limits ?? One }] };

    private RecordOperation End(AcceptOperation created) => new()
    {
        RunId = created.Runs[0].Run.Id,
        ClaimNumber = 1,
        Entries = [Make.Outcome("last")],
        Limited = true,
        Transition = new RunTransition.End(RunStatus.Succeeded, null),
    };

    /// <summary>A run that gave its permit back, so that it needs one when it wakes.</summary>
    private async Task<RunId> RestAsync((PostgresStore Store, NodeLease Node) door, DateTimeOffset? due, string subject = "nothing", string scope = Scope)
    {
        var run = Make.Run(scope);
        await CommitAsync(door.Store, door.Node, new AcceptOperation { Scope = scope, Runs = [new NewRun { Run = run, Owned = true, Limits = One }] });
        await CommitAsync(door.Store, door.Node, new RecordOperation
        {
            RunId = run.Id, ClaimNumber = 1, Limited = true, Waits = [Make.Wait("w", subject: subject)], Transition = new RunTransition.Park(due),
        });
        return run.Id;
    }
}

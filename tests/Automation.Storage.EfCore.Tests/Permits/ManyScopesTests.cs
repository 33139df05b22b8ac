using Automation.Storage.Conformance;
using Automation.Storage.EfCore.Tests.Races;

namespace Automation.Storage.EfCore.Tests.Permits;

/// <summary>T10: fifty scopes with limits from one to five, four nodes, and a witness in the database that counts at each commit.</summary>
/// <remarks>The long version, 20,000 runs: <c>AUTOMATION_LONG=1</c>.</remarks>
public sealed class ManyScopesTests : RaceTests
{
    private const int Scopes = 50;
    private const int Batch = 20;

    // Deferred: it looks when the transaction is about to commit, and still holds the locks that decide.
    private const string Witness = """
        create sequence automation.looks;
        create table automation.seen (scope text, held bigint, most bigint);
        create function count_holders() returns trigger language plpgsql as $body$ declare n bigint; m bigint; begin
          perform nextval('automation.looks');
          select count(*) into n from automation.live l where l.scope = new.scope and (l.permit or l.state = 2);
          select min(p.most) into m from automation.permit p where p.scope = new.scope;
          if n >= m and not exists (select 1 from automation.seen s where s.scope = new.scope and s.held = n) then insert into automation.seen values (new.scope, n, m); end if;
          return null; end $body$;
        create constraint trigger count_holders after insert or update on automation.live deferrable initially deferred
          for each row when (new.permit or new.state = 2) execute function count_holders()
        """;

    private int _left;
    private int _blocked;

    [Fact]
    public async Task Holders_AtEachCommit_AreNoMoreThanTheLimit()
    {
        var runs = Long ? 20_000 : 2_000;

        await PlayAsync(runs, work: null);

        (await AskAsync<long>("select count(*) from automation.seen where held > most")).ShouldBe(0, "A committed state had more holders than permits.");
        (await AskAsync<long>("select count(distinct scope) from automation.seen")).ShouldBe(Scopes);
        (await AskAsync<long>("select last_value from automation.looks")).ShouldBeGreaterThan(runs);
        _blocked.ShouldBeGreaterThan(runs / 10);
        (await DiagnoseAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task PermitThatIsGivenBackBeforeTheOutcome_IsSeen()
    {
        await PlayAsync(400, Mutant.Of(nameof(ClaimSql.Own), "claim_no = l.claim_no + 1", "claim_no = l.claim_no + 1, permit = false"));

        (await AskAsync<long>("select count(*) from automation.seen where held > most")).ShouldBeGreaterThan(0);
    }

    // A claim is what a node makes each poll period: two of them may go by, whatever waits elsewhere.
    [Fact]
    public async Task ScopeWithManyThatWait_DelaysARunOfAnother_ByTwoClaimsAtMost()
    {
        var (store, node) = (await OpenAsync(1))[0];
        var many = Enumerable.Range(0, Long ? 5_000 : 500).Select(_ => Start("project-1", 5)).ToArray();
        await CommitAsync(store, node, many);
        var waiting = new Queue<RunId>(many.Select(start => start.Runs[0].Run.Id));

        for (var round = 0; round < 20; round++)
        {
            var other = Start("project-2", 1);
            await CommitAsync(store, node, other);
            var claimed = new List<StoredRun>();
            for (var poll = 0; poll < 2; poll++)
            {
                claimed.AddRange(await ClaimAsync(store, node, 1));
            }

            claimed.Select(run => run.Run.Id).ShouldContain(other.Runs[0].Run.Id);

            // In the order of acceptance among their own.
            claimed.Where(run => run.Run.Scope == "project-1").ShouldAllBe(run => run.Run.Id == waiting.Dequeue());
            await CommitAsync(store, node, [.. claimed.Select(End)]);
        }
    }

    /// <summary>Four nodes begin runs, and end them, until all have ended.</summary>
    private async Task PlayAsync(int runs, WorkSql? work)
    {
        await RunAsync(Witness);
        var doors = await OpenAsync(4, work: work);

        // One more than it may have for each scope, so that each is full.
        var first = Enumerable.Range(0, 6 * Scopes).Select(number => Start(number % Scopes)).ToArray();
        await CommitAsync(doors[0].Store, doors[0].Node, first);
        _left = runs - first.Length;
        await AtOnceAsync([.. doors.Select((door, number) => (Func<Task>)(() => WorkAsync(door.Store, door.Node, new Random(number))))]);
        (await AskAsync<long>("select count(*) from automation.entry where run_status is not null")).ShouldBe(runs);
    }

    private async Task WorkAsync(PostgresStore store, NodeLease node, Random random)
    {
        IReadOnlyList<StoredRun> own = [];
        for (var more = true; more;)
        {
            var begin = Math.Max(0, Math.Min(Batch, Interlocked.Add(ref _left, -Batch) + Batch));
            var starts = Enumerable.Range(0, begin).Select(_ => Start(random.Next(Scopes))).ToArray();
            var results = await CommitAsync(store, node, [.. starts, .. own.Select(End)]);
            Interlocked.Add(ref _blocked, results.OfType<AcceptResult>().Sum(result => result.Blocked.Count));
            own = await ClaimAsync(store, node, Batch);
            more = own.Count > 0 || begin > 0 || await AskAsync<long>("select count(*) from automation.live") > 0;
        }
    }

    private AcceptOperation Start(int scope) => Start($"project-{scope}", 1 + (scope % 5));

    private AcceptOperation Start(string scope, int most) =>
        new() { Scope = scope, Runs = [new NewRun { Run = Make.Run(scope), Owned = false, Limits = new RunLimits(null, most) }] };

    private StoreOperation End(StoredRun run) => new RecordOperation
    {
        RunId = run.Run.Id,
        ClaimNumber = run.Live!.ClaimNumber,
        Entries = [Make.Outcome("last")],
        Limited = true,
        Transition = new RunTransition.End(RunStatus.Succeeded, null),
    };

    private Task<IReadOnlyList<StoredRun>> ClaimAsync(PostgresStore store, NodeLease node, int limit) =>
        store.ClaimAsync(new ClaimRequest { Node = node, Now = Now, Limit = limit }, TestContext.Current.CancellationToken);
}

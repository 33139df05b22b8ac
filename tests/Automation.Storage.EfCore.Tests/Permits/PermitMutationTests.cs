using Automation.Storage.Conformance;
using Automation.Storage.EfCore.Tests.Races;
using Npgsql;

namespace Automation.Storage.EfCore.Tests.Permits;

/// <summary>Each condition that makes a permit a permit is left out, one at a time: each is missed by somebody.</summary>
/// <remarks>
/// Not in the table is what only saves reading: which scopes are locked and looked through although nobody waits there, and how many of those that wait are read.
/// </remarks>
public sealed class PermitMutationTests : RaceTests
{
    private const string OthersScope = "project-2";
    private const string MixedScope = "project-3";
    private const string RestScope = "project-4";
    private const string QuarantineScope = "project-5";

    // What no committed state may show, whatever the limits are.
    private const string Impossible = """
        select coalesce(string_agg(distinct f.fault, ', '), '') from (
          select 'more holders than permits' as fault from automation.permit p where p.most < (
            select count(*) from automation.live h where h.permit and h.scope = p.scope
              and case p.rule when '' then h.limits & 2 = 2 else h.rule = p.rule and h.limits & 1 = 1 end)
          union all select 'at work without a permit' from automation.live l where l.state in (1, 2, 5) and l.limits <> 0 and not l.permit
            and not exists (select 1 from automation.signal s where s.run_id = l.run_id and s.kind = 1)
          union all select 'a permit that nobody uses' from automation.live l where l.permit and l.state in (4, 6, 7, 8)
          union all select 'cancelled while it waits, and waits on' from automation.live l join automation.signal s using (run_id) where l.state = 8 and s.kind = 1) f
        """;

    private readonly Dictionary<RunId, (DateTimeOffset? Due, string Subject)> _rests = [];
    private int _parked;
    private NpgsqlDataSource _source = null!;
    private (PostgresStore Store, NodeLease Node) _door;

    /// <summary>Statement, the condition, and what comes instead.</summary>
    public static TheoryData<string, string, string> Conditions => new()
    {
        // Who counts as a holder, in the scope and in the rule.
        { nameof(PermitSql.Grant), "h.permit and h.scope = s.scope", "h.scope = s.scope" },
        { nameof(PermitSql.Grant), "h.permit and h.scope = s.scope", "h.permit" },
        { nameof(PermitSql.Grant), " and h.limits & 2 = 2", "" },
        { nameof(PermitSql.Grant), "where h.permit and h.scope = s.scope", "where false and h.scope = s.scope" },
        { nameof(PermitSql.Grant), "h.permit and h.scope = w.scope", "h.scope = w.scope" },
        { nameof(PermitSql.Grant), "h.permit and h.scope = w.scope", "h.permit" },
        { nameof(PermitSql.Grant), " and h.rule = w.rule", "" },
        { nameof(PermitSql.Grant), " and h.limits & 1 = 1", "" },
        { nameof(PermitSql.Grant), "where h.permit and h.scope = w.scope", "where false and h.scope = w.scope" },

        // Who may have the next one.
        { nameof(PermitSql.Grant), "from {0}.live l where l.state = 8 and l.scope = r.scope and", "from {0}.live l where l.scope = r.scope and" },
        { nameof(PermitSql.Grant), "l.scope = r.scope and l.rule = r.rule", "l.rule = r.rule" },
        { nameof(PermitSql.Grant), "l.scope = r.scope and l.rule = r.rule", "l.scope = r.scope" },
        { nameof(PermitSql.Grant), " and l.limits & 2 = kind.bit", "" },
        { nameof(PermitSql.Grant), "order by l.run_id limit", "order by l.run_id desc limit" },
        { nameof(PermitSql.Grant), "order by o.run_id", "order by o.run_id desc" },
        { nameof(PermitSql.Grant), "order by r.run_id", "order by r.run_id desc" },
        { nameof(PermitSql.Grant), " where r.place_in_rule <= r.free_of_rule", "" },
        { nameof(PermitSql.Grant), " where p.limits & 2 = 0 or p.place_in_scope <= p.free_of_scope", "" },
        { nameof(PermitSql.Grant), "p.limits & 2 = 0 or ", "" },
        { nameof(PermitSql.Grant), "set permit = true", "set permit = l.permit" },
        { nameof(PermitSql.Grant), " union select r.scope from {0}.run r where r.run_id = any($2::uuid[])", "" },

        // The limits themselves.
        { nameof(PermitSql.Set), "do update set most = excluded.most where p.most <> excluded.most", "do nothing" },
        { nameof(PermitSql.Set), "c.ordinal desc", "c.ordinal" },
        { nameof(CommitSql.LimitedLive), "where (select r.run_id from {0}.run r where r.run_id = c.run_id) is not null", "" },

        // Who rests holds none, who wakes needs one, and who is cancelled needs none.
        { nameof(CommitSql.LetGo), "permit = l.permit and (", "permit = (" },
        { nameof(CommitSql.LetGo), "coalesce(t.due_at <= $8::timestamptz + interval '30 seconds', false)", "true" },
        { nameof(CommitSql.LetGo), "coalesce(t.due_at <= $8::timestamptz + interval '30 seconds', false)", "false" },
        { nameof(CommitSql.LetGo), "l.limits = 0 or x.acted", "x.acted" },
        { nameof(CommitSql.LetGo), " or x.acted = 1", "" },
        { nameof(CommitSql.LetGo), "else 8 end", "else 1 end" },
        { nameof(CommitSql.WakeWaiting), "l.limits = 0 or ", "" },
        { nameof(CommitSql.WakeWaiting), " or l.permit", "" },
        { nameof(CommitSql.WakeWaiting), "else 8 end", "else 1 end" },
        { nameof(CommitSql.WakeSent), "l.limits = 0 or ", "" },
        { nameof(CommitSql.WakeSent), "l.permit or ", "" },
        { nameof(CommitSql.WakeSent), " or t.cancels then", " then" },
        { nameof(CommitSql.WakeSent), "or (t.cancels and o.state in (8, 9))", "" },
        { nameof(CommitSql.WakeSent), "else 8 end", "else 1 end" },
        { nameof(ClaimSql.WakeDue), "l.limits = 0 or ", "" },
        { nameof(ClaimSql.WakeDue), " or l.permit", "" },
        { nameof(ClaimSql.WakeDue), "else 8 end", "else 1 end" },
        { nameof(PermitSql.DueScopes), "where l.state = 3", "where false" },
        { nameof(PermitSql.BlockedScopes), "where l.state = 8", "where false" },
        { nameof(NodeSql.ReleaseCharged), "permit = l.permit and l.rescues + 1 < 4", "permit = l.permit" },
        { nameof(NodeSql.ReleaseCharged), "permit = l.permit and l.rescues + 1 < 4", "permit = false" },
    };

    [Fact]
    public async Task Sound_NoLimitIsEverPassed_AndNoPermitLiesIdle() => (await FaultAsync(Mutant.Sound())).ShouldBeNull();

    [Theory]
    [MemberData(nameof(Conditions))]
    public async Task WithoutTheCondition_ALimitIsPassed_OrAPermitLiesIdle(string statement, string condition, string with) =>
        (await FaultAsync(Mutant.Of(statement, InSchema(condition), InSchema(with)))).ShouldNotBeNull();

    private static string InSchema(string text) => text.Replace("{0}", "\"automation\"", StringComparison.Ordinal);

    /// <summary>The first thing that is not as it should be.</summary>
    private async Task<string?> FaultAsync(WorkSql work)
    {
        _door = (await OpenAsync(1, work: work))[0];
        await using var source = NpgsqlDataSource.Create((await Fixture.DatabaseAsync()).ConnectionString);
        _source = source;
        try
        {
            await CountAsync();
            await MixAsync();
            await RestAsync();
            await QuarantineAsync();
            return null;
        }
        catch (Exception fault) when (fault is InvalidOperationException or ShouldAssertException)
        {
            return fault.Message;
        }
    }

    /// <summary>Limits of a rule and of its scope, beside holders of another rule, of another scope, and of runs that only one of both limits.</summary>
    private async Task CountAsync()
    {
        await OwnAsync(OthersScope, "rule-1", 2, 4);
        await OwnAsync(OthersScope, "rule-1", 2, 4);
        await OwnAsync(Scope, "rule-1", null, 4);
        var first = await OwnAsync(Scope, "rule-1", 2, 4);
        var other = await OwnAsync(Scope, "rule-2", 2, 4);
        var ofRuleOnly = await OwnAsync(Scope, "rule-3", 1, null);
        var nextOfRuleOnly = await WaitAsync(Scope, "rule-3", 1, null);
        var second = await OwnAsync(Scope, "rule-1", 2, 4);

        // The scope is full, and so is the rule.
        var third = await WaitAsync(Scope, "rule-1", 2, 4);
        var otherSecond = await WaitAsync(Scope, "rule-2", 2, 4);
        var fourth = await WaitAsync(Scope, "rule-1", 2, 4);
        var otherThird = await WaitAsync(Scope, "rule-2", 2, 4);

        await EndAsync(ofRuleOnly);
        await ReadyAsync(nextOfRuleOnly);
        await EndAsync(first);
        await ReadyAsync(third);
        await EndAsync(second, other);
        await ReadyAsync(third, otherSecond, fourth);
        (await StateOfAsync(otherThird)).ShouldBe(LiveState.Blocked);

        // A limit that is raised is for those that wait, too; the last word of a batch counts.
        await OwnAsync(Scope, "rule-1", 3, 8);
        await ReadyAsync(otherThird);
        var (one, two) = (Start(Scope, "rule-4", 1, null), Start(Scope, "rule-4", 2, null));
        var results = await CommitAsync(_door.Store, _door.Node, one, two);
        results.Cast<AcceptResult>().ShouldAllBe(result => result.Blocked.Count == 0);
        await CommitAsync(_door.Store, _door.Node, Start(Scope, "rule-5", 1, null).With(Make.Key("same")));
        await CommitAsync(_door.Store, _door.Node, Start(Scope, "rule-5", 1, null).With(Make.Key("same")));
        await CheckAsync();
    }

    /// <summary>Runs of one rule that only their rule limits, and such that their scope limits, too.</summary>
    private async Task MixAsync()
    {
        var first = await OwnAsync(MixedScope, "rule-1", 2, 5);
        var second = await OwnAsync(MixedScope, "rule-1", 2, 5);
        var third = await WaitAsync(MixedScope, "rule-1", 2, null);
        var fourth = await WaitAsync(MixedScope, "rule-1", 2, 5);
        var fifth = await WaitAsync(MixedScope, "rule-1", 2, null);
        await WaitAsync(MixedScope, "rule-1", 2, 5);

        await EndAsync(first);
        await ReadyAsync(third);
        await ClaimAsync(third);
        await EndAsync(second, third);
        await ReadyAsync(fourth, fifth);
    }

    /// <summary>Who rests for long gives back its permit and waits for it when it wakes, whatever wakes it.</summary>
    private async Task RestAsync()
    {
        var run = await OwnAsync(RestScope, "rule-1", 1, null);
        var free = await OwnAsync(RestScope, "rule-1", null, null);
        foreach (var wakes in new[] { "event", "signal", "timer" })
        {
            // While another works.
            await ParkAsync(run, wakes == "timer" ? Now.AddMinutes(5) : null);
            var worker = await OwnAsync(RestScope, "rule-1", 1, null);
            var young = await WaitAsync(RestScope, "rule-1", 1, null);
            await WakeAsync(run, wakes);
            (await StateOfAsync(run)).ShouldBe(LiveState.Blocked);
            await EndAsync(worker);
            await ClaimAsync(run);

            // A short rest keeps the permit, and whoever is without limits needs none.
            await ParkAsync(run, Now.AddSeconds(20));
            await ParkAsync(free, Now.AddSeconds(20));
            (await StateOfAsync(young)).ShouldBe(LiveState.Blocked);
            await WakeAsync(run, wakes);
            await WakeAsync(free, wakes);
            await ClaimAsync(run, free);

            // Cancelled while it waits: it goes without a permit, and gets none by being let go.
            await CommitAsync(_door.Store, _door.Node, Make.Cancel(young.Id, RestScope));
            await CheckAsync();
            await ClaimAsync(young);
            await RecordAsync(young, RunTransition.Release.Instance);
            await ClaimAsync(young);
            await RecordAsync(young, new RunTransition.Hold("held"));
            await ClaimAsync(young);
            await EndAsync(young);

            // With nobody at work it goes at once.
            await ParkAsync(run, wakes == "timer" ? Now.AddMinutes(5) : null);
            await WakeAsync(run, wakes);
            await ClaimAsync(run);
        }

        // A hold after somebody asked to release the run is no hold.
        await CommitAsync(
            _door.Store, _door.Node, Make.Signal(run.Id, SignalKind.Release, scope: RestScope), Make.Signal(free.Id, SignalKind.Release, scope: RestScope));
        var next = await WaitAsync(RestScope, "rule-1", 1, null);
        await RecordAsync(free, new RunTransition.Hold("held"));
        await RecordAsync(run, new RunTransition.Hold("held"));
        await ClaimAsync(run, free);
        await EndAsync(run);
        await ReadyAsync(next);
    }

    /// <summary>A run that its rescue puts into quarantine gives back its permit, one that is rescued keeps it.</summary>
    private async Task QuarantineAsync()
    {
        var lost = await OwnAsync(QuarantineScope, "rule-1", 1, null);
        var next = await WaitAsync(QuarantineScope, "rule-1", 1, null);
        var node = _door.Node;
        _door = (_door.Store, await JoinAsync(_door.Store));
        await AskAsync<int>($"update automation.live set rescues = {Rescue.Quarantine - 1} where run_id = '{lost.Id}' returning 1");
        await JudgeAsync();
        (await StateOfAsync(lost)).ShouldBe(LiveState.Quarantined);
        await ReadyAsync(next);
        await ClaimAsync(next);

        _door = (_door.Store, await JoinAsync(_door.Store));
        await JudgeAsync();
        await ReadyAsync(next);
    }

    private async Task JudgeAsync()
    {
        await PassLeaseAsync(_door.Store, _door.Node);
        await _door.Store.TakeOverAsync(_door.Node, Now, TestContext.Current.CancellationToken);
        await CheckAsync();
    }

    private AcceptOperation Start(string scope, string rule, int? ofRule, int? ofScope)
    {
        var limits = ofRule is null && ofScope is null ? null : new RunLimits(ofRule, ofScope);
        return new AcceptOperation { Scope = scope, Runs = [new NewRun { Run = Make.Run(scope, rule), Owned = true, Limits = limits }] };
    }

    private async Task<RunRecord> CreateAsync(bool blocked, string scope, string rule, int? ofRule, int? ofScope)
    {
        var start = Start(scope, rule, ofRule, ofScope);
        var result = (AcceptResult)(await CommitAsync(_door.Store, _door.Node, start))[0];
        await CheckAsync();
        (result.Blocked.Count == 1).ShouldBe(blocked, $"{scope} {rule}");
        return start.Runs[0].Run;
    }

    private Task<RunRecord> OwnAsync(string scope, string rule, int? ofRule, int? ofScope) => CreateAsync(blocked: false, scope, rule, ofRule, ofScope);

    private Task<RunRecord> WaitAsync(string scope, string rule, int? ofRule, int? ofScope) => CreateAsync(blocked: true, scope, rule, ofRule, ofScope);

    private Task EndAsync(params RunRecord[] runs) => RecordAsync(runs, new RunTransition.End(RunStatus.Succeeded, null));

    private Task RecordAsync(RunRecord run, RunTransition transition) => RecordAsync([run], transition);

    /// <summary>It waits for an event of its own, too, so that all may wake it.</summary>
    private Task ParkAsync(RunRecord run, DateTimeOffset? due)
    {
        _rests[run.Id] = (due, $"rest {++_parked}");
        return RecordAsync([run], new RunTransition.Park(due), Make.Wait("w", subject: _rests[run.Id].Subject));
    }

    private async Task RecordAsync(RunRecord[] runs, RunTransition transition, params WaitRecord[] waits)
    {
        var records = new List<StoreOperation>();
        foreach (var run in runs)
        {
            var stored = await LoadAsync(run.Id);
            records.Add(new RecordOperation
            {
                RunId = run.Id,
                ClaimNumber = stored.Live!.ClaimNumber,
                Entries = [Make.Outcome($"{stored.Entries.Count}")],
                Consumed = transition is RunTransition.Park or RunTransition.End ? [.. stored.Signals.Select(signal => signal.Key)] : [],
                EndedWaits = [.. waits.Select(wait => wait.Path)],
                Waits = waits,
                Limited = stored.Live.Limited,
                Transition = transition,
            });
        }

        await CommitAsync(_door.Store, _door.Node, records);
        await CheckAsync();
    }

    private async Task WakeAsync(RunRecord run, string how)
    {
        switch (how)
        {
            case "event":
                await CommitAsync(_door.Store, null, Make.Publish(Make.Event(run.Scope, "asset.paid", _rests[run.Id].Subject)));
                break;
            case "signal":
                await CommitAsync(_door.Store, null, Make.Signal(run.Id, scope: run.Scope));
                break;
            default:
                await MoveAsync(_rests[run.Id].Due!.Value);
                await _door.Store.ClaimAsync(new ClaimRequest { Node = _door.Node, Now = Now, Limit = 0 }, TestContext.Current.CancellationToken);
                break;
        }

        await CheckAsync();
    }

    private async Task MoveAsync(DateTimeOffset now)
    {
        Now = now;
        await _door.Store.RenewAsync(_door.Node, Now, TestContext.Current.CancellationToken);
    }

    /// <summary>These and no others of their scope can be claimed.</summary>
    private async Task ClaimAsync(params RunRecord[] runs)
    {
        var claimed = await _door.Store.ClaimAsync(new ClaimRequest { Node = _door.Node, Now = Now, Limit = 100 }, TestContext.Current.CancellationToken);
        claimed.Where(run => run.Run.Scope == runs[0].Scope).Select(run => run.Run.Id).ShouldBe(runs.Select(run => run.Id), ignoreOrder: true);
        await CheckAsync();
    }

    private async Task ReadyAsync(params RunRecord[] runs)
    {
        foreach (var run in runs)
        {
            (await StateOfAsync(run)).ShouldBe(LiveState.Ready, $"{run.Scope} {run.Rule}");
        }
    }

    private async Task<LiveState> StateOfAsync(RunRecord run) => (await LiveAsync(run.Id)).State;

    private async Task CheckAsync()
    {
        // Nobody claims here: what is ready stays so.
        (await DiagnoseAsync()).Where(line => !line.Contains(" is ready since ", StringComparison.Ordinal)).ShouldBeEmpty();
        await using var command = _source.CreateCommand(Impossible);
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe("");
    }
}

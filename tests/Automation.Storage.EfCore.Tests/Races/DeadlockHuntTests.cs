using System.Collections.Concurrent;
using Automation.Storage.Conformance;
using Automation.Storage.EfCore.Tests.Permits;

namespace Automation.Storage.EfCore.Tests.Races;

/// <summary>Four nodes do everything at once, by chance, to each other's runs.</summary>
/// <remarks>Fault, for one: the locks of scopes are taken as they come, not in one order.</remarks>
public sealed class DeadlockHuntTests : RaceTests
{
    /// <summary>Periods that have something else reserved than what live runs hold of them.</summary>
    private const string Misbooked = """
        select count(*) from automation.budget b where b.reserved <> coalesce((select sum(l.cost) from automation.live l
          where l.scope = b.scope and ((b.rule = l.rule and b.period = l.rule_period) or (b.rule = '' and b.period = l.scope_period))), 0)
        """;

    private static readonly int Batches = Long ? 2_000 : 120;
    private readonly ConcurrentBag<RunRecord> _runs = [];
    private readonly ConcurrentDictionary<string, int> _happened = new();

    [Fact]
    public async Task FourNodes_WithRandomBatches_NeverWaitInACircle_AndLoseNothing()
    {
        (PostgresStore Store, NodeLease Node)[] doors = [.. await OpenAsync(2), .. await OpenAsync(2, configure: AskEachTime)];
        await RunAsync("""
            create function only_rises() returns trigger language plpgsql as $body$ begin
              if new.claim_no < old.claim_no or (new.owner is distinct from old.owner and new.owner is not null and new.claim_no <= old.claim_no) then
                raise exception 'the claim number fell'; end if; return new; end $body$;
            create trigger only_rises before update on automation.live for each row execute function only_rises()
            """);

        await AtOnceAsync([.. doors.Select((door, number) => (Func<Task>)(() => PlayAsync(door.Store, door.Node, new Random(number))))]);

        (await DeadlocksAsync()).ShouldBe(0);
        (await AskAsync<long>(PermitRaceTests.Exceeded)).ShouldBe(0);
        (await DiagnoseAsync()).ShouldBeEmpty();
        (await AskAsync<long>(Misbooked)).ShouldBe(0);
        (await AskAsync<long>("select count(*) from automation.run")).ShouldBe(_runs.Count);
        (await AskAsync<long>("select (select count(*) from automation.live) + (select count(*) from automation.entry where run_status is not null)")).ShouldBe(_runs.Count);
        (await AskAsync<long>("select count(*) from automation.live l join automation.entry e on e.run_id = l.run_id and e.run_status is not null")).ShouldBe(0);
        foreach (var what in new[] { "duplicate", "accepted", "Park", "Hold", "Release", "End", "Continue", "refused", "Delivered", "Ended", "consumed", "claimed", "limited", "blocked", "over budget" })
        {
            _happened.GetValueOrDefault(what).ShouldBeGreaterThan(0, what);
        }
    }

    private async Task PlayAsync(PostgresStore store, NodeLease node, Random random)
    {
        var own = new Dictionary<RunId, (long Claim, bool Limited, bool Spends, IReadOnlyList<SignalRecord> Signals)>();
        for (var turn = 0; turn < Batches; turn++)
        {
            var operations = new List<StoreOperation>();
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                operations.Add(Accept(random));
            }

            foreach (var run in own.Keys.OrderBy(_ => random.Next()).Take(random.Next(0, 6)))
            {
                operations.Add(Record(run, own[run], turn, random));
            }

            var others = _runs.ToArray();
            for (var i = random.Next(0, 5); i > 0 && others.Length > 0; i--)
            {
                var run = others[random.Next(others.Length)];
                operations.Add(random.Next(2) == 0 ? Make.Cancel(run.Id, run.Scope, $"{random.Next(20)}") : Make.Signal(run.Id, scope: run.Scope, nonce: $"{random.Next(20)}"));
            }

            var batch = operations.OrderBy(_ => random.Next()).ToArray();
            var results = await CommitAsync(store, node, batch);
            for (var i = 0; i < batch.Length; i++)
            {
                Note(own, batch[i], results[i]);
            }

            foreach (var claimed in await store.ClaimAsync(new ClaimRequest { Node = node, Now = Now, Limit = random.Next(1, 8) }, TestContext.Current.CancellationToken))
            {
                own.Add(claimed.Run.Id, (claimed.Live!.ClaimNumber, claimed.Live.Limited, claimed.Live.Reserved is not null, claimed.Signals));
                Happened("claimed");
            }
        }
    }

    private AcceptOperation Accept(Random random)
    {
        // Half of the scopes have limits.
        var scope = random.Next(6);
        var @event = Make.Event($"project-{scope}", "asset.paid", $"asset-{random.Next(5)}");
        var run = new NewRun
        {
            Run = Make.Run(@event.Scope, $"rule-{random.Next(3)}", @event.Id), Owned = random.Next(2) == 0, Limits = scope < 3 ? new RunLimits(2 + scope, 5 + scope) : null,
            Reservation = scope % 2 == 0 ? null : new BudgetReservation(random.Next(1, 10)) { OfRule = Share(40), OfScope = random.Next(2) == 0 ? null : Share(80) },
        };
        NewRun[] runs = random.Next(3) == 0 ? [] : [run];
        return new AcceptOperation
        {
            Scope = @event.Scope, Event = @event, Runs = runs, MayBeAwaited = random.Next(2) == 0, Dedupe = random.Next(2) == 0 ? Make.Key($"key-{random.Next(300)}") : null,
        };
    }

    private BudgetShare Share(long most) => new("2026-11", most, Now.AddDays(1));

    private RecordOperation Record(RunId run, (long Claim, bool Limited, bool Spends, IReadOnlyList<SignalRecord> Signals) own, int turn, Random random)
    {
        var (claim, limited, spends, signals) = own;
        RunTransition transition = random.Next(6) switch
        {
            0 => new RunTransition.Park(Now),
            1 => new RunTransition.Hold("held"),
            2 => RunTransition.Release.Instance,
            3 => new RunTransition.End(RunStatus.Succeeded, null) { Spent = spends ? 0 : null },
            4 => new RunTransition.Park(Now.AddDays(1)),
            _ => RunTransition.Continue.Instance,
        };
        return new RecordOperation
        {
            RunId = run,
            ClaimNumber = claim,
            Entries = [Make.Outcome($"{claim}/{turn}", turn)],
            Consumed = [.. signals.Select(signal => signal.Key)],
            Waits = random.Next(2) == 0 ? [Make.Wait($"{claim}/{turn}", subject: $"asset-{random.Next(5)}")] : [],
            EndedWaits = random.Next(3) == 0 ? [new StepPath($"{claim}/{turn - 1}")] : [],
            Limited = limited,
            Transition = transition,
        };
    }

    private void Note(Dictionary<RunId, (long Claim, bool Limited, bool Spends, IReadOnlyList<SignalRecord> Signals)> own, StoreOperation operation, OperationResult result)
    {
        switch (operation, result)
        {
            case (AcceptOperation accept, AcceptResult { Status: AcceptStatus.Accepted } accepted):
                Happened("accepted");
                foreach (var created in accept.Runs)
                {
                    _runs.Add(created.Run);
                    var blocked = accepted.Blocked.Contains(created.Run.Id);
                    Happened(blocked ? "blocked" : created.Limits is null ? "unlimited" : "limited");
                    if (created.Owned && !blocked)
                    {
                        own.Add(created.Run.Id, (1, created.Limits is not null, created.Reservation is not null, []));
                    }
                }

                break;
            case (AcceptOperation, AcceptResult refused):
                Happened(refused.Status == AcceptStatus.OverBudget ? "over budget" : "duplicate");
                break;
            case (RecordOperation record, RecordResult recorded):
                recorded.Applied.ShouldBeTrue("Nobody else owns the run.");
                Happened(recorded.Transitioned ? record.Transition.GetType().Name : "refused");
                Happened(record.Consumed.Count > 0 ? "consumed" : "nothing consumed");
                if (recorded.Transitioned && record.Transition is not RunTransition.Continue)
                {
                    own.Remove(record.RunId);
                }
                else
                {
                    own[record.RunId] = own[record.RunId] with { Signals = recorded.Signals };
                }

                break;
            case (SignalOperation, SignalResult signalled):
                Happened(signalled.Status.ToString());
                break;
        }
    }

    private void Happened(string what) => _happened.AddOrUpdate(what, 1, (_, count) => count + 1);
}

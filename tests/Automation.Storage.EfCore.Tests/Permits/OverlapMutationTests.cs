using Automation.Storage.Conformance;
using Automation.Storage.EfCore.Tests.Races;

namespace Automation.Storage.EfCore.Tests.Permits;

/// <summary>Each condition that keeps runs with one key apart is left out, one at a time: each is missed by somebody.</summary>
public sealed class OverlapMutationTests : RaceTests
{
    private (PostgresStore Store, NodeLease Node) _door;

    /// <summary>Statement, the condition, and what comes instead.</summary>
    public static TheoryData<string, string, string> Conditions => new()
    {
        // Who begins.
        { nameof(CommitSql.LimitedLive), "c.place = 1 and", "true and" },
        { nameof(CommitSql.LimitedLive), "l.scope = c.scope and l.rule = c.rule and l.overlap = c.overlap", "l.scope = c.scope and l.overlap = c.overlap" },
        { nameof(CommitSql.LimitedLive), "l.scope = c.scope and l.rule = c.rule and l.overlap = c.overlap", "l.rule = c.rule and l.overlap = c.overlap" },
        { nameof(CommitSql.LimitedLive), "l.scope = c.scope and l.rule = c.rule and l.overlap = c.overlap", "l.scope = c.scope and l.rule = c.rule and l.overlap is not null" },
        { nameof(CommitSql.LimitedLive), "c.overlap limit 1) is null", "c.overlap limit 1) is null or true" },
        { nameof(CommitSql.LimitedLive), "c.limits, false, c.overlap", "c.limits, false, null" },

        // Who follows.
        { nameof(CommitSql.Record), "g.overlap is not null", "false" },
        { nameof(CommitSql.Record), "q.scope = g.scope and q.rule = g.rule", "q.rule = g.rule" },
        { nameof(CommitSql.Record), "q.scope = g.scope and q.rule = g.rule", "q.scope = g.scope" },
        { nameof(CommitSql.Record), " and q.overlap = g.overlap and q.state = 9", " and q.overlap is not null and q.state = 9" },
        { nameof(CommitSql.Record), " and q.overlap = g.overlap and q.state = 9", " and q.overlap = g.overlap" },
        { nameof(CommitSql.Record), "order by q.run_id limit 1", "order by q.run_id desc limit 1" },
        { nameof(PermitSql.Follow), " and q.scope = any($1::text[]) and ", " and q.scope = any($1::text[]) or " },
        { nameof(PermitSql.Follow), "order by q.scope, q.rule, q.overlap, q.run_id", "order by q.scope, q.rule, q.overlap, q.run_id desc" },
        { nameof(PermitSql.LeftScopes), "q.state = 9", "false" },

        // Who only ends gives up its place.
        { nameof(CommitSql.WakeSent), "overlap = case when x.wakes and l.state = 9 then null else l.overlap end", "overlap = l.overlap" },
        { nameof(CommitSql.WakeSent), "overlap = case when x.wakes and l.state = 9 then null else l.overlap end", "overlap = case when x.wakes then null else l.overlap end" },
        { nameof(CommitSql.WakeSent), "o.state in (8, 9)", "o.state = 8" },
        { nameof(PermitSql.Replace), "overlap = case when l.state = 9 then null else l.overlap end", "overlap = l.overlap" },
        { nameof(PermitSql.Replace), "overlap = case when l.state = 9 then null else l.overlap end", "overlap = null" },
        { nameof(PermitSql.Replace), "o.overlap = n.overlap and o.run_id <> n.run_id", "o.overlap = n.overlap" },
        { nameof(PermitSql.Replace), "o.scope = n.scope and o.rule = n.rule and o.overlap = n.overlap", "o.scope = n.scope and o.overlap = n.overlap" },
        { nameof(PermitSql.Replace), "o.scope = n.scope and o.rule = n.rule and o.overlap = n.overlap", "o.rule = n.rule and o.overlap = n.overlap" },
        { nameof(PermitSql.Replace), "o.scope = n.scope and o.rule = n.rule and o.overlap = n.overlap", "o.scope = n.scope and o.rule = n.rule" },
        { nameof(PermitSql.Replace), "k.ordinal desc", "k.ordinal" },
        { nameof(PermitSql.Replace), "signals = l.signals + case when l.run_id in (select s.run_id from sent s) then 1 else 0 end", "signals = l.signals + 1" },
        { nameof(PermitSql.Replace), "where (select l.run_id from \"automation\".live l where l.run_id = k.run_id) is not null", "" },

        // Who is refused.
        { nameof(PermitSql.Busy), "l.scope = g.scope and l.rule = g.rule and l.overlap = g.overlap limit", "l.scope = g.scope and l.overlap = g.overlap limit" },
        { nameof(PermitSql.Busy), "b.place - 1 > b.queued", "b.place - 1 > b.queued + 1" },
        { nameof(PermitSql.Busy), ">= b.most::bigint + b.queued", "> b.most::bigint + b.queued" },
        { nameof(PermitSql.Busy), "where l.permit and", "where false and" },
        { nameof(PermitSql.Busy), "where l.state = 8 and", "where false and" },
        { nameof(PermitSql.Busy), "where g.source is null", "where true" },
    };

    [Fact]
    public async Task Sound_NoTwoHaveOneKey_AndNobodyIsForgotten() => (await FaultAsync(Mutant.Sound())).ShouldBeNull();

    [Theory]
    [MemberData(nameof(Conditions))]
    public async Task WithoutTheCondition_TwoHaveOneKey_OrSomebodyIsForgotten(string statement, string condition, string with) =>
        (await FaultAsync(Mutant.Of(statement, condition, with))).ShouldNotBeNull();

    private async Task<string?> FaultAsync(WorkSql work)
    {
        _door = (await OpenAsync(1, work: work))[0];
        try
        {
            await FollowAsync();
            await CancelAsync();
            await ReplaceAsync();
            await RefuseAsync();
            await LookAsync();
            return null;
        }
        catch (Exception fault) when (fault is InvalidOperationException or ShouldAssertException or StoreUnavailableException)
        {
            return fault.Message;
        }
    }

    private async Task FollowAsync()
    {
        var other = await StartAsync("b", false);
        var otherScope = await StartAsync("a", false, scope: "project-2");
        await StartAsync("a", true, scope: "project-2");
        await StartAsync("a", false, rule: "rule-2");
        await StartAsync("a", true, rule: "rule-2");
        var first = await StartAsync("a", false);
        var results = await _door.Store.CommitAsync(Batch(Start("a"), Start("a"), Start("c"), Start("c")), default);
        results.Cast<AcceptResult>().Select(result => result.Blocked.Count).ShouldBe([1, 1, 0, 1]);
        (await CountAsync(9)).ShouldBe(5);
        await EndAsync(first);
        (await OldestAsync(9, "a")).CompareTo(await OldestAsync(1, "a")).ShouldBeGreaterThan(0);
        await EndAsync(other, otherScope);
        (await CountAsync(9)).ShouldBe(3);
        await EverybodyAsync();
    }

    private async Task CancelAsync()
    {
        var first = await StartAsync("a", false);
        var (second, third) = (await StartAsync("a", true), await StartAsync("a", true));
        await CommitAsync(_door.Store, null, Make.Cancel(second));
        await ClaimedAsync(1);
        await CheckAsync();

        // The holder keeps its place, whoever asks it to end.
        await RestAsync(first);
        await CommitAsync(_door.Store, null, Make.Cancel(first));
        (await StartAsync("a", true)).ShouldNotBe(third);
        await CheckAsync();
        await EverybodyAsync();
    }

    private async Task ReplaceAsync()
    {
        var untouched = new[] { await StartAsync("b", false), await StartAsync("a", false, rule: "rule-2"), await StartAsync("a", false, scope: "project-2") };
        var first = await StartAsync("a", false);
        await CommitAsync(_door.Store, null, Make.Cancel(first));
        var (second, third) = (Start("a", replaces: true), Start("a", replaces: true).With(Make.Key("k")));
        await CommitAsync(_door.Store, _door.Node, second);
        await CheckAsync();
        (await LoadAsync(second.Runs[0].Run.Id)).Signals.ShouldBeEmpty();
        await CommitAsync(_door.Store, _door.Node, third, Start("a", replaces: true).With(Make.Key("k")));
        (await LoadAsync(third.Runs[0].Run.Id)).Signals.ShouldBeEmpty();
        await CheckAsync();
        var (fourth, fifth) = (Start("a", replaces: true), Start("a", replaces: true));
        await CommitAsync(_door.Store, _door.Node, fourth, fifth);
        (await LoadAsync(fourth.Runs[0].Run.Id)).Signals.ShouldHaveSingleItem();
        (await LoadAsync(fifth.Runs[0].Run.Id)).Signals.ShouldBeEmpty();
        (await LiveAsync(fifth.Runs[0].Run.Id)).State.ShouldBe(LiveState.Queued);
        foreach (var run in untouched)
        {
            (await LoadAsync(run)).Signals.ShouldBeEmpty();
        }

        await CheckAsync();
        await EverybodyAsync();
    }

    private async Task RefuseAsync()
    {
        var skip = new RunLimits(null, null) { MaxQueued = 0 };
        await AnswerAsync(AcceptStatus.Accepted, Start("a", skip, rule: "rule-2"));
        await AnswerAsync(AcceptStatus.Accepted, Start("a", skip).With(Make.Key("skip")));
        await AnswerAsync(AcceptStatus.Busy, Start("a", skip));
        await AnswerAsync(AcceptStatus.Duplicate, Start("a", skip).With(Make.Key("skip")));
        await AnswerAsync(AcceptStatus.Accepted, Start("b", skip));
        var one = new RunLimits(1, null) { MaxQueued = 1 };
        await AnswerAsync(AcceptStatus.Accepted, Start(null, one, rule: "rule-3"));
        await AnswerAsync(AcceptStatus.Accepted, Start(null, one, rule: "rule-3"));
        await AnswerAsync(AcceptStatus.Busy, Start(null, one, rule: "rule-3"));
        await AnswerAsync(AcceptStatus.Busy, Start(null, one with { MaxQueued = 0 }, rule: "rule-3"));
        await EverybodyAsync();
    }

    /// <summary>What a host of an earlier version left.</summary>
    private async Task LookAsync()
    {
        var first = await StartAsync("a", false);
        await StartAsync("a", true);
        await StartAsync("a", true);
        await StartAsync("b", false);
        await StartAsync("b", true);
        await RunAsync($"delete from automation.live where run_id = '{first}'");
        var oldest = await OldestAsync(9, "a");
        await _door.Store.TakeOverAsync(_door.Node, Now, default);
        (await OldestAsync(1, "a")).ShouldBe(oldest);
        await CheckAsync();
        (await CountAsync(9)).ShouldBe(2);
        await RunAsync($"delete from automation.live where run_id = '{oldest}'; delete from automation.live where overlap = 'b'");
        await _door.Store.TakeOverAsync(_door.Node, Now, default);
        await EverybodyAsync();
    }

    private async Task AnswerAsync(AcceptStatus status, AcceptOperation operation) =>
        ((AcceptResult)(await CommitAsync(_door.Store, _door.Node, operation))[0]).Status.ShouldBe(status);

    /// <summary>All that live have their turn, one after the other.</summary>
    private async Task EverybodyAsync()
    {
        for (var owned = await OwnedAsync(); owned.Length > 0; owned = await OwnedAsync())
        {
            await EndAsync(owned);
        }

        (await AskAsync<long>("select count(*) from automation.live")).ShouldBe(0, "Somebody is forgotten.");
    }

    private async Task<RunId[]> OwnedAsync()
    {
        await ClaimedAsync(null);
        await CheckAsync();
        return [.. await _door.Store.ListOwnedAsync(_door.Node, signalledOnly: false, default)];
    }

    private async Task ClaimedAsync(int? count)
    {
        var claimed = await _door.Store.ClaimAsync(new ClaimRequest { Node = _door.Node, Now = Now, Limit = 100 }, default);
        (count ?? claimed.Count).ShouldBe(claimed.Count);
    }

    private async Task RestAsync(RunId run)
    {
        var stored = await LoadAsync(run);
        await CommitAsync(_door.Store, _door.Node, new RecordOperation { RunId = run, ClaimNumber = stored.Live!.ClaimNumber, Limited = true, Transition = new RunTransition.Hold("held") });
    }

    private async Task EndAsync(params RunId[] runs)
    {
        var records = new List<StoreOperation>();
        foreach (var run in runs)
        {
            var stored = await LoadAsync(run);
            records.Add(new RecordOperation
            {
                RunId = run,
                ClaimNumber = stored.Live!.ClaimNumber,
                Entries = [Make.Outcome($"{stored.Entries.Count}")],
                Consumed = [.. stored.Signals.Select(signal => signal.Key)],
                Limited = true,
                Transition = new RunTransition.End(RunStatus.Succeeded, null),
            });
        }

        await CommitAsync(_door.Store, _door.Node, records);
        await CheckAsync();
    }

    private async Task<RunId> StartAsync(string key, bool waits, string scope = Scope, string rule = "rule-1")
    {
        var start = Start(key, scope: scope, rule: rule);
        var result = (AcceptResult)(await CommitAsync(_door.Store, _door.Node, start))[0];
        (result.Blocked.Count == 1).ShouldBe(waits, $"{scope} {rule} {key}");
        return start.Runs[0].Run.Id;
    }

    private AcceptOperation Start(string? key, RunLimits? limits = null, bool replaces = false, string scope = Scope, string rule = "rule-1") => new()
    {
        Scope = scope,
        Runs =
        [
            new NewRun
            {
                Run = Make.Run(scope, rule),
                Owned = true,
                Limits = (limits ?? new RunLimits(null, null)) with { Overlap = key },
                Replaces = replaces ? "\"replaced\""u8.ToArray() : default(ReadOnlyMemory<byte>?),
            },
        ],
    };

    private CommitBatch Batch(params StoreOperation[] operations) => new() { Node = _door.Node, Now = Now, Operations = operations };

    private Task<long> CountAsync(int state) => AskAsync<long>($"select count(*) from automation.live where state = {state}");

    private async Task<RunId> OldestAsync(int state, string key) =>
        new(await AskAsync<Guid>(
            $"select coalesce((select run_id from automation.live where state = {state} and overlap = '{key}' and scope = '{Scope}' and rule = 'rule-1' order by run_id limit 1), '{Guid.Empty}')"));

    private async Task CheckAsync()
    {
        (await DiagnoseAsync()).Where(line => !line.Contains(" is ready since ", StringComparison.Ordinal)).ShouldBeEmpty();
        (await AskAsync<long>("""
            select count(*) from (select 1 from automation.live l where l.overlap is not null and l.state <> 9 group by l.scope, l.rule, l.overlap having count(*) > 1) s
            """)).ShouldBe(0, "Two have one key.");
    }
}

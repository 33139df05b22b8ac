using Automation.Storage.Conformance;

namespace Automation.Storage.EfCore.Tests.Commits;

/// <summary>What lies in the tables already costs a commit nothing.</summary>
public sealed class HistoryTests : DatabaseTests
{
    private const int History = 20_000;

    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private readonly Make _make;

    public HistoryTests() => _make = new Make(() => _now);

    // Fault, seen red with the events that have subjects of their verdicts: `where exists (select …)`, which the planner answers by hashing the whole table, in place of `(select …) is not null`.
    [Fact]
    public async Task CommitsOfAWholeRun_AmongMuchHistory_ReadNothingOfIt()
    {
        await using (var source = NewSource())
        await using (var store = Store(source: source))
        {
            await store.OpenAsync(TestContext.Current.CancellationToken);
            var node = (await store.JoinAsync(_now, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).ShouldNotBeNull();

            // Statements are planned once, when the tables are still empty.
            await WorkAsync(store, node, "asset-1");
            await FillAsync();
            await WorkAsync(store, node, "asset-7");
        }

        // Counted by the server when the sessions of the store have ended.
        var read = 0L;
        while (read == 0 || await SessionsAsync() > 1)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            read = (long)(await AskAsync("select sum(idx_tup_read)::bigint from pg_stat_user_indexes where schemaname = 'automation' and relname <> 'store_version'"))!;
        }

        read.ShouldBeLessThan(History / 10);
        (await AskAsync("select sum(seq_tup_read)::bigint from pg_stat_user_tables where schemaname = 'automation'")).ShouldBeOfType<long>().ShouldBeLessThan(History / 10);
    }

    private async Task FillAsync()
    {
        await DoAsync($"""
            insert into automation.event(event_id, position, scope, type, subject, at, root, depth, payload)
              select gen_random_uuid(), n, 'project-1', 'asset.approved', 'asset-' || n, now(), gen_random_uuid(), 0, '' from generate_series(1, {History}) n
            """);
        await DoAsync($"""
            insert into automation.run(run_id, position, scope, rule, rule_hash, subject, trigger_kind, trigger_id, at)
              select gen_random_uuid(), n, 'project-1', 'rule-1', 'hash', 'asset-' || n, 1, 'manual', now() from generate_series(1, {History}) n
            """);
        await DoAsync($"""
            insert into automation.entry(run_id, path, kind, try, seq, status, at, scope, rule, run_status)
              select gen_random_uuid(), 'a', 1, 0, 1, 1, now(), 'project-1', 'rule-1', 2 from generate_series(1, {History}) n
            """);
        await DoAsync($"""
            insert into automation.dedupe(scope, source, key_hash, body_hash, original_id, at)
              select 'project-1', 'event', decode(md5(n::text), 'hex'), '', gen_random_uuid(), now() from generate_series(1, {History}) n
            """);
    }

    private async Task WorkAsync(PostgresStore store, NodeLease node, string subject)
    {
        var @event = _make.Event(subject: subject) with { Verdicts = [new Verdict { Rule = "rule-1", Reason = VerdictReason.ConditionFalse, Subject = "another " + subject }] };
        var run = _make.Run(@event: @event.Id, subject: subject);
        await CommitAsync(store, node, new AcceptOperation
        {
            Scope = @event.Scope,
            Event = @event,
            Dedupe = _make.Key(subject),
            Runs = [new NewRun { Run = run, Owned = true }],
            MayBeAwaited = true,
        });
        await CommitAsync(store, node, _make.Continue(run.Id, 1, _make.Outcome("a")));
        await CommitAsync(store, node, _make.Record(run.Id, 1, new RunTransition.End(RunStatus.Succeeded, null), _make.Outcome("b", 2)));
    }

    private async Task CommitAsync(PostgresStore store, NodeLease node, StoreOperation operation) =>
        await store.CommitAsync(new CommitBatch { Node = node, Now = _now, Operations = [operation] }, TestContext.Current.CancellationToken);

    private async Task<long> SessionsAsync() =>
        (long)(await AskAsync("select count(*) from pg_stat_activity where datname = current_database() and backend_type = 'client backend'"))!;
}

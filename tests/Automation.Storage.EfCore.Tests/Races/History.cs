namespace Automation.Storage.EfCore.Tests.Races;

/// <summary>What a store has behind it after a while.</summary>
internal static class History
{
    /// <summary>Inserts so many runs that ended, each with its event, its key and a step.</summary>
    public static string Insert(int runs) => $"""
        create temporary table past as select n, gen_random_uuid() as run_id, gen_random_uuid() as event_id from generate_series(1, {runs}) n;
        insert into automation.event(event_id, position, scope, type, subject, at, root, depth, payload)
          select event_id, nextval('automation.position'), 'project-1', 'past', 'past-' || n % 1000, now(), event_id, 0, '' from past;
        insert into automation.run(run_id, position, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at)
          select run_id, nextval('automation.position'), 'project-1', 'rule-' || n % 10, 'hash', 'past-' || n % 1000, 1, 'trigger-1', event_id, now() from past;
        insert into automation.entry(run_id, path, kind, try, seq, status, at, scope, rule, run_status)
          select run_id, 'last', 1, 1, 1, 1, now(), 'project-1', 'rule-' || n % 10, 10 from past;
        insert into automation.dedupe(scope, source, key_hash, body_hash, original_id, at)
          select 'project-1', 'event', sha256(n::text::bytea), sha256(''), event_id, now() from past;
        drop table past
        """;

    /// <summary>Inserts so many runs that wait for an event that does not come.</summary>
    public static string InsertResting(int runs) => $"""
        create temporary table resting as select n, gen_random_uuid() as run_id from generate_series(1, {runs}) n;
        insert into automation.run(run_id, position, scope, rule, rule_hash, trigger_kind, trigger_id, at)
          select run_id, nextval('automation.position'), 'project-1', 'rule-1', 'hash', 2, 'trigger-1', now() from resting;
        insert into automation.live(run_id, scope, rule, queue, state, claim_no, signals, rescues, limits, permit) select run_id, 'project-1', 'rule-1', 0, {(int)LiveState.Idle}, 1, 0, 0, 0, false from resting;
        insert into automation.wait(run_id, path, scope, type, subject) select run_id, 'w', 'project-1', 'resting', 'resting-' || n from resting;
        drop table resting
        """;
}

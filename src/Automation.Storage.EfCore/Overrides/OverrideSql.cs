namespace Automation.Storage;

/// <summary>What is asked of the table subject_override, and of the runs that it stops.</summary>
internal sealed class OverrideSql(string schema)
{
    private const string Rests = "l.state in (3, 4)";

    /// <summary>Only who is parked has a need, or is queued and has another one.</summary>
    private const string Held = $"l.need = '{SubjectOverrides.Need}'";

    private const string Awake = "case when l.limits = 0 or l.permit then 1 else 8 end";

    public string List { get; } = $"select o.subject, o.reason, o.author, o.at from {schema}.subject_override o where o.scope = $1";

    /// <summary>Nothing when the scope has as many as it may. Whoever changes a scope does so one after the other.</summary>
    public string Put { get; } = $"""
        insert into {schema}.subject_override(scope, subject, reason, author, at)
        select $1, $2, $3, $4, $5
        where (select count(*) from {schema}.subject_override o where o.scope = $1 and o.subject <> $2) < {SubjectOverrides.MaxPerScope}
        on conflict (scope, subject) do update set reason = excluded.reason, author = excluded.author, at = excluded.at
        """;

    public string Delete { get; } = $"delete from {schema}.subject_override where scope = $1 and subject = $2";

    /// <summary>Locks, in the order of ids, the runs about a subject that have not ended.</summary>
    public string LockAlive { get; } = $"""
        select l.run_id from {schema}.live l where l.run_id in (select r.run_id from {schema}.run r where r.scope = $1 and r.subject = $2) order by l.run_id for update
        """;

    public string Pause { get; } = $"""
        insert into {schema}.signal(run_id, path, kind, nonce, at, body)
        select c.run_id, '', {(int)SignalKind.Pause}, '', $2, $3 from unnest($1::uuid[]) as c(run_id) order by c.run_id
        on conflict do nothing
        """;

    /// <summary>Counts their signals, and wakes those that rest. Nobody else has an instant.</summary>
    public string WakeResting { get; } = $"""
        update {schema}.live l set signals = (select count(*) from {schema}.signal s where s.run_id = l.run_id),
          state = case when {Rests} then {Awake} else l.state end,
          due_at = null,
          since = case when {Rests} then $2::timestamptz else l.since end
        where l.run_id = any($1)
        """;

    /// <summary>Answers which had one: a run has one signal of this kind at most.</summary>
    public string Unpause { get; } =
        $"delete from {schema}.signal s where s.run_id = any($1) and s.kind = {(int)SignalKind.Pause} returning s.run_id";

    public string TellOwners { get; } = $"""
        insert into {schema}.signal(run_id, path, kind, nonce, at)
        select l.run_id, '', {(int)SignalKind.Release}, '{SubjectOverrides.Resume.Nonce}', $2 from {schema}.live l where l.run_id = any($1) and l.state = {(int)LiveState.Owned}
        on conflict do nothing
        """;

    /// <summary>Counts their signals, and wakes those that were held for the subject. Who is parked has no permit.</summary>
    public string WakeHeld { get; } = $"""
        update {schema}.live l set signals = (select count(*) from {schema}.signal s where s.run_id = l.run_id),
          state = case when {Held} then case when l.limits = 0 then 1 else 8 end else l.state end,
          rescues = case when {Held} then 0 else l.rescues end,
          reason = case when {Held} then null else l.reason end,
          need = case when {Held} then null else l.need end,
          since = case when {Held} then $2::timestamptz else l.since end
        where l.run_id = any($1)
        """;
}

namespace Automation.Storage;

/// <summary>What single reads ask. Several statements of one batch see one moment: the caller holds a snapshot.</summary>
internal sealed class RunSql(string schema)
{
    public const string RunColumns = "r.run_id, r.scope, r.rule, r.rule_hash, r.subject, r.trigger_kind, r.trigger_id, r.event_id, r.at, r.rerun_of";

    public string Runs { get; } = $"select {RunColumns}, r.next, r.input, r.time_zone from {schema}.run r where r.run_id = any($1)";

    /// <summary>Down the key of live, from one run to the next.</summary>
    public string LiveRuns { get; } = $"""
        select l.run_id, r.scope, r.rule, r.rule_hash
        from (select o.run_id from {schema}.live o where o.run_id > $1 order by o.run_id limit $2) l join {schema}.run r on r.run_id = l.run_id order by l.run_id
        """;

    public string Events { get; } = $"""
        select e.event_id, e.scope, e.type, e.subject, e.at, e.cause, e.root, e.depth, e.verdicts, e.payload
        from {schema}.event e where e.event_id in (select r.event_id from {schema}.run r where r.run_id = any($1))
        """;

    public string Event { get; } = $"""
        select e.event_id, e.scope, e.type, e.subject, e.at, e.cause, e.root, e.depth, e.verdicts, e.payload
        from {schema}.event e where e.event_id = $1 and e.scope = $2
        """;

    public string Entries { get; } = $"""
        select e.run_id, e.path, e.kind, e.try, e.seq, e.status, e.started_at, e.at, e.body, e.next, e.run_status, e.run_reason
        from {schema}.entry e where e.run_id = any($1) order by e.run_id, e.seq
        """;

    public string Signals { get; } =
        $"select s.run_id, s.path, s.kind, s.nonce, s.body, s.at from {schema}.signal s where s.run_id = any($1) order by s.run_id, s.position";

    public string Live { get; } =
        $"select l.run_id, l.state, l.owner, l.claim_no, l.due_at, l.rescues, l.reason, l.limits <> 0, l.permit, l.need, l.cost from {schema}.live l where l.run_id = any($1)";

    public string Waits { get; } = $"select w.run_id, w.path, w.type, w.subject from {schema}.wait w where w.run_id = any($1)";

    /// <summary>$1 scope, $2 the least id.</summary>
    public string Counts { get; } = $"""
        select r.rule, l.state, n.run_status, count(*)
        from {schema}.run r
        left join {schema}.live l on l.run_id = r.run_id
        left join lateral (select n.run_status from {schema}.entry n where n.scope = r.scope and n.run_status in (10, 11, 12) and n.run_id = r.run_id limit 1) n on l.run_id is null
        where r.scope = $1 and r.run_id >= $2 and (l.run_id is not null or n.run_status is not null)
        group by r.rule, l.state, n.run_status
        """;

    public string LastLog { get; } =
        $"select c.run_id, (select max(g.number) from {schema}.log g where g.run_id = c.run_id) from unnest($1::uuid[]) as c(run_id)";

    public string Log { get; } = $"""
        select g.number, g.path, g.attempt, g.at, g.level, g.percent, g.message from {schema}.log g
        where g.run_id = $1 and g.number > $3 and exists (select 1 from {schema}.run r where r.run_id = $1 and r.scope = $2)
        order by g.number limit $4
        """;
}

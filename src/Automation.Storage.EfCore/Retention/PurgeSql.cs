namespace Automation.Storage;

/// <summary>What deletes old history.</summary>
internal sealed class PurgeSql(string schema)
{
    /// <summary>Nothing here is waited for, and what a crash of the server undoes is deleted again.</summary>
    public const string Settings = "set local enable_seqscan = off; set local jit = off; set local synchronous_commit = off";

    /// <summary>One chunk at a time, of whichever host.</summary>
    public const string Lock = "select pg_advisory_xact_lock(hashtextextended('Automation retention:' || $1, 0))";

    public string Scopes { get; } = $"""
        with recursive s(scope) as (
          select least((select e.scope from {schema}.event e where e.scope > $1 order by e.scope limit 1), (select r.scope from {schema}.run r where r.scope > $1 order by r.scope limit 1), (select g.scope from {schema}.suggestion g where g.scope > $1 order by g.scope limit 1))
          union all
          select least((select e.scope from {schema}.event e where e.scope > s.scope order by e.scope limit 1), (select r.scope from {schema}.run r where r.scope > s.scope order by r.scope limit 1), (select g.scope from {schema}.suggestion g where g.scope > s.scope order by g.scope limit 1))
          from s where s.scope is not null)
        select s.scope from s where s.scope is not null limit $2
        """;

    /// <summary>One that somebody is just proposing again is the next call's, or stays.</summary>
    public string DeleteSuggestions { get; } = $"""
        delete from {schema}.suggestion where ctid = any(array(
          select s.ctid from {schema}.suggestion s where s.scope = $1 and s.closed_at < $2 and s.proposed_at < $2 order by s.closed_at limit $3 for update skip locked))
        """;

    public string EndedRuns { get; } = $"""
        select e.run_id, e.run_status
        from unnest($2::smallint[], $3::uuid[], $4::timestamptz[]) as c(status, bound, before)
        cross join lateral (
          select e.run_id, e.run_status from {schema}.entry e
          where e.scope = $1 and e.run_status = c.status and e.run_id < c.bound and e.at < c.before order by e.run_id limit $5) e
        limit $5
        """;

    /// <summary>How many rows each run has.</summary>
    public string Sizes { get; } = $"""
        select r.run_id, (select count(*) from {schema}.entry e where e.run_id = r.run_id),
          (select count(*) from (select 1 from {schema}.log g where g.run_id = r.run_id limit $2) g)
        from unnest($1::uuid[]) as r(run_id)
        """;

    public string DeleteSomeLog { get; } = $"delete from {schema}.log where run_id = $1 and number in (select g.number from {schema}.log g where g.run_id = $1 order by g.number limit $2)";

    public string DeleteLog { get; } = $"delete from {schema}.log where run_id = any($1)";

    public string DeleteEntries { get; } = $"delete from {schema}.entry where run_id = any($1)";

    public string DeleteRuns { get; } = $"delete from {schema}.run where run_id = any($1)";

    public string NextType { get; } = $"select e.type from {schema}.event e where e.scope = $1 and e.type > $2 order by e.type limit 1";

    /// <summary>Of one type, behind an id.</summary>
    public string OldEvents { get; } = $"""
        select e.event_id, e.subject is not null, e.at, e.verdicts from {schema}.event e
        where e.scope = $1 and e.type = $2 and e.event_id > $3 and e.event_id < $4 and e.at < $5 order by e.event_id limit $6
        """;

    public string OldestLive { get; } = $"""
        with owned as materialized (select l.run_id from {schema}.live l where l.state = 2 and l.scope = $1)
        (select l.run_id from {schema}.live l where l.state <> 2 and l.scope = $1 order by l.run_id limit 1)
        union all select o.run_id from owned o
        order by run_id limit 1
        """;

    /// <summary>Those that no run is just being created for: see <see cref="CommitSql.EarlierEvents"/>.</summary>
    public string LockEvents { get; } = $"select e.event_id from {schema}.event e where e.event_id = any($1) order by e.event_id for update skip locked";

    public string RunsAmong { get; } = $"select r.run_id from {schema}.run r where r.run_id = any($1)";

    public string DeleteEvents { get; } = $"""
        delete from {schema}.event e where e.event_id = any($1)
          and not exists (select 1 from {schema}.run r where r.event_id = e.event_id and r.rerun_of is not null)
          and not exists (select 1 from {schema}.debounce d where d.scope = $2 and d.event_id = e.event_id)
        """;

    /// <summary>Of the events that are gone.</summary>
    public string DeleteSubjects { get; } = $"delete from {schema}.event_subject s where s.event_id = any($1) and not exists (select 1 from {schema}.event e where e.event_id = s.event_id)";

    /// <summary>How many blocks the keys take.</summary>
    public string KeyBlocks { get; } = $"select pg_relation_size('{schema}.dedupe') / current_setting('block_size')::bigint";

    /// <summary>Block by block, since the keys are in no order of age: one that was replaced lies where there was room, so that the index by age, of ranges of blocks, does not help ("is true" keeps it out). A key that somebody is just replacing counts again.</summary>
    public string DeleteKeys { get; } = $"""
        delete from {schema}.dedupe where ctid = any(array(
          select d.ctid from {schema}.dedupe d
          where d.ctid >= ('(' || $1::bigint || ',0)')::tid and d.ctid < ('(' || $2::bigint || ',0)')::tid and (d.at < $3) is true for update skip locked))
        """;

    public string DeleteChains { get; } = $"""
        delete from {schema}.root_run where ctid = any(array(
          select r.ctid from {schema}.root_run r where r.at < $1 order by r.at limit $2 for update skip locked))
        """;

    /// <summary>A period that somebody is just reserving of, or settling, is the next call's.</summary>
    public string DeleteBudgets { get; } = $"""
        delete from {schema}.budget where ctid = any(array(
          select b.ctid from {schema}.budget b where b.until < $1 order by b.until limit $2 for update skip locked))
        """;

    public string DeleteNodes { get; } = $"""
        delete from {schema}.node where node_id = any(array(
          select n.node_id from {schema}.node n where n.left_at < $1 order by n.node_id limit $2 for update skip locked))
        """;
}

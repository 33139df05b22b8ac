namespace Automation.Storage;

/// <summary>The statements of a claim.</summary>
internal sealed class ClaimSql(string schema)
{
    private const string Ready = "l.state = 1 and l.queue = 0";
    private const string Needy = "l.state = 6 and l.need is not null";
    private const string Few = "l.state = 5 and l.rescues = 2";

    /// <summary>
    /// Timers whose instant has come are ready, the least due first; so many a call that its transaction stays short. Of those that need a permit, only
    /// the ones in scopes that the claim has locked: what becomes due meanwhile in another is the next claim's.
    /// </summary>
    /// <remarks>An array, which is made once: <c>in (select …)</c> may be evaluated again for each row that is compared, and then locks others each time.</remarks>
    public string WakeDue { get; init; } = $"""
        update {schema}.live l set due_at = null, since = coalesce($1::timestamptz, clock_timestamp()), state = case when l.limits = 0 or l.permit then {(int)LiveState.Ready} else {(int)LiveState.Blocked} end
        where l.run_id = any(array(select t.run_id from {schema}.live t where t.state = {(int)LiveState.Timer} and t.due_at <= coalesce($1::timestamptz, clock_timestamp())
            and (t.limits = 0 or t.permit or t.scope = any($2::text[]))
          order by t.due_at limit 5000 for update skip locked))
        """;

    /// <summary>Runs that were held for the want of something, the oldest first; of those with limits the ones in scopes that the claim has locked.</summary>
    public string WakeNeedy { get; init; } = $"""
        update {schema}.live l set need = null, reason = null, rescues = 0, since = coalesce($1::timestamptz, clock_timestamp()),
          state = case when l.limits = 0 then {(int)LiveState.Ready} else {(int)LiveState.Blocked} end
        where l.run_id = any(array(select t.run_id from {schema}.live t where t.state = 6 and t.need is not null and t.need = any($3::text[])
            and (t.limits = 0 or t.scope = any($2::text[])) and t.scope <> all($5::text[])
          order by t.run_id limit $4 for update skip locked))
        """;

    public string Alone { get; init; } = $"""
        select l.run_id from {schema}.live l where l.state = {(int)LiveState.Probation} and l.rescues > {Rescue.Probation}
        order by l.rescues, l.scope, l.run_id limit 1 for update skip locked
        """;

    /// <summary>
    /// Round the ring of scopes from behind the cursor, as many of each as the places allow, none of those that are excepted; rows that another node is about to claim are passed over.
    /// </summary>
    /// <remarks>
    /// The ring is walked scope by scope down the index, whatever the number of runs in each. Materialized: as a plain sub-select the planner may
    /// evaluate it again, and lock more rows than it returns.
    /// </remarks>
    public string Pick { get; init; } = Ring(schema, Ready);

    /// <summary>The same among the runs that were rescued twice.</summary>
    public string PickFew { get; init; } = Ring(schema, Few);

    public string Own { get; init; } = $"""
        update {schema}.live l set state = {(int)LiveState.Owned}, owner = $1, claim_no = l.claim_no + 1, due_at = null, since = null, need = null where l.run_id = any($2)
        """;

    /// <summary>Of scopes that do not count, whatever they have ready, one row is looked at.</summary>
    public string NextDue { get; init; } = $"""
        with recursive first(scope) as (
          (select l.scope from {schema}.live l where {Ready} order by l.scope limit 1)
          union all
          select (select l.scope from {schema}.live l where {Ready} and l.scope > f.scope order by l.scope limit 1) from first f where f.scope = any($1::text[]))
        select exists (select 1 from first f where f.scope <> all($1::text[])),
          (select l.due_at from {schema}.live l where l.state = {(int)LiveState.Timer} order by l.due_at limit 1),
          exists (select 1 from {schema}.live l where {Few}),
          exists (select 1 from {schema}.live l where l.state = {(int)LiveState.Probation} and l.rescues > {Rescue.Probation}),
          exists (select 1 from {schema}.live l where {Needy}),
          exists (select 1 from first f where f.scope = any($1::text[])) and not exists (select 1 from first f where f.scope <> all($1::text[]))
        """;

    /// <summary>What parked runs need, behind one of them, down the index from one to the next.</summary>
    public string Needs { get; init; } = $"""
        with recursive needs(need) as (
          (select l.need from {schema}.live l where {Needy} and l.need > $1 order by l.need limit 1)
          union all
          select x.need from needs n cross join lateral (select l.need from {schema}.live l where {Needy} and l.need > n.need order by l.need limit 1) x)
        select n.need from needs n limit {DueInfo.MostNeeds}
        """;

    private static string Ring(string schema, string which) => $"""
        with recursive ring(scope, wrapped, place) as (
          (select f.scope, f.wrapped, case when f.scope = any($3::text[]) then 0 else 1 end from (
            (select 1 as turn, l.scope, false as wrapped from {schema}.live l where {which} and l.scope > $1 order by l.scope limit 1)
            union all (select 2, l.scope, true from {schema}.live l where {which} order by l.scope limit 1)) f order by f.turn limit 1)
          union all
          select x.scope, x.wrapped, r.place + case when x.scope = any($3::text[]) then 0 else 1 end from ring r cross join lateral (
            select * from (
              (select 1 as turn, l.scope, r.wrapped from {schema}.live l where {which} and l.scope > r.scope and (not r.wrapped or l.scope <= $1) order by l.scope limit 1)
              union all (select 2, l.scope, true from {schema}.live l where not r.wrapped and {which} and l.scope <= $1 order by l.scope limit 1)) f
            order by f.turn limit 1) x
          where r.place < $2),
        share as (select ceil($2::numeric / greatest(count(*), 1))::bigint as each from ring r where r.scope <> all($3::text[])),
        picked as materialized (
          select p.run_id, r.scope, r.place from ring r cross join lateral (
            select l.run_id from {schema}.live l where {which} and l.scope = r.scope and r.scope <> all($3::text[]) order by l.run_id limit (select s.each from share s) for update skip locked) p)
        select p.run_id, p.scope from (
          select q.run_id, q.scope, q.place, row_number() over (partition by q.scope order by q.run_id) as round from picked q) p
        order by p.round, p.place limit $2
        """;
}

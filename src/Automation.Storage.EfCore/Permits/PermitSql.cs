namespace Automation.Storage;

/// <summary>The statements that keep the number of runs at work within their limits.</summary>
/// <remarks>
/// Holders are counted, not booked: <c>live.permit</c> says who holds one, and whoever changes that in a scope with limits holds the scope's lock until its
/// commit. So no committed state has more holders than the limit, whatever crashes. Scopes without limits pay a search in an empty index.
/// </remarks>
internal sealed class PermitSql(string schema)
{
    /// <summary>The bit of a run whose rule is limited.</summary>
    public const short OfRule = 1;

    /// <summary>The bit of a run whose scope is limited.</summary>
    public const short OfScope = 2;

    /// <summary>The bit of a run that no other run of its rule may overlap.</summary>
    public const short Overlapping = 4;

    /// <summary>
    /// Locks scopes, in one order on every host: those of new runs with limits, those of events and signals if they have limits, those of runs with limits
    /// that the batch records.
    /// </summary>
    public string Lock { get; init; } = $"""
        select pg_advisory_xact_lock(1635086448, k.key) from (
          select distinct hashtext(s.scope) & 1023 as key from (
            select unnest($1::text[]) as scope
            union all select c.scope from unnest($2::text[]) as c(scope) where (select p.most from {schema}.permit p where p.scope = c.scope limit 1) is not null
            union all select l.scope from {schema}.live l where l.run_id = any($3::uuid[]) and l.limits <> 0) s
          order by 1) k
        """;

    /// <summary>The limits that new runs say; the last of the batch counts.</summary>
    public string Set { get; init; } = $"""
        insert into {schema}.permit as p (scope, rule, most)
        select distinct on (c.scope, c.rule) c.scope, c.rule, c.most from unnest($1::text[], $2::text[], $3::int[]) with ordinality as c(scope, rule, most, ordinal)
        order by c.scope, c.rule, c.ordinal desc
        on conflict (scope, rule) do update set most = excluded.most where p.most <> excluded.most
        """;

    /// <summary>
    /// Gives the free permits of the scopes to the runs that wait, the oldest first; a run that cannot have both of its permits takes none.
    /// Those that the batch created and its node wants are owned at once, the others are ready.
    /// </summary>
    /// <remarks>However many wait, it reads no more of a rule's runs than can have a permit.</remarks>
    public string Grant { get; init; } = $"""
        with recursive scopes as materialized (
          select s.scope, coalesce((select p.most from {schema}.permit p where p.scope = s.scope and p.rule = ''), 2147483647)
            - (select count(*) from {schema}.live h where h.permit and h.scope = s.scope and h.limits & 2 = 2) as free
          from (select unnest($1::text[]) as scope union select r.scope from {schema}.run r where r.run_id = any($2::uuid[])) s
          where (select p.most from {schema}.permit p where p.scope = s.scope limit 1) is not null),
        waiting(scope, free, rule) as (
          select s.scope, s.free, (select l.rule from {schema}.live l where l.state = 8 and l.scope = s.scope order by l.rule limit 1) from scopes s
          union all
          select w.scope, w.free, (select l.rule from {schema}.live l where l.state = 8 and l.scope = w.scope and l.rule > w.rule order by l.rule limit 1)
          from waiting w where w.rule is not null),
        rules as materialized (
          select w.scope, w.rule, greatest(w.free, 0) as free_of_scope, greatest(coalesce((select p.most from {schema}.permit p where p.scope = w.scope and p.rule = w.rule), 2147483647)
            - (select count(*) from {schema}.live h where h.permit and h.scope = w.scope and h.rule = w.rule and h.limits & 1 = 1), 0) as free_of_rule
          from waiting w where w.rule is not null),
        oldest as materialized (
          select r.scope, r.rule, r.free_of_scope, r.free_of_rule, c.run_id, c.limits from rules r cross join (values (0), (2)) as kind(bit) cross join lateral (
            select l.run_id, l.limits from {schema}.live l where l.state = 8 and l.scope = r.scope and l.rule = r.rule and l.limits & 2 = kind.bit
            order by l.run_id limit case kind.bit when 2 then least(r.free_of_rule, r.free_of_scope) else r.free_of_rule end) c),
        ranked as (
          select o.*, row_number() over (partition by o.scope, o.rule order by o.run_id) as place_in_rule from oldest o),
        placed as (
          select r.*, row_number() over (partition by r.scope, r.limits & 2 order by r.run_id) as place_in_scope from ranked r where r.place_in_rule <= r.free_of_rule),
        picked as materialized (select p.run_id from placed p where p.limits & 2 = 0 or p.place_in_scope <= p.free_of_scope)
        update {schema}.live l set permit = true,
          state = case when x.wanted then 2 else 1 end, owner = case when x.wanted then $4::bigint end, claim_no = case when x.wanted then 1 else l.claim_no end,
          since = case when x.wanted then null else coalesce($6::timestamptz, clock_timestamp()) end
        from picked p cross join lateral (select p.run_id in (select unnest($3::uuid[])) as wanted) x
        where l.run_id = p.run_id
        returning l.run_id, x.wanted, case when not x.wanted then pg_notify($5, '')::text end
        """;

    /// <summary>The scopes where runs wait for a permit.</summary>
    public string BlockedScopes { get; init; } = $"select distinct l.scope from {schema}.live l where l.state = 8";

    /// <summary>The scopes of timers that are due and need a permit first.</summary>
    public string DueScopes { get; init; } = $"""
        select distinct l.scope from {schema}.live l where l.state = 3 and l.due_at <= coalesce($1::timestamptz, clock_timestamp()) and l.limits <> 0 and not l.permit
        """;

    /// <summary>The scopes of runs that need one of these, and a permit.</summary>
    public string NeedyScopes { get; init; } =
        $"select distinct l.scope from {schema}.live l where l.state = 6 and l.need is not null and l.need = any($1::text[]) and l.limits <> 0";

    /// <summary>
    /// Fails the batch when a new run would be one too many of those that have its key, or its rule's permits, or wait for them; runs of the batch that come before it count. Duplicates create none.
    /// </summary>
    /// <remarks>One that waits for a key asks for no permit yet. How many a rule has is counted once, however many of its runs the batch creates.</remarks>
    public string Busy { get; init; } = $"""
        select substring('', 1, case when bool_or(b.queued is not null and (
          (b.overlap is not null and b.with_key + b.place - 1 > b.queued)
          or (b.most is not null and b.of_rule + b.asked >= b.most::bigint + b.queued))) then -1 else 0 end)
        from (
          select a.*, max(a.first_count) over (partition by a.scope, a.rule) as of_rule,
            coalesce(sum(a.asks) over (partition by a.scope, a.rule order by a.ordinal rows between unbounded preceding and 1 preceding), 0) as asked
          from (
            select k.*, case when k.most is not null and (k.overlap is null or (k.place = 1 and k.with_key = 0)) then 1 else 0 end as asks
            from (
              select g.*, row_number() over (partition by g.scope, g.rule, g.overlap order by g.ordinal) as place,
                case when g.overlap is not null then (select count(*) from (
                  select 1 from {schema}.live l where l.scope = g.scope and l.rule = g.rule and l.overlap = g.overlap limit coalesce(g.queued, 0)::bigint + 1) o) end as with_key,
                case when row_number() over (partition by g.scope, g.rule order by g.ordinal) = 1 then {OfRuleCount(schema, "g")} end as first_count
              from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::int[], $6::text[], $7::bytea[], $8::uuid[]) with ordinality
                as g(scope, rule, overlap, most, queued, source, key_hash, original_id, ordinal)
              where g.source is null
                or (select d.original_id from {schema}.dedupe d where d.key_hash = g.key_hash and d.scope = g.scope and d.source = g.source) = g.original_id) k) a) b
        """;

    /// <summary>How many runs have a key or wait for it, and who has it; the same of the permits of its rule.</summary>
    public string Occupancy { get; init; } = $"""
        select g.ordinal, (select count(*) from {schema}.live l where l.scope = g.scope and l.rule = g.rule and l.overlap = g.overlap), h.run_id, h.at, {OfRuleCount(schema, "g")}, r.run_id, r.at
        from unnest($1::text[], $2::text[], $3::text[]) with ordinality as g(scope, rule, overlap, ordinal)
        left join lateral (
          select l.run_id, (select n.at from {schema}.run n where n.run_id = l.run_id) as at from {schema}.live l
          where l.scope = g.scope and l.rule = g.rule and l.overlap = g.overlap and l.state <> {(int)LiveState.Queued} order by l.run_id limit 1) h on true
        left join lateral (
          select o.run_id, (select n.at from {schema}.run n where n.run_id = o.run_id) as at from (
            (select 1 as turn, l.run_id from {schema}.live l where l.permit and l.scope = g.scope and l.rule = g.rule and l.limits & {OfRule} <> 0 order by l.run_id limit 1)
            union all (select 2, l.run_id from {schema}.live l where l.state = {(int)LiveState.Blocked} and l.scope = g.scope and l.rule = g.rule and l.limits & {OfRule} <> 0 order by l.run_id limit 1)) o
          order by o.turn limit 1) r on true
        """;

    /// <summary>
    /// Each of these new runs cancels every other that has its key, or waits for it; of several with one key the last. A run that waited for the key gives it up, and only ends.
    /// Tells the other hosts when one of them must look.
    /// </summary>
    public string Replace { get; init; } = $"""
        with newest as materialized (
          select distinct on (k.scope, k.rule, k.overlap) k.run_id, k.scope, k.rule, k.overlap, k.body
          from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bytea[]) with ordinality as k(run_id, scope, rule, overlap, body, ordinal)
          where (select l.run_id from {schema}.live l where l.run_id = k.run_id) is not null
          order by k.scope, k.rule, k.overlap, k.ordinal desc),
        older as materialized (
          select o.run_id, n.run_id as newer, n.body from newest n cross join lateral (
            select o.run_id from {schema}.live o where o.scope = n.scope and o.rule = n.rule and o.overlap = n.overlap and o.run_id <> n.run_id offset 0) o),
        sent as (
          insert into {schema}.signal(run_id, path, kind, nonce, at, body) select o.run_id, '', {(int)SignalKind.Cancel}, '', $8, o.body from older o order by o.run_id
          on conflict do nothing returning run_id)
        update {schema}.live l set
          signals = l.signals + case when l.run_id in (select s.run_id from sent s) then 1 else 0 end,
          state = case when {Rests} then {(int)LiveState.Ready} else l.state end,
          due_at = case when {Rests} then null else l.due_at end,
          reason = case when {Rests} then null else l.reason end,
          need = case when {Rests} then null else l.need end,
          since = case when {Rests} then $8::timestamptz else l.since end,
          rescues = case when l.state in ({(int)LiveState.Parked}, {(int)LiveState.Quarantined}) then 0 else l.rescues end,
          overlap = case when l.state = {(int)LiveState.Queued} then null else l.overlap end
        from older o where l.run_id = o.run_id
        returning l.run_id, l.owner, l.state = {(int)LiveState.Ready}, o.newer, case when l.owner is distinct from $6 then pg_notify($7, '')::text end
        """;

    /// <summary>The scopes where a run waits for a key that nobody has: it ended on a host that does not know of keys.</summary>
    public string LeftScopes { get; init; } = $"""
        select distinct q.scope from {schema}.live q where q.overlap is not null and q.state = {(int)LiveState.Queued} and {NobodyHas(schema)}
        """;

    /// <summary>The oldest of those that wait for a key which nobody has follow, in scopes whose locks the transaction holds.</summary>
    public string Follow { get; init; } = $"""
        update {schema}.live l set state = case when l.need is null then {(int)LiveState.Blocked} else {(int)LiveState.Parked} end from (
          select distinct on (q.scope, q.rule, q.overlap) q.run_id from {schema}.live q
          where q.overlap is not null and q.state = {(int)LiveState.Queued} and q.scope = any($1::text[]) and {NobodyHas(schema)}
          order by q.scope, q.rule, q.overlap, q.run_id) f
        where l.run_id = f.run_id
        """;

    private static string Rests =>
        $"l.state in ({(int)LiveState.Timer}, {(int)LiveState.Idle}, {(int)LiveState.Parked}, {(int)LiveState.Quarantined}, {(int)LiveState.Blocked}, {(int)LiveState.Queued})";

    private static string NobodyHas(string schema) =>
        $"(select h.run_id from {schema}.live h where h.scope = q.scope and h.rule = q.rule and h.overlap = q.overlap and h.state <> {(int)LiveState.Queued} limit 1) is null";

    private static string OfRuleCount(string schema, string of) => $"""
        ((select count(*) from {schema}.live l where l.permit and l.scope = {of}.scope and l.rule = {of}.rule and l.limits & {OfRule} <> 0)
          + (select count(*) from {schema}.live l where l.state = {(int)LiveState.Blocked} and l.scope = {of}.scope and l.rule = {of}.rule and l.limits & {OfRule} <> 0))
        """;
}

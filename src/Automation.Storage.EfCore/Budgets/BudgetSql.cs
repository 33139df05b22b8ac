namespace Automation.Storage;

/// <summary>The statements that keep what runs reserve within budgets.</summary>
/// <remarks>
/// What a period has reserved is booked, and each live run says what it holds of it: <c>live.cost</c>, with the names of the periods. Whoever changes either holds the lock of the scope until its commit, which
/// only batches take that reserve or settle. There are no more of them than a server
/// reckons with for one transaction, so that batches of many scopes do not fill its table of locks; scopes that share one wait for each other.
/// </remarks>
internal sealed class BudgetSql(string schema)
{
    /// <summary>Locks the scopes of new runs that reserve, and of runs that end with something reserved, in one order on every host.</summary>
    public string LockScopes { get; init; } = $"""
        select pg_advisory_xact_lock(1635086450, k.key) from (
          select distinct hashtext(s.scope) & 63 as key from (
            select unnest($1::text[]) as scope
            union all select l.scope from {schema}.live l where l.run_id = any($2::uuid[]) and l.cost is not null) s
          order by 1) k
        """;

    /// <summary>Reserves, and fails the batch when there is no room for one of the rows, each with those before it. Duplicates reserve nothing.</summary>
    public string Reserve { get; init; } = $"""
        with wanted as (
          select k.scope, k.rule, k.period, k.amount, k.until, k.most - sum(k.amount) over (partition by k.scope, k.rule, k.period order by k.ordinal) as bearable
          from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::timestamptz[], $7::text[], $8::bytea[], $9::uuid[]) with ordinality
            as k(scope, rule, period, amount, most, until, source, key_hash, original_id, ordinal)
          where k.source is null
            or (select d.original_id from {schema}.dedupe d where d.key_hash = k.key_hash and d.scope = k.scope and d.source = k.source) = k.original_id),
        periods as materialized (
          select w.scope, w.rule, w.period, least(sum(w.amount), {BudgetReservation.Largest})::bigint as amount, max(w.until) as until, min(w.bearable) as bearable
          from wanted w group by w.scope, w.rule, w.period),
        reserved as (
          insert into {schema}.budget as b (scope, rule, period, spent, reserved, until)
          select p.scope, p.rule, p.period, 0, p.amount, p.until from periods p order by p.scope, p.rule, p.period
          on conflict (scope, rule, period) do update set reserved = b.reserved + excluded.reserved, until = excluded.until)
        select '' ~ case when bool_or(coalesce(
          (select b.spent + b.reserved from {schema}.budget b where b.scope = p.scope and b.rule = p.rule and b.period = p.period), 0) > p.bearable) then '(' else '' end
        from periods p
        """;

    /// <summary>New runs say what they hold.</summary>
    public string Keep { get; init; } = $"""
        update {schema}.live l set cost = k.amount, rule_period = k.rule_period, scope_period = k.scope_period
        from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[]) as k(run_id, amount, rule_period, scope_period)
        where l.run_id = k.run_id
        """;

    /// <summary>What the runs cost that the batch is about to end takes the place of what they hold. Their rows are locked, so that the same ones end.</summary>
    public string Settle { get; init; } = $"""
        update {schema}.budget b set reserved = greatest(b.reserved - e.held, 0), spent = least(b.spent + e.spent, {BudgetReservation.MostSpent})::bigint
        from (
          select l.scope, p.rule, p.period, sum(l.cost)::bigint as held, sum(least(c.spent, {BudgetReservation.MostSpent})) as spent
          from unnest($2::uuid[], $3::bigint[], $4::bigint[]) as c(run_id, claim_no, spent)
          join {schema}.live l on l.run_id = c.run_id and l.owner = $1 and l.claim_no = c.claim_no and l.signals = 0 and l.cost is not null
          cross join lateral (values (l.rule, l.rule_period), ('', l.scope_period)) as p(rule, period)
          where p.period is not null
          group by l.scope, p.rule, p.period) e
        where b.scope = e.scope and b.rule = e.rule and b.period = e.period
        """;

    /// <summary>What the runs hold that a batch ends, as far as nothing stands against their end now.</summary>
    public string Held { get; init; } = $"""
        select l.run_id, l.scope, l.rule, l.cost, l.rule_period, l.scope_period from unnest($2::uuid[], $3::bigint[], $4::bigint[]) as c(run_id, claim_no, consumed)
        join {schema}.live l on l.run_id = c.run_id and l.owner = $1 and l.claim_no = c.claim_no and l.signals <= c.consumed and l.cost is not null
        """;

    /// <summary>What is used of these periods, each with its place.</summary>
    public string Used { get; init; } = $"""
        select k.ordinal, b.spent, b.reserved from unnest($1::text[], $2::text[], $3::text[]) with ordinality as k(scope, rule, period, ordinal)
        cross join lateral (select b.spent, b.reserved from {schema}.budget b where b.scope = k.scope and b.rule = k.rule and b.period = k.period offset 0) b
        """;
}
